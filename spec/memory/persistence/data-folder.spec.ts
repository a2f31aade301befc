import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ClassicLevel } from 'classic-level';
import { DataFolderError, type Engine, memoryHandler, openEngine } from 'dynact/memory';
import { DataFolder } from '../../../lib/memory/persistence/data-folder';

const TABLE = {
  TableName: 'orders',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'status', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'local',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'status', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byStatus',
      KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  Tags: [{ Key: 'team', Value: 'a' }],
};

const ITEM = {
  pk: { S: 'ä€😀' },
  sk: { N: '-1.5' },
  status: { S: 'open' },
  bytes: { B: 'AP8=' },
  nested: { M: { list: { L: [{ BOOL: true }, { NULL: true }, { NS: ['1', '2'] }] } } },
};

let root: string;
let folder: string;
let engine: Engine | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dynact-data-'));
  folder = join(root, 'data');
});

afterEach(async () => {
  await close();
  rmSync(root, { recursive: true, force: true });
});

async function close(): Promise<void> {
  const closing = engine;
  engine = undefined;
  await closing?.close();
}

/** The engine on the folder as a new process would have it. */
async function reopen(): Promise<void> {
  await close();
  engine = await openEngine({ data: folder });
}

/** Runs an operation as a request, which waits for the disk. */
async function run(operation: string, input: object): Promise<Record<string, unknown>> {
  const { statusCode, body } = await engine!.respond(operation, JSON.stringify(input));
  if (statusCode !== 200) throw new Error(body);
  return JSON.parse(body);
}

const describeTable = async (TableName = 'orders') => (await run('DescribeTable', { TableName })).Table;
const put = (item: object) => run('PutItem', { TableName: 'orders', Item: { ...ITEM, ...item } });
const count = async (input: object = {}) =>
  (await run('Scan', { TableName: 'orders', Select: 'COUNT', ...input })).Count;

describe('what comes back', () => {
  beforeEach(async () => {
    await reopen();
    await run('CreateTable', TABLE);
  });

  it('is every item as it was', async () => {
    await put({});
    await put({ sk: { N: '2' }, constructor: { S: 'a name like any other' } });
    await put({ sk: { N: '3' } });
    await run('DeleteItem', { TableName: 'orders', Key: { pk: ITEM.pk, sk: { N: '3' } } });
    await run('UpdateItem', {
      TableName: 'orders',
      Key: { pk: ITEM.pk, sk: { N: '2' } },
      UpdateExpression: 'SET n = :n REMOVE nested',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    });
    const before = await run('Scan', { TableName: 'orders' });
    await reopen();
    expect(await run('Scan', { TableName: 'orders' })).toEqual(before);
    expect(before).toMatchObject({ Count: 2, Items: [ITEM, { sk: { N: '2' }, n: { N: '1' } }] });
  });

  it('is every setting of a table', async () => {
    await run('UpdateTable', { TableName: 'orders', DeletionProtectionEnabled: true });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await run('UpdateTimeToLive', { TableName: 'orders', TimeToLiveSpecification });
    const before = (await describeTable()) as { TableArn: string; LatestStreamArn: string };
    await run('TagResource', { ResourceArn: before.TableArn, Tags: [{ Key: 'stage', Value: 'test' }] });

    await reopen();
    expect(await describeTable()).toEqual(before);
    expect(before.LatestStreamArn).toContain('/stream/');
    expect(await run('DescribeTimeToLive', { TableName: 'orders' })).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    });
    expect(await run('ListTagsOfResource', { ResourceArn: before.TableArn })).toEqual({
      Tags: [
        { Key: 'team', Value: 'a' },
        { Key: 'stage', Value: 'test' },
      ],
    });
  });

  it('is every index, with those that were added later', async () => {
    await put({});
    await put({ sk: { N: '2' }, status: undefined });
    await run('UpdateTable', {
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
    await put({ sk: { N: '3' }, kind: { S: 'k' } });
    await reopen();
    expect(await count()).toBe(3);
    expect(await count({ IndexName: 'local' })).toBe(2);
    expect(await count({ IndexName: 'byStatus' })).toBe(2);
    expect(await count({ IndexName: 'byKind' })).toBe(1);
    await put({ sk: { N: '3' } });
    expect(await count({ IndexName: 'byKind' })).toBe(0);
  });

  it('is nothing of a table that was deleted, also when another one has its name', async () => {
    await put({});
    await run('DeleteTable', { TableName: 'orders' });
    await run('CreateTable', TABLE);
    await reopen();
    expect(await count()).toBe(0);
    await run('DeleteTable', { TableName: 'orders' });
    await reopen();
    expect(await run('ListTables', {})).toEqual({ TableNames: [] });
  });

  it('is what an SDK client was answered', async () => {
    const client = new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: memoryHandler({ engine }),
    });
    await client.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: 'a' }, sk: { N: '1' } } }));
    await reopen();
    expect(await count()).toBe(1);
  });

  it('is what expired, gone', async () => {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await run('UpdateTimeToLive', { TableName: 'orders', TimeToLiveSpecification });
    await put({ expires: { N: String(engine!.clock.seconds() + 60) } });
    engine!.clock.advance(120_000);
    expect(await count()).toBe(0);
    await reopen();
    expect(await count()).toBe(0);
  });

  it('is what a snapshot restored, and nothing after a reset', async () => {
    await put({});
    const snapshot = engine!.snapshot();
    await put({ sk: { N: '2' } });
    engine!.restore(snapshot);
    await reopen();
    expect(await count()).toBe(1);
    engine!.reset();
    await reopen();
    expect(await run('ListTables', {})).toEqual({ TableNames: [] });
  });

  it('is what was done without a request, once the engine is closed', async () => {
    engine!.execute('PutItem', { TableName: 'orders', Item: structuredClone(ITEM) });
    await reopen();
    expect(await count()).toBe(1);
  });
});

