import type { Constraints } from '../protocol/constraints';
import { validationError } from '../protocol/service-error';

const STREAM_ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/]+\/stream\/[^/]+$/;
const STREAM_ARN_LENGTH = { min: 37, max: 1024 };
const SHARD_ID_LENGTH = { min: 28, max: 65 };

/** The model's constraints on the ARN of a stream. */
export function checkStreamArnLength(constraints: Constraints, name: string, arn: string | undefined): void {
  constraints.minLength(name, arn, STREAM_ARN_LENGTH.min).maxLength(name, arn, STREAM_ARN_LENGTH.max);
}

/** Refuses what is the ARN of no stream that there could be. */
export function checkStreamArn(arn: string | undefined): void {
  if (arn === undefined || !STREAM_ARN.test(arn)) throw validationError('Invalid StreamArn');
}

/** The model's constraints on the id of a shard. */
export function checkShardIdLength(constraints: Constraints, name: string, shardId: string | undefined): void {
  constraints.minLength(name, shardId, SHARD_ID_LENGTH.min).maxLength(name, shardId, SHARD_ID_LENGTH.max);
}
