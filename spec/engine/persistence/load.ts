import { isDeepStrictEqual } from 'node:util';
import { AnswerError, send } from '../../support/raw-request';
import { TableOwner } from './table-owner';

const TABLE = 'ledger';
const INDEX = 'byWorker';

/** What a worker is about to make of its items; undefined deletes one. All of it happens or nothing. */
type Step = ReadonlyMap<string, number | undefined>;

/** Writes its own items one request after the other, and knows what must be there. */
class Worker {
  /** What was acknowledged. */
  private readonly items = new Map<string, number>();
  private step: Step = new Map();
  private steps = 0;

  constructor(private readonly name: string) {}

  /** Writes until the server is gone; calls back for each write that was acknowledged. */
  async run(url: string, onAcknowledged: () => void): Promise<void> {
    for (;;) {
      const n = ++this.steps;
      const [operation, input, step] = this.next(n);
      this.step = step;
      try {
        await send(url, operation, input);
      } catch (error) {
        if (error instanceof AnswerError) throw error;
        return;
      }
      this.apply(step);
      onAcknowledged();
    }
  }

  /** Holds what is there against what must be; the last step may have been made or not. */
  check(stored: ReadonlyMap<string, number>): void {
    const mine = new Map([...stored].filter(([key]) => key.startsWith(`${this.name}/`)));
    const undone = new Map(this.items);
    this.apply(this.step);
    if (isDeepStrictEqual(mine, this.items)) return;
    expect(mine).toEqual(undone);
    this.items.clear();
    for (const [key, value] of undone) this.items.set(key, value);
  }

  private apply(step: Step): void {
    for (const [key, value] of step) {
      if (value === undefined) this.items.delete(key);
      else this.items.set(key, value);
    }
    this.step = new Map();
  }

  private next(n: number): [operation: string, input: object, step: Step] {
    if (n % 5 === 1) return this.update();
    if (n % 5 === 2) return this.transact(n);
    if (n % 5 === 3 && n > 8) return this.delete(n - 8);
    if (n % 5 === 4) return this.batch(n);
    return n % 2 === 0 ? this.expiring(n) : this.put(n);
  }

  private put(n: number): ReturnType<Worker['next']> {
    const key = `${this.name}/${n}`;
    return ['PutItem', { TableName: TABLE, Item: itemOf(key, n) }, new Map([[key, n]])];
  }

  /** An item whose time is over: the server drops it when it starts. */
  private expiring(n: number): ReturnType<Worker['next']> {
    const expires = { N: String(Math.floor(Date.now() / 1000) - 10) };
    const item = { ...itemOf(`${this.name}/expiring/${n}`, n), expires };
    return ['PutItem', { TableName: TABLE, Item: item }, new Map()];
  }

  private update(): ReturnType<Worker['next']> {
    const key = `${this.name}/counter`;
    const input = {
      TableName: TABLE,
      Key: { pk: { S: key } },
      UpdateExpression: 'SET worker = :worker ADD n :one',
      ExpressionAttributeValues: { ':worker': { S: this.name }, ':one': { N: '1' } },
    };
    return ['UpdateItem', input, new Map([[key, (this.items.get(key) ?? 0) + 1]])];
  }

  private delete(n: number): ReturnType<Worker['next']> {
    const key = `${this.name}/${n}`;
    return ['DeleteItem', { TableName: TABLE, Key: { pk: { S: key } } }, new Map([[key, undefined]])];
  }

  private transact(n: number): ReturnType<Worker['next']> {
    const keys = ['a', 'b', 'c'].map(side => `${this.name}/transaction/${side}`);
    const TransactItems = keys.map(key => ({ Put: { TableName: TABLE, Item: itemOf(key, n) } }));
    return ['TransactWriteItems', { TransactItems }, new Map(keys.map(key => [key, n]))];
  }

  private batch(n: number): ReturnType<Worker['next']> {
    const keys = Array.from({ length: 5 }, (_, at) => `${this.name}/batch/${at}`);
    const requests = keys.map(key => ({ PutRequest: { Item: itemOf(key, n) } }));
    return ['BatchWriteItem', { RequestItems: { [TABLE]: requests } }, new Map(keys.map(key => [key, n]))];
  }
}

/** Several clients that write at once, each its own items or its own table, and what must be there whenever they are stopped. */
export class Load {
  /** How many writes were acknowledged. */
  acknowledged = 0;
  private readonly workers: Worker[];
  private readonly owners: TableOwner[];

  constructor(workers: number, owners: number) {
    this.workers = Array.from({ length: workers }, (_, at) => new Worker(`w${at}`));
    this.owners = Array.from({ length: owners }, (_, at) => new TableOwner(`own${at}`));
  }

  async createTable(url: string): Promise<void> {
    await send(url, 'CreateTable', {
      TableName: TABLE,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'worker', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEX,
          KeySchema: [{ AttributeName: 'worker', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await send(url, 'UpdateTimeToLive', { TableName: TABLE, TimeToLiveSpecification });
  }

  /** Writes until the server is gone. */
  async run(url: string): Promise<void> {
    const count = () => {
      this.acknowledged++;
    };
    await Promise.all([...this.workers, ...this.owners].map(client => client.run(url, count)));
  }

  /** Fails unless every acknowledged write is there, no write in parts, and the index and the stream tell of the same items. */
  async check(url: string): Promise<void> {
    const stored = await scan(url, {});
    for (const worker of this.workers) worker.check(stored);
    expect(await scan(url, { IndexName: INDEX })).toEqual(stored);
    expect(await replay(url)).toEqual(stored);
    for (const owner of this.owners) await owner.check(url);
  }
}

async function scan(url: string, input: object): Promise<Map<string, number>> {
  const items = new Map<string, number>();
  let ExclusiveStartKey: unknown;
  do {
    const page = await send(url, 'Scan', { TableName: TABLE, ExclusiveStartKey, ...input });
    for (const { pk, n } of page.Items as { pk: { S: string }; n: { N: string } }[]) items.set(pk.S, Number(n.N));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** The items that the changes in the stream come to. */
async function replay(url: string): Promise<Map<string, number>> {
  const items = new Map<string, number>();
  const { Table } = await send(url, 'DescribeTable', { TableName: TABLE });
  const StreamArn = (Table as { LatestStreamArn: string }).LatestStreamArn;
  const { StreamDescription } = await send(url, 'DescribeStream', { StreamArn });
  const { ShardId } = (StreamDescription as { Shards: { ShardId: string }[] }).Shards[0]!;
  const place = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
  let { ShardIterator } = await send(url, 'GetShardIterator', place);
  for (;;) {
    const { Records, NextShardIterator } = await send(url, 'GetRecords', { ShardIterator });
    for (const { dynamodb } of Records as StreamRecord[]) {
      const key = dynamodb.Keys.pk.S;
      if (dynamodb.NewImage) items.set(key, Number(dynamodb.NewImage.n.N));
      else items.delete(key);
    }
    if ((Records as StreamRecord[]).length === 0) return items;
    ShardIterator = NextShardIterator;
  }
}

interface StreamRecord {
  readonly dynamodb: { readonly Keys: { pk: { S: string } }; readonly NewImage?: { n: { N: string } } };
}

function itemOf(key: string, n: number): object {
  const worker = key.slice(0, key.indexOf('/'));
  return { pk: { S: key }, worker: { S: worker }, n: { N: String(n) }, padding: { S: 'x'.repeat((n * 37) % 500) } };
}
