import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { memoryHandler } from 'dynact/memory';
import { ITEM, KeptEngine, TABLE } from './kept-engine';

let kept: KeptEngine;

beforeEach(() => {
  kept = new KeptEngine();
});

afterEach(() => kept.remove());

const describeTable = async () => (await kept.run('DescribeTable', { TableName: 'orders' })).Table;

describe('what comes back', () => {
  beforeEach(async () => {
    await kept.reopen();
    await kept.run('CreateTable', TABLE);
  });

  it('is every item as it was', async () => {
    await kept.put({});
    await kept.put({ sk: { N: '2' }, constructor: { S: 'a name like any other' } });
    await kept.put({ sk: { N: '3' } });
    await kept.run('DeleteItem', { TableName: 'orders', Key: { pk: ITEM.pk, sk: { N: '3' } } });
    await kept.run('UpdateItem', {
      TableName: 'orders',
      Key: { pk: ITEM.pk, sk: { N: '2' } },
      UpdateExpression: 'SET n = :n REMOVE nested',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    });
    const before = await kept.run('Scan', { TableName: 'orders' });
    await kept.reopen();
    expect(await kept.run('Scan', { TableName: 'orders' })).toEqual(before);
    expect(before).toMatchObject({ Count: 2, Items: [ITEM, { sk: { N: '2' }, n: { N: '1' } }] });
  });

  it('is every setting of a table', async () => {
    await kept.run('UpdateTable', { TableName: 'orders', DeletionProtectionEnabled: true });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await kept.run('UpdateTimeToLive', { TableName: 'orders', TimeToLiveSpecification });
    const before = (await describeTable()) as { TableArn: string; LatestStreamArn: string };
    await kept.run('TagResource', { ResourceArn: before.TableArn, Tags: [{ Key: 'stage', Value: 'test' }] });

    await kept.reopen();
    expect(await describeTable()).toEqual(before);
    expect(before.LatestStreamArn).toContain('/stream/');
    expect(await kept.run('DescribeTimeToLive', { TableName: 'orders' })).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    });
    expect(await kept.run('ListTagsOfResource', { ResourceArn: before.TableArn })).toEqual({
      Tags: [
        { Key: 'team', Value: 'a' },
        { Key: 'stage', Value: 'test' },
      ],
    });
  });

  it('is every index, with those that were added later', async () => {
    await kept.put({});
    await kept.put({ sk: { N: '2' }, status: undefined });
    await kept.run('UpdateTable', {
      TableName: 'orders',
      AttributeDefinitions: [...TABLE.AttributeDefinitions, { AttributeName: 'kind', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'byKind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        },
      ],
    });
    await kept.put({ sk: { N: '3' }, kind: { S: 'k' } });
    await kept.reopen();
    expect(await kept.count()).toBe(3);
    expect(await kept.count({ IndexName: 'local' })).toBe(2);
    expect(await kept.count({ IndexName: 'byStatus' })).toBe(2);
    expect(await kept.count({ IndexName: 'byKind' })).toBe(1);
    await kept.put({ sk: { N: '3' } });
    expect(await kept.count({ IndexName: 'byKind' })).toBe(0);
  });

  it('is nothing of a table that was deleted, also when another one has its name', async () => {
    await kept.put({});
    await kept.run('DeleteTable', { TableName: 'orders' });
    await kept.run('CreateTable', TABLE);
    await kept.reopen();
    expect(await kept.count()).toBe(0);
    await kept.run('DeleteTable', { TableName: 'orders' });
    await kept.reopen();
    expect(await kept.run('ListTables', {})).toEqual({ TableNames: [] });
  });

  it('is what an SDK client was answered', async () => {
    const client = new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: memoryHandler({ engine: kept.engine }),
    });
    await client.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: 'a' }, sk: { N: '1' } } }));
    await kept.reopen();
    expect(await kept.count()).toBe(1);
  });

  it('is what expired, gone', async () => {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await kept.run('UpdateTimeToLive', { TableName: 'orders', TimeToLiveSpecification });
    await kept.put({ expires: { N: String(kept.engine.clock.seconds() + 60) } });
    kept.engine.clock.advance(120_000);
    expect(await kept.count()).toBe(0);
    await kept.reopen();
    expect(await kept.count()).toBe(0);
  });

  it('is what a snapshot restored, and nothing after a reset', async () => {
    await kept.put({});
    const snapshot = kept.engine.snapshot();
    await kept.put({ sk: { N: '2' } });
    kept.engine.restore(snapshot);
    await kept.reopen();
    expect(await kept.count()).toBe(1);
    kept.engine.reset();
    await kept.reopen();
    expect(await kept.run('ListTables', {})).toEqual({ TableNames: [] });
  });

  it('is that a transaction with a token was done', async () => {
    const Update = {
      TableName: 'orders',
      Key: { pk: ITEM.pk, sk: ITEM.sk },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    const transact = (token: string, other?: object) =>
      kept.run('TransactWriteItems', {
        TransactItems: [{ Update }, ...(other ? [other] : [])],
        ClientRequestToken: token,
      });
    const n = async () => (await kept.run('GetItem', { TableName: 'orders', Key: Update.Key })).Item;
    for (const token of ['ü', 'b']) await transact(token);
    await kept.reopen();
    await transact('ü');
    expect(await n()).toMatchObject({ n: { N: '2' } });
    const another = { Put: { TableName: 'orders', Item: { ...ITEM, sk: { N: '9' } } } };
    await expect(transact('b', another)).rejects.toThrow('IdempotentParameterMismatchException');
    kept.engine.clock.advance(10 * 60 * 1000);
    await transact('c');
    await kept.reopen();
    await transact('ü');
    expect(await n()).toMatchObject({ n: { N: '4' } });
  });

  it('is what was done without a request, once the engine is closed', async () => {
    kept.engine.execute('PutItem', { TableName: 'orders', Item: structuredClone(ITEM) });
    await kept.reopen();
    expect(await kept.count()).toBe(1);
  });
});