describe('a stream that comes back', () => {
  let arn: string;

  beforeEach(async () => {
    await reopen();
    const { TableDescription } = await run('CreateTable', TABLE);
    arn = (TableDescription as { LatestStreamArn: string }).LatestStreamArn;
  });

  const describeStream = async () =>
    (await run('DescribeStream', { StreamArn: arn })).StreamDescription as { Shards: { ShardId: string }[] };

  async function iterator(): Promise<unknown> {
    const [shard] = (await describeStream()).Shards;
    const place = { ShardId: shard!.ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    return (await run('GetShardIterator', { StreamArn: arn, ...place })).ShardIterator;
  }

  const read = async (ShardIterator: unknown) =>
    (await run('GetRecords', { ShardIterator })) as { Records: never[]; NextShardIterator?: string };

  it('has its records, and goes on after them', async () => {
    await put({});
    await put({ n: { N: '1' } });
    const [description, shardIterator] = [await describeStream(), await iterator()];
    const before = await read(shardIterator);
    expect(before.Records).toHaveLength(2);
    await reopen();
    expect(await describeStream()).toEqual(description);
    expect((await read(shardIterator)).Records).toEqual(before.Records);
    await put({ n: { N: '2' } });
    const after = await read(before.NextShardIterator);
    expect(after.Records).toMatchObject([{ eventName: 'MODIFY', dynamodb: { NewImage: { n: { N: '2' } } } }]);
    await reopen();
    expect((await read(shardIterator)).Records).toEqual([...before.Records, ...after.Records]);
  });

  it('is closed when it was', async () => {
    await put({});
    await run('DeleteTable', { TableName: 'orders' });
    const description = await describeStream();
    await reopen();
    expect(await describeStream()).toEqual(description);
    expect(await read(await iterator())).toMatchObject({ Records: [{ eventName: 'INSERT' }] });
    engine!.clock.advance(24 * 60 * 60 * 1000);
    await expect(describeStream()).rejects.toThrow('not found');
    await reopen();
    await expect(describeStream()).rejects.toThrow('not found');
  });

  it('has no records that were dropped', async () => {
    await put({});
    engine!.clock.advance(24 * 60 * 60 * 1000);
    await put({ n: { N: '1' } });
    expect((await read(await iterator())).Records).toHaveLength(1);
    await reopen();
    expect((await read(await iterator())).Records).toMatchObject([{ dynamodb: { NewImage: { n: { N: '1' } } } }]);
  });

  it('is as a snapshot had it', async () => {
    await put({});
    const snapshot = engine!.snapshot();
    await put({ n: { N: '1' } });
    engine!.restore(snapshot);
    await reopen();
    expect((await read(await iterator())).Records).toHaveLength(1);
  });
});

describe('writing', () => {
  beforeEach(async () => {
    await reopen();
    await run('CreateTable', { ...TABLE, StreamSpecification: undefined });
  });

  afterEach(() => jest.restoreAllMocks());

  it('comes before the answer, to reads as well', async () => {
    const written: number[] = [];
    const write = DataFolder.prototype.write;
    jest.spyOn(DataFolder.prototype, 'write').mockImplementation(async function (this: DataFolder, changes) {
      await write.call(this, changes);
      written.push(changes.length);
    });
    const writing = put({});
    const reading = count();
    expect(written).toEqual([]);
    expect(await reading).toBe(1);
    expect(written).toEqual([1]);
    await writing;
  });

  it('is done once for all that comes while the disk is busy', async () => {
    const write = jest.spyOn(DataFolder.prototype, 'write');
    const first = put({ sk: { N: '50' } });
    await nextTick();
    await Promise.all(Array.from({ length: 50 }, (_, n) => put({ sk: { N: String(n) } })));
    await first;
    expect(write.mock.calls.map(([changes]) => changes.length)).toEqual([1, 50]);
    await count();
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('is one write for a transaction with its records in a stream', async () => {
    await run('UpdateTable', { TableName: 'orders', StreamSpecification: TABLE.StreamSpecification });
    await put({});
    const write = jest.spyOn(DataFolder.prototype, 'write');
    const Put = (n: number) => ({ Put: { TableName: 'orders', Item: { ...ITEM, sk: { N: String(n) } } } });
    await run('TransactWriteItems', { TransactItems: [Put(1), Put(2), Put(3)] });
    expect(write.mock.calls.map(([changes]) => changes.length)).toEqual([6]);
  });

  it('that fails makes every later request fail, as memory is ahead of the disk', async () => {
    const write = jest.spyOn(DataFolder.prototype, 'write').mockRejectedValueOnce(new Error('disk full'));
    const body = {
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'The data folder could not be written to: disk full',
    };
    await expect(put({})).rejects.toThrow(JSON.stringify(body));
    await expect(put({ sk: { N: '2' } })).rejects.toThrow('disk full');
    await expect(count()).rejects.toThrow('disk full');
    expect(await engine!.respond('ListTables', '{}')).toEqual({ statusCode: 500, body: JSON.stringify(body) });
    expect(write).toHaveBeenCalledTimes(1);
    await expect(close()).rejects.toThrow('disk full');
    await reopen();
    expect(await count()).toBe(0);
  });
});

describe('a folder', () => {
  it('is made when it is not there', async () => {
    folder = join(root, 'a/b/c');
    await reopen();
    expect(readdirSync(folder)).toContain('CURRENT');
  });

  it('is cleared of what a deleted table left behind', async () => {
    await reopen();
    for (const TableName of ['first', 'second', 'third']) await run('CreateTable', { ...TABLE, TableName });
    await close();
    const store = await DataFolder.open(folder);
    const orphans = ['0000000000', '0000000002', '0000000009'].map(number => `i${number}/x`);
    await store.write(orphans.map(key => ({ key, value: '{}' })));
    const keys = ['i0000000001/x', 'i0000000003/x'];
    await store.write([...keys.map(key => ({ key, value: JSON.stringify(ITEM) })), { key: 't0000000002' }]);
    await store.close();

    await reopen();
    expect(engine!.tableNames).toEqual(['first', 'third']);
    await close();
    const after = await DataFolder.open(folder);
    const left: string[] = [];
    for await (const page of after.pages({ gte: 'i', lt: 'j' })) left.push(...page.map(([key]) => key));
    await after.close();
    expect(left).toEqual(keys);
  });

  const refusal = (message: string) => ({ name: 'DataFolderError', code: 'DATA_FOLDER', message });

  it('is for one process', async () => {
    await reopen();
    const second = openEngine({ data: folder });
    await expect(second).rejects.toMatchObject(refusal(`${folder} is in use by another process`));
    await expect(second).rejects.toBeInstanceOf(DataFolderError);
  });

  it('of a newer version is left alone', async () => {
    await reopen();
    await close();
    const store = await DataFolder.open(folder);
    await store.write([{ key: 'format', value: '2' }]);
    await store.close();
    const message = `${folder} was written by a newer version of dynact: it has format 2, not 1`;
    await expect(openEngine({ data: folder })).rejects.toMatchObject(refusal(message));
    await expect(openEngine({ data: folder })).rejects.toMatchObject(refusal(message));
  });

  it('with other files in it is left alone', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{}');
    const message = `${folder} has other files in it: name an empty folder, or one that dynact made`;
    await expect(openEngine({ data: folder })).rejects.toMatchObject(refusal(message));
    expect(readdirSync(folder)).toEqual(['package.json']);
  });

  it('that another program made is left alone', async () => {
    const store = new ClassicLevel(folder);
    await store.put('a', 'b');
    await store.close();
    await expect(openEngine({ data: folder })).rejects.toMatchObject(
      refusal(`${folder} is the store of another program`),
    );
  });

  it('must be a folder', async () => {
    writeFileSync(folder, '');
    await expect(openEngine({ data: folder })).rejects.toThrow(`Cannot read ${folder}: ENOTDIR`);
  });

  it('that is broken is refused', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'CURRENT'), 'garbage');
    await expect(openEngine({ data: folder })).rejects.toThrow(`Cannot open ${folder}: Corruption`);
  });
});

describe('without classic-level', () => {
  it('data cannot be kept, and all else works', async () => {
    jest.resetModules();
    jest.doMock('classic-level', () => {
      throw Object.assign(new Error("Cannot find module 'classic-level'"), { code: 'MODULE_NOT_FOUND' });
    });
    const memory = require('dynact/memory') as typeof import('dynact/memory');
    const message = 'Keeping data in a folder needs the optional dependency classic-level: npm install classic-level';
    await expect(memory.openEngine({ data: folder })).rejects.toMatchObject({ name: 'DataFolderError', message });
    expect((await memory.openEngine()).tableNames).toEqual([]);
    jest.dontMock('classic-level');
  });
});
