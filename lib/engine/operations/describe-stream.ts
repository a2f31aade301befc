import { Constraints } from '../protocol/constraints';
import { invalid, notFoundError, validationError } from '../protocol/service-error';
import { integer, string, structure } from '../protocol/shapes';
import { sequenceNumber } from '../streams/record';
import { checkShardIdLength, checkStreamArn, checkStreamArnLength } from '../streams/references';
import type { Stream } from '../streams/stream';
import { operation } from './operation';

interface DescribeStreamRequest {
  readonly StreamArn?: string;
  readonly Limit?: number;
  readonly ExclusiveStartShardId?: string;
  readonly ShardFilter?: { readonly Type?: string; readonly ShardId?: string };
}

const MAX_LIMIT = 100;

const shape = structure('DescribeStreamInput', {
  StreamArn: string,
  Limit: integer,
  ExclusiveStartShardId: string,
  ShardFilter: structure('ShardFilter', { Type: string, ShardId: string }),
});

export const describeStream = operation<DescribeStreamRequest>('DescribeStream', shape, (database, request) => {
  checkRequest(request);
  const stream = database.streams.get(request.StreamArn as string);
  if (!stream) throw notFoundError(`Requested resource not found: Stream: ${request.StreamArn} not found`);
  const { identity, isOpen } = stream;
  return {
    StreamDescription: {
      StreamArn: identity.arn,
      StreamLabel: identity.label,
      StreamStatus: isOpen ? 'ENABLED' : 'DISABLED',
      StreamViewType: identity.view,
      CreationRequestDateTime: identity.createdAt / 1000,
      TableName: identity.tableName,
      KeySchema: identity.keySchema,
      // The only shard has no children, and no shard comes after it or after an unknown one.
      Shards: request.ExclusiveStartShardId !== undefined || request.ShardFilter ? [] : [describeShard(stream)],
    },
  };
});

function describeShard({ shardId, start, last, isOpen }: Stream): object {
  return {
    ShardId: shardId,
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(start),
      EndingSequenceNumber: isOpen ? undefined : sequenceNumber(last),
    },
  };
}

function checkRequest({ StreamArn, Limit, ExclusiveStartShardId, ShardFilter }: DescribeStreamRequest): void {
  const constraints = new Constraints().atLeast('limit', Limit, 1);
  checkStreamArnLength(constraints, 'streamArn', StreamArn);
  checkShardIdLength(constraints, 'exclusiveStartShardId', ExclusiveStartShardId);
  checkShardIdLength(constraints, 'shardFilter.shardId', ShardFilter?.ShardId);
  constraints.oneOf('shardFilter.type', ShardFilter?.Type, ['CHILD_SHARDS']);
  if (ShardFilter) {
    constraints.required('shardFilter.type', ShardFilter.Type).required('shardFilter.shardId', ShardFilter.ShardId);
  }
  constraints.check();
  checkStreamArn(StreamArn);
  if (Limit !== undefined && Limit > MAX_LIMIT) {
    throw invalid(`Limit cannot be greater than the maximum: ${MAX_LIMIT}`);
  }
  if (ShardFilter && ExclusiveStartShardId !== undefined) {
    throw validationError('ShardFilter and ExclusiveStartShardId both should not be specified in the request.');
  }
}
