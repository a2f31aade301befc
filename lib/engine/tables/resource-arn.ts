import { detectedErrors, invalid, modelError, validationError } from '../protocol/service-error';
import type { Location } from './description';

const RESOURCE_ARN = /^arn:[^:]+:dynamodb:([^:]*):([^:]*):table\/([^/]+)(?:\/(stream|index)\/[^/]+)?$/;
const MIN_NAME = 3;
const TABLE_ARN = /^arn:[^:]+:dynamodb:([^:]*):([^:]*):table\/[a-zA-Z0-9_.-]{3,255}$/;

/** Refuses text that is not the ARN of a table or stream, and ARNs of another region or account. */
export function checkResourceArn(arn: string, location: Location): void {
  if (!arn.startsWith('arn:')) throw invalid(`ARNs must start with 'arn:': ${arn}`);
  const [, region, account, name, kind] = RESOURCE_ARN.exec(arn) ?? [];
  if (name === undefined) throw invalid(`Provided Arn is not a DynamoDB resource arn: ${arn}`);
  if (kind === 'index') {
    throw invalid(`Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`);
  }
  if (region !== location.region || name.length < MIN_NAME) {
    throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  if (account !== location.account) throw deniedError();
}

/** Refuses an ARN in place of a table name if it is not that of a table, or is of another region or account. */
export function checkTableArn(nameOrArn: string, location: Location): void {
  if (!nameOrArn.startsWith('arn:')) return;
  const [, region, account] = TABLE_ARN.exec(nameOrArn) ?? [];
  if (region === undefined) {
    throw detectedErrors([
      "Valid ARN format is 'arn:<awsPartition>:<vendor>:<region>:<subscriber>:resourceType/resourceName', where " +
        'Resource name must have length less than or equal to 255, Resource name must have length greater than or ' +
        'equal to 3, Resource name must satisfyregular expression pattern: [a-zA-Z0-9_.-]+',
    ]);
  }
  if (region !== location.region) {
    throw detectedErrors([`Invalid AWS region in '${nameOrArn}'`]);
  }
  if (account !== location.account) throw deniedError();
}

function deniedError(): Error {
  return modelError('AccessDeniedException', 'Access is denied');
}
