import { Constraints } from '../protocol/constraints';
import { invalid, notFoundError, validationError } from '../protocol/service-error';
import { string, structure } from '../protocol/shapes';
import { checkShardIdLength, checkStreamArn, checkStreamArnLength, formatIterator } from '../streams/references';
import { type Stream, trimmedError } from '../streams/stream';
import { operation } from './operation';

interface GetShardIteratorRequest {
  readonly StreamArn?: string;
  readonly ShardId?: string;
  readonly ShardIteratorType?: string;
  readonly SequenceNumber?: string;
}

const TYPES = ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'];
const SEQUENCE_NUMBER = { min: 21, max: 40 };

const shape = structure('GetShardIteratorInput', {
  StreamArn: string,
  ShardId: string,
  ShardIteratorType: string,
  SequenceNumber: string,
});

export const getShardIterator = operation<GetShardIteratorRequest>('GetShardIterator', shape, (database, request) => {
  checkRequest(request);
  const { StreamArn, ShardId } = request;
  const stream = database.streams.get(StreamArn as string);
  if (!stream) throw notFoundError('Stream does not exist');
  if (stream.shardId !== ShardId) throw notFoundError('Shard does not exist');
  const at = database.clock.now();
  const sequence = placeOf(request, stream, database.streams.next, at);
  return { ShardIterator: formatIterator({ streamArn: stream.identity.arn, shardId: ShardId, sequence, at }) };
});

function checkRequest(request: GetShardIteratorRequest): void {
  const { StreamArn, ShardId, ShardIteratorType: type, SequenceNumber: number } = request;
  const constraints = new Constraints();
  checkStreamArnLength(constraints, 'streamArn', StreamArn);
  checkShardIdLength(constraints, 'shardId', ShardId);
  constraints
    .oneOf('shardIteratorType', type, TYPES)
    .minLength('sequenceNumber', number, SEQUENCE_NUMBER.min)
    .maxLength('sequenceNumber', number, SEQUENCE_NUMBER.max)
    .check();
  if (ShardId === undefined) throw validationError('No ShardId specified.');
  if (StreamArn === undefined) throw invalid('streamArn cannot be empty or null.');
  checkStreamArn(StreamArn);
  if (type === undefined) throw validationError('Invalid ShardIteratorType.');
  const isByNumber = type.endsWith('_SEQUENCE_NUMBER');
  if (!isByNumber && number !== undefined) {
    throw invalid('SequenceNumber should not be passed for this iterator type');
  }
  if (isByNumber && !/^\d+$/.test(number ?? '')) throw invalid('Invalid SequenceNumber');
}

function placeOf(request: GetShardIteratorRequest, stream: Stream, next: number, now: number): number {
  const { ShardIteratorType: type, SequenceNumber: number } = request;
  if (type === 'LATEST') return next;
  if (type === 'TRIM_HORIZON') return stream.oldest(now);
  // Numbers are all below 2^53; a greater one is after every record.
  const sequence = Math.min(Number(number), Number.MAX_SAFE_INTEGER - 1);
  if (sequence < stream.start) throw validationError('Invalid SequenceNumber for the shard');
  const place = type === 'AFTER_SEQUENCE_NUMBER' ? sequence + 1 : sequence;
  if (place < stream.oldest(now)) throw trimmedError();
  return place;
}
