import { Constraints } from '../protocol/constraints';
import { invalid, notFoundError } from '../protocol/service-error';
import { integer, string, structure } from '../protocol/shapes';
import { formatIterator, parseIterator } from '../streams/references';
import { operation } from './operation';

interface GetRecordsRequest {
  readonly ShardIterator?: string;
  readonly Limit?: number;
}

const MAX_LIMIT = 1000;
const MAX_BYTES = 1024 * 1024;
const shape = structure('GetRecordsInput', { ShardIterator: string, Limit: integer });

/** Returns no `NextShardIterator` at the end of a closed shard. */
export const getRecords = operation<GetRecordsRequest>('GetRecords', shape, (database, request) => {
  const { ShardIterator, Limit: limit = MAX_LIMIT } = request;
  new Constraints().atLeast('limit', limit, 1).check();
  if (limit > MAX_LIMIT) throw invalid(`Limit should be less than or equal to ${MAX_LIMIT}`);
  const now = database.clock.now();
  const iterator = parseIterator(ShardIterator, now);
  const stream = database.streams.get(iterator.streamArn);
  if (stream?.shardId !== iterator.shardId) throw notFoundError('Shard does not exist');
  const { records, next } = stream.read(iterator.sequence, limit, MAX_BYTES, now);
  return {
    Records: records,
    NextShardIterator: next === undefined ? undefined : formatIterator({ ...iterator, sequence: next, at: now }),
  };
});
