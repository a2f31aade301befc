import type { Constraints } from '../protocol/constraints';
import { invalid } from '../protocol/service-error';
import { boolean, string, structure } from '../protocol/shapes';

export interface EncryptionRequest {
  readonly Enabled?: boolean;
  readonly SSEType?: string;
  readonly KMSMasterKeyId?: string;
}

export const encryption = structure('SSESpecification', { Enabled: boolean, SSEType: string, KMSMasterKeyId: string });

export function checkEncryptionShape(constraints: Constraints, request: EncryptionRequest | undefined): void {
  constraints.oneOf('sSESpecification.sSEType', request?.SSEType, ['AES256', 'KMS']);
  constraints.minLength('sSESpecification.kMSMasterKeyId', request?.KMSMasterKeyId, 1);
}

/** Checks a request for encryption, of a new or an existing table. */
export function checkEncryption(request: EncryptionRequest | undefined): void {
  const { Enabled, SSEType, KMSMasterKeyId } = request ?? {};
  if (Enabled === false && SSEType !== undefined) throw invalid('SSEType can not be specified if Enabled is false');
  if (Enabled === false && KMSMasterKeyId !== undefined) {
    throw invalid('KMSMasterKeyId can not be specified if Enabled is false');
  }
  if (SSEType === 'AES256') throw invalid('SSEType AES256 is not supported');
  if (KMSMasterKeyId !== undefined && SSEType !== 'KMS') {
    throw invalid('SSEType KMS is required if KMSMasterKeyId is specified');
  }
}

/** Whether a key of the caller's account encrypts the table, and not one of DynamoDB. Naming a type is enough. */
export function isEncrypted(encryption: EncryptionRequest | undefined): boolean {
  return encryption?.Enabled ?? encryption?.SSEType !== undefined;
}
