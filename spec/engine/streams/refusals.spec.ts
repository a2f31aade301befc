import { Engine } from 'dynact/memory';

const TABLE = {
  TableName: 'orders',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
};

/** The ARN of a stream that no table has. */
const UNKNOWN = 'arn:aws:dynamodb:local:000000000000:table/orders/stream/1970-01-01T00:00:00.000';

interface Description {
  readonly StreamDescription: { readonly Shards: { readonly ShardId: string }[] };
}

describe('requests that are refused', () => {
  const at = 'failed to satisfy constraint: Member must have';

  it.each<[string, object, string, string]>([
    ['DescribeStream', {}, 'ValidationException', 'Invalid StreamArn'],
    [
      'DescribeStream',
      { StreamArn: 'x' },
      'ValidationException',
      `1 validation error detected: Value 'x' at 'streamArn' ${at} length greater than or equal to 37`,
    ],
    ['DescribeStream', { StreamArn: 'x'.repeat(37) }, 'ValidationException', 'Invalid StreamArn'],
    [
      'DescribeStream',
      { StreamArn: UNKNOWN },
      'ResourceNotFoundException',
      `Requested resource not found: Stream: ${UNKNOWN} not found`,
    ],
    [
      'DescribeStream',
      { StreamArn: '*', Limit: 0 },
      'ValidationException',
      `1 validation error detected: Value '0' at 'limit' ${at} value greater than or equal to 1`,
    ],
    [
      'DescribeStream',
      { StreamArn: '*', Limit: 101 },
      'ValidationException',
      'One or more parameter values were invalid: Limit cannot be greater than the maximum: 100',
    ],
    [
      'DescribeStream',
      { StreamArn: '*', ExclusiveStartShardId: 'x' },
      'ValidationException',
      `1 validation error detected: Value 'x' at 'exclusiveStartShardId' ${at} length greater than or equal to 28`,
    ],
    [
      'DescribeStream',
      { StreamArn: '*', ShardFilter: { Type: 'CHILD_SHARDS' } },
      'ValidationException',
      "1 validation error detected: Value null at 'shardFilter.shardId' failed to satisfy constraint: Member must not be null",
    ],
    [
      'DescribeStream',
      { StreamArn: '*', ShardFilter: { ShardId: 'x'.repeat(28) } },
      'ValidationException',
      "1 validation error detected: Value null at 'shardFilter.type' failed to satisfy constraint: Member must not be null",
    ],
    [
      'ListStreams',
      { Limit: 0 },
      'ValidationException',
      `1 validation error detected: Value '0' at 'limit' ${at} value greater than or equal to 1`,
    ],
    [
      'ListStreams',
      { Limit: 101 },
      'ValidationException',
      'One or more parameter values were invalid: Limit cannot be greater than the maximum allowed size: 100',
    ],
    ['ListStreams', { ExclusiveStartStreamArn: 'x'.repeat(37) }, 'ValidationException', 'Invalid StreamArn'],
    [
      'ListStreams',
      { ExclusiveStartStreamArn: 'x' },
      'ValidationException',
      `1 validation error detected: Value 'x' at 'exclusiveStartStreamArn' ${at} length greater than or equal to 37`,
    ],
    ['GetShardIterator', {}, 'ValidationException', 'No ShardId specified.'],
    [
      'GetShardIterator',
      { ShardId: '*', ShardIteratorType: 'LATEST' },
      'ValidationException',
      'One or more parameter values were invalid: streamArn cannot be empty or null.',
    ],
    [
      'GetShardIterator',
      { StreamArn: UNKNOWN, ShardId: '*', ShardIteratorType: 'LATEST' },
      'ResourceNotFoundException',
      'Stream does not exist',
    ],
    [
      'GetShardIterator',
      { StreamArn: 'x'.repeat(37), ShardId: '*', ShardIteratorType: 'LATEST' },
      'ValidationException',
      'Invalid StreamArn',
    ],
    [
      'GetShardIterator',
      { StreamArn: '*', ShardId: 'x', ShardIteratorType: 'LATEST' },
      'ValidationException',
      `1 validation error detected: Value 'x' at 'shardId' ${at} length greater than or equal to 28`,
    ],
    [
      'GetShardIterator',
      { StreamArn: '*', ShardId: 'x'.repeat(28), ShardIteratorType: 'LATEST' },
      'ResourceNotFoundException',
      'Shard does not exist',
    ],
    [
      'GetShardIterator',
      { StreamArn: '*', ShardId: '*', ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
      'ValidationException',
      'One or more parameter values were invalid: Invalid SequenceNumber',
    ],
    [
      'GetShardIterator',
      { StreamArn: '*', ShardId: '*', ShardIteratorType: 'LATEST', SequenceNumber: '0'.repeat(21) },
      'ValidationException',
      'One or more parameter values were invalid: SequenceNumber should not be passed for this iterator type',
    ],
    [
      'GetShardIterator',
      { StreamArn: '*', ShardId: '*', ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '1' },
      'ValidationException',
      `1 validation error detected: Value '1' at 'sequenceNumber' ${at} length greater than or equal to 21`,
    ],
    [
      'GetShardIterator',
      { StreamArn: '*', ShardId: '*', ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '0'.repeat(21) },
      'ValidationException',
      'Invalid SequenceNumber for the shard',
    ],
    ['GetRecords', {}, 'ValidationException', 'Invalid ShardIterator'],
    ['GetRecords', { ShardIterator: 'x' }, 'ValidationException', 'Invalid ShardIterator'],
    ['GetRecords', { ShardIterator: 'arn|1|abcd' }, 'ValidationException', 'Invalid ShardIterator'],
    [
      'GetRecords',
      { ShardIterator: 'x', Limit: 1001 },
      'ValidationException',
      'One or more parameter values were invalid: Limit should be less than or equal to 1000',
    ],
  ])('%s %j', (operation, input, name, message) => {
    const engine = new Engine();
    engine.execute('CreateTable', structuredClone(TABLE));
    const { Streams } = engine.execute('ListStreams', {}) as { Streams: { StreamArn: string }[] };
    const arn = Streams[0]!.StreamArn;
    const { StreamDescription } = engine.execute('DescribeStream', { StreamArn: arn }) as Description;
    const shardId = StreamDescription.Shards[0]!.ShardId;
    const filled = Object.fromEntries(
      Object.entries(input).map(([key, value]) => [key, value === '*' ? (key === 'StreamArn' ? arn : shardId) : value]),
    );
    expect(() => engine.execute(operation, filled)).toThrow(expect.objectContaining({ code: name, message }));
  });
});