describe('a stream that comes back', () => {
  let arn: string;

  beforeEach(async () => {
    await kept.reopen();
    const { TableDescription } = await kept.run('CreateTable', TABLE);
    arn = (TableDescription as { LatestStreamArn: string }).LatestStreamArn;
  });

  const describeStream = async () =>
    (await kept.run('DescribeStream', { StreamArn: arn })).StreamDescription as { Shards: { ShardId: string }[] };

  async function iterator(): Promise<unknown> {
    const [shard] = (await describeStream()).Shards;
    const place = { ShardId: shard!.ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    return (await kept.run('GetShardIterator', { StreamArn: arn, ...place })).ShardIterator;
  }

  const read = async (ShardIterator: unknown) =>
    (await kept.run('GetRecords', { ShardIterator })) as { Records: never[]; NextShardIterator?: string };

  it('has its records, and goes on after them', async () => {
    await kept.put({});
    await kept.put({ n: { N: '1' } });
    const [description, shardIterator] = [await describeStream(), await iterator()];
    const before = await read(shardIterator);
    expect(before.Records).toHaveLength(2);
    await kept.reopen();
    expect(await describeStream()).toEqual(description);
    expect((await read(shardIterator)).Records).toEqual(before.Records);
    await kept.put({ n: { N: '2' } });
    const after = await read(before.NextShardIterator);
    expect(after.Records).toMatchObject([{ eventName: 'MODIFY', dynamodb: { NewImage: { n: { N: '2' } } } }]);
    await kept.reopen();
    expect((await read(shardIterator)).Records).toEqual([...before.Records, ...after.Records]);
  });

  it('is closed when it was', async () => {
    await kept.put({});
    await kept.run('DeleteTable', { TableName: 'orders' });
    const description = await describeStream();
    await kept.reopen();
    expect(await describeStream()).toEqual(description);
    expect(await read(await iterator())).toMatchObject({ Records: [{ eventName: 'INSERT' }] });
    kept.engine.clock.advance(24 * 60 * 60 * 1000);
    await expect(describeStream()).rejects.toThrow('not found');
    await kept.reopen();
    await expect(describeStream()).rejects.toThrow('not found');
  });

  it('has no records that were dropped', async () => {
    await kept.put({});
    kept.engine.clock.advance(24 * 60 * 60 * 1000);
    await kept.put({ n: { N: '1' } });
    expect((await read(await iterator())).Records).toHaveLength(1);
    await kept.reopen();
    expect((await read(await iterator())).Records).toMatchObject([{ dynamodb: { NewImage: { n: { N: '1' } } } }]);
  });

  it('is as a snapshot had it', async () => {
    await kept.put({});
    const snapshot = kept.engine.snapshot();
    await kept.put({ n: { N: '1' } });
    kept.engine.restore(snapshot);
    await kept.reopen();
    expect((await read(await iterator())).Records).toHaveLength(1);
  });
});
