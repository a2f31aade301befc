import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { Engine, memoryHandler } from 'dynact/memory';

const DAY = 24 * 60 * 60 * 1000;

let engine: Engine;
let client: DynamoDBClient;
let streams: DynamoDBStreamsClient;

beforeEach(() => {
  engine = new Engine();
  const options = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: memoryHandler({ engine }),
    maxAttempts: 1,
  };
  client = new DynamoDBClient(options);
  streams = new DynamoDBStreamsClient(options);
});

afterEach(() => {
  client.destroy();
  streams.destroy();
});

type View = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

async function createTable(name = 'orders', view: View = 'NEW_AND_OLD_IMAGES'): Promise<string> {
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: view },
    }),
  );
  return TableDescription!.LatestStreamArn!;
}

const put = (Item: Record<string, unknown>, TableName = 'orders') =>
  client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, sk: { N: '10' }, ...Item } as never }));

const remove = (TableName = 'orders') =>
  client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { N: '10' } } }));

async function describeStream(StreamArn: string) {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  return StreamDescription!;
}

async function iterator(StreamArn: string, place: Partial<GetShardIteratorCommandInput> = {}): Promise<string> {
  const { Shards } = await describeStream(StreamArn);
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId: Shards![0]!.ShardId!,
      ShardIteratorType: 'TRIM_HORIZON',
      ...place,
    }),
  );
  return ShardIterator!;
}

const read = (ShardIterator: string, Limit?: number) => streams.send(new GetRecordsCommand({ ShardIterator, Limit }));

/** What a stream holds, oldest first. */
async function recordsOf(arn: string) {
  return (await read(await iterator(arn))).Records!;
}

