import type { Constraints } from '../protocol/constraints';
import { modelError, validationError } from '../protocol/service-error';

const STREAM_ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/]+\/stream\/[^/]+$/;
const STREAM_ARN_LENGTH = { min: 37, max: 1024 };
const SHARD_ID_LENGTH = { min: 28, max: 65 };

/** The model's constraints on the ARN of a stream. */
export function checkStreamArnLength(constraints: Constraints, name: string, arn: string | undefined): void {
  constraints.minLength(name, arn, STREAM_ARN_LENGTH.min).maxLength(name, arn, STREAM_ARN_LENGTH.max);
}

/** Refuses an ARN that cannot be that of a stream. */
export function checkStreamArn(arn: string | undefined): void {
  if (arn === undefined || !STREAM_ARN.test(arn)) throw validationError('Invalid StreamArn');
}

/** The model's constraints on the id of a shard. */
export function checkShardIdLength(constraints: Constraints, name: string, shardId: string | undefined): void {
  constraints.minLength(name, shardId, SHARD_ID_LENGTH.min).maxLength(name, shardId, SHARD_ID_LENGTH.max);
}

/** A place in a shard to read from. */
export interface ShardIterator {
  readonly streamArn: string;
  readonly shardId: string;
  readonly sequence: number;
  /** When it was given out, in milliseconds. */
  readonly at: number;
}

const LIFETIME = 15 * 60 * 1000;

/** The text of an iterator, which a client returns to read from there. */
export function formatIterator({ streamArn, shardId, sequence, at }: ShardIterator): string {
  return `${streamArn}|1|${Buffer.from(`${shardId}|${sequence}|${at}`).toString('base64')}`;
}

/** Throws `ValidationException` for text that is not an iterator, and `ExpiredIteratorException` after 15 minutes. */
export function parseIterator(text: string | undefined, now: number): ShardIterator {
  const [streamArn, version, place] = text?.split('|') ?? [];
  const [shardId, sequence, at] = Buffer.from(place ?? '', 'base64')
    .toString()
    .split('|');
  if (!streamArn || version !== '1' || !shardId || !isInteger(sequence) || !isInteger(at)) {
    throw validationError('Invalid ShardIterator');
  }
  if (now - Number(at) <= LIFETIME) return { streamArn, shardId, sequence: Number(sequence), at: Number(at) };
  throw modelError(
    'ExpiredIteratorException',
    'The shard iterator has expired and can no longer be used to retrieve stream records. ' +
      'A shard iterator expires 15 minutes after it is retrieved using the GetShardIterator action.',
  );
}

function isInteger(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,16}$/.test(text);
}
