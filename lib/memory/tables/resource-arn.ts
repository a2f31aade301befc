import { invalid, modelError, validationError } from '../service-error';
import type { Location } from './description';

const RESOURCE_ARN = /^arn:[^:]+:dynamodb:([^:]*):([^:]*):table\/([^/]+)(?:\/(stream|index)\/[^/]+)?$/;
const MIN_NAME = 3;

/** Refuses what is no ARN of a table or a stream, or one of another region or account. */
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
  if (account !== location.account) throw modelError('AccessDeniedException', 'Access is denied');
}