describe('the stream of a table', () => {
  it('is described', async () => {
    const arn = await createTable();
    expect(arn).toMatch(
      /^arn:aws:dynamodb:us-east-1:000000000000:table\/orders\/stream\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/,
    );
    const label = arn.split('/').at(-1)!;
    expect(await describeStream(arn)).toEqual({
      StreamArn: arn,
      StreamLabel: label,
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      CreationRequestDateTime: new Date(`${label}Z`),
      TableName: 'orders',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      Shards: [
        {
          ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
          SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^\d{21}$/) },
        },
      ],
    });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'orders' }));
    expect(Table).toMatchObject({
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: arn,
      LatestStreamLabel: label,
    });
  });

  it('has a record for each change, in order', async () => {
    const arn = await createTable();
    const before = Math.floor(engine.clock.now() / 1000);
    await put({ n: { N: '100' } });
    await put({ n: { N: '20000' }, b: { B: Uint8Array.of(1, 2, 3) } });
    await remove();
    const records = await recordsOf(arn);

    const Keys = { pk: { S: 'a' }, sk: { N: '10' } };
    const first = { ...Keys, n: { N: '100' } };
    const second = { ...Keys, n: { N: '20000' }, b: { B: Uint8Array.of(1, 2, 3) } };
    const keySize = 7;
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb])).toMatchObject([
      ['INSERT', { Keys, NewImage: first, SizeBytes: keySize + 10 }],
      ['MODIFY', { Keys, OldImage: first, NewImage: second, SizeBytes: keySize + 10 + 14 }],
      ['REMOVE', { Keys, OldImage: second, SizeBytes: keySize + 14 }],
    ]);
    expect(records[0]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Date),
        Keys,
        NewImage: first,
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: 17,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    const numbers = records.map(({ dynamodb }) => dynamodb!.SequenceNumber!);
    expect(numbers).toEqual([...new Set(numbers)].sort());
    expect(records[0]!.dynamodb!.ApproximateCreationDateTime!.getTime() / 1000 - before).toBeLessThanOrEqual(1);
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3);
  });

  it.each<[View, boolean, boolean, number[]]>([
    ['KEYS_ONLY', false, false, [7, 7, 7]],
    ['NEW_IMAGE', true, false, [17, 17, 7]],
    ['OLD_IMAGE', false, true, [7, 17, 17]],
    ['NEW_AND_OLD_IMAGES', true, true, [17, 27, 17]],
  ])('carries the images that %s says', async (view, hasNew, hasOld, sizes) => {
    const arn = await createTable('orders', view);
    await put({ n: { N: '1' } });
    await put({ n: { N: '2' } });
    await remove();
    const records = await recordsOf(arn);
    expect(records.map(({ dynamodb }) => dynamodb!.NewImage !== undefined)).toEqual([hasNew, hasNew, false]);
    expect(records.map(({ dynamodb }) => dynamodb!.OldImage !== undefined)).toEqual([false, hasOld, hasOld]);
    expect(records.map(({ dynamodb }) => dynamodb!.SizeBytes)).toEqual(sizes);
    expect(records.map(({ dynamodb }) => dynamodb!.StreamViewType)).toEqual([view, view, view]);
  });

  it('has no record of a write that changed nothing', async () => {
    const arn = await createTable();
    await put({ n: { N: '1' }, s: { SS: ['a', 'b'] } });
    await put({ n: { N: '1.0' }, s: { SS: ['b', 'a'] } });
    await client.send(new UpdateItemCommand({ TableName: 'orders', Key: { pk: { S: 'a' }, sk: { N: '10' } } }));
    await client.send(new DeleteItemCommand({ TableName: 'orders', Key: { pk: { S: 'zz' }, sk: { N: '10' } } }));
    await expect(
      client.send(
        new PutItemCommand({
          TableName: 'orders',
          Item: { pk: { S: 'a' }, sk: { N: '10' } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    ).rejects.toThrow('The conditional request failed');
    expect((await recordsOf(arn)).map(({ eventName }) => eventName)).toEqual(['INSERT']);
  });

  it('has a record for each item of a transaction, and none of a cancelled one', async () => {
    const arn = await createTable();
    const item = (sk: string) => ({ Put: { TableName: 'orders', Item: { pk: { S: 'a' }, sk: { N: sk } } } });
    await client.send(new TransactWriteItemsCommand({ TransactItems: [item('2'), item('1')] }));
    const check = {
      TableName: 'orders',
      Key: { pk: { S: 'none' }, sk: { N: '1' } },
      ConditionExpression: 'attribute_exists(pk)',
    };
    const cancelled = new TransactWriteItemsCommand({ TransactItems: [item('3'), { ConditionCheck: check }] });
    await expect(client.send(cancelled)).rejects.toThrow('Transaction cancelled');
    expect((await recordsOf(arn)).map(({ dynamodb }) => dynamodb!.Keys!.sk)).toEqual([{ N: '2' }, { N: '1' }]);
  });

  it('tells that the service deleted an item whose time was over', async () => {
    const arn = await createTable();
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await client.send(new UpdateTimeToLiveCommand({ TableName: 'orders', TimeToLiveSpecification }));
    await put({ expires: { N: String(engine.clock.seconds() + 60) } });
    engine.clock.advance(120_000);
    const records = await recordsOf(arn);
    expect(records.map(({ eventName, userIdentity }) => [eventName, userIdentity])).toEqual([
      ['INSERT', undefined],
      ['REMOVE', { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' }],
    ]);
    await put({});
    await remove();
    expect((await recordsOf(arn)).at(-1)).not.toHaveProperty('userIdentity');
  });
});

describe('reading a shard', () => {
  let arn: string;

  beforeEach(async () => {
    arn = await createTable();
  });

  const versions = async (shardIterator: string, limit?: number) =>
    (await read(shardIterator, limit)).Records!.map(({ dynamodb }) => Number(dynamodb!.NewImage!.n!.N));

  it('begins at the oldest record, or after the latest one', async () => {
    await put({ n: { N: '1' } });
    const [oldest, latest] = [await iterator(arn), await iterator(arn, { ShardIteratorType: 'LATEST' })];
    expect(await versions(latest)).toEqual([]);
    await put({ n: { N: '2' } });
    expect(await versions(oldest)).toEqual([1, 2]);
    expect(await versions(latest)).toEqual([2]);
  });

  it('begins at or after a sequence number', async () => {
    for (const n of ['1', '2', '3']) await put({ n: { N: n } });
    const SequenceNumber = (await recordsOf(arn))[1]!.dynamodb!.SequenceNumber!;
    const at = await iterator(arn, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber });
    const after = await iterator(arn, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
    expect(await versions(at)).toEqual([2, 3]);
    expect(await versions(after)).toEqual([3]);
    const beyond = await iterator(arn, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '9'.repeat(40) });
    expect(await versions(beyond)).toEqual([]);
  });

  it('goes on where it ended', async () => {
    for (const n of ['1', '2', '3']) await put({ n: { N: n } });
    const first = await read(await iterator(arn), 2);
    expect(first.Records).toHaveLength(2);
    const second = await read(first.NextShardIterator!, 2);
    expect(second.Records!.map(({ dynamodb }) => dynamodb!.NewImage!.n)).toEqual([{ N: '3' }]);
    await put({ n: { N: '4' } });
    expect(await versions(second.NextShardIterator!)).toEqual([4]);
  });

  it('answers up to 1,000 records and 1 MB at once', async () => {
    for (let n = 0; n < 1001; n++) await put({ n: { N: String(n) } });
    const { Records, NextShardIterator } = await read(await iterator(arn));
    expect(Records).toHaveLength(1000);
    expect(await versions(NextShardIterator!)).toEqual([1000]);
    for (const n of ['1', '2', '3']) await put({ n: { N: n }, text: { S: 'x'.repeat(300 * 1024) } });
    const page = await read(NextShardIterator!);
    expect(page.Records).toHaveLength(3); // one small, one of 300 kB, one of 600 kB with both images
    expect((await read(page.NextShardIterator!)).Records).toHaveLength(1);
  });

  it('keeps records for a day', async () => {
    await put({ n: { N: '1' } });
    const SequenceNumber = (await recordsOf(arn))[0]!.dynamodb!.SequenceNumber!;
    engine.clock.advance(DAY - 1000);
    const early = await iterator(arn);
    await put({ n: { N: '2' } });
    engine.clock.advance(1000);
    expect(await versions(await iterator(arn))).toEqual([2]);
    expect(await versions(await iterator(arn, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }))).toEqual(
      [2],
    );
    const trimmed = { name: 'TrimmedDataAccessException' };
    await expect(read(early)).rejects.toMatchObject(trimmed);
    const at = iterator(arn, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber });
    await expect(at).rejects.toMatchObject(trimmed);
  });

  it('takes an iterator for 15 minutes', async () => {
    const shardIterator = await iterator(arn);
    engine.clock.advance(15 * 60 * 1000 - 1000);
    const { NextShardIterator } = await read(shardIterator);
    engine.clock.advance(2000);
    await expect(read(shardIterator)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
    expect((await read(NextShardIterator!)).Records).toEqual([]);
  });
});

describe('a stream that is closed', () => {
  it.each([
    ['was disabled', () => client.send(disable())],
    ['lost its table', () => client.send(new DeleteTableCommand({ TableName: 'orders' }))],
  ])('stays readable for a day when it %s', async (_how, close) => {
    const arn = await createTable();
    await put({ n: { N: '1' } });
    await close();
    const { StreamStatus, Shards } = await describeStream(arn);
    const { Records, NextShardIterator } = await read(await iterator(arn));
    expect(StreamStatus).toBe('DISABLED');
    expect(Records).toHaveLength(1);
    expect(NextShardIterator).toBeUndefined();
    expect(Shards![0]!.SequenceNumberRange!.EndingSequenceNumber).toBe(Records![0]!.dynamodb!.SequenceNumber);
    const latest = await read(await iterator(arn, { ShardIteratorType: 'LATEST' }));
    expect(latest.NextShardIterator).toBeUndefined();
    engine.clock.advance(DAY);
    await expect(describeStream(arn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  const disable = () => new UpdateTableCommand({ TableName: 'orders', StreamSpecification: { StreamEnabled: false } });
  const enable = (StreamViewType: View) =>
    new UpdateTableCommand({ TableName: 'orders', StreamSpecification: { StreamEnabled: true, StreamViewType } });

  it('leaves its name on the table, and gets no more records', async () => {
    const arn = await createTable();
    await client.send(disable());
    await put({ n: { N: '1' } });
    expect(await recordsOf(arn)).toEqual([]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'orders' }));
    expect(Table!.StreamSpecification).toBeUndefined();
    expect(Table!.LatestStreamArn).toBe(arn);
    const { Shards } = await describeStream(arn);
    const range = Shards![0]!.SequenceNumberRange!;
    expect(range.EndingSequenceNumber).toBe(range.StartingSequenceNumber);
  });

  it('is followed by another one', async () => {
    const first = await createTable();
    await put({ n: { N: '1' } });
    await client.send(disable());
    const { TableDescription } = await client.send(enable('KEYS_ONLY'));
    const second = TableDescription!.LatestStreamArn!;
    await put({ n: { N: '2' } });
    expect(second > first).toBe(true);
    expect((await recordsOf(first)).map(({ dynamodb }) => dynamodb!.NewImage!.n)).toEqual([{ N: '1' }]);
    expect((await recordsOf(second)).map(({ eventName, dynamodb }) => [eventName, dynamodb!.NewImage])).toEqual([
      ['MODIFY', undefined],
    ]);
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName: 'orders' }));
    expect(Streams!.map(({ StreamArn }) => StreamArn)).toEqual([first, second]);
  });

  it.each([
    [enable('NEW_IMAGE'), 'Table already has an enabled stream: TableName: orders'],
    [
      new UpdateTableCommand({ TableName: 'orders', StreamSpecification: { StreamEnabled: true } }),
      'One or more parameter values were invalid: If stream is being enabled then UpdateViewType is required',
    ],
    [
      new UpdateTableCommand({
        TableName: 'orders',
        StreamSpecification: { StreamEnabled: false, StreamViewType: 'NEW_IMAGE' },
      }),
      'One or more parameter values were invalid: If stream is being disabled, then UpdateViewType must not be specified',
    ],
  ])('refuses a change that makes no sense: %#', async (command, message) => {
    await createTable();
    await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException', message });
  });

  it('cannot be disabled twice', async () => {
    await createTable();
    await client.send(disable());
    await expect(client.send(disable())).rejects.toThrow('Table has no stream to disable: TableName: orders');
  });
});

describe('listing streams', () => {
  it('goes by pages', async () => {
    const arns = [await createTable('bbb'), await createTable('aaa'), await createTable('ccc')].sort();
    const first = await streams.send(new ListStreamsCommand({ Limit: 2 }));
    expect(first.Streams!.map(({ StreamArn }) => StreamArn)).toEqual(arns.slice(0, 2));
    expect(first.LastEvaluatedStreamArn).toBe(arns[1]);
    const ExclusiveStartStreamArn = first.LastEvaluatedStreamArn;
    const second = await streams.send(new ListStreamsCommand({ ExclusiveStartStreamArn, Limit: 2 }));
    expect(second.Streams).toEqual([{ StreamArn: arns[2], TableName: 'ccc', StreamLabel: arns[2]!.split('/').at(-1) }]);
    expect(second.LastEvaluatedStreamArn).toBeUndefined();
    expect((await streams.send(new ListStreamsCommand({ TableName: 'none' }))).Streams).toEqual([]);
  });
});

describe('snapshots', () => {
  it('bring streams back as they were', async () => {
    const arn = await createTable();
    await put({ n: { N: '1' } });
    const snapshot = engine.snapshot();
    await put({ n: { N: '2' } });
    engine.restore(snapshot);
    expect(await recordsOf(arn)).toHaveLength(1);
    await put({ n: { N: '3' } });
    expect((await recordsOf(arn)).map(({ dynamodb }) => dynamodb!.NewImage!.n)).toEqual([{ N: '1' }, { N: '3' }]);
    engine.reset();
    expect((await streams.send(new ListStreamsCommand({}))).Streams).toEqual([]);
  });
});
