import { getEventListeners } from 'node:events';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  AfterUpdate,
  Attribute,
  BeforeUpdate,
  ConfigurationError,
  Index,
  PartitionKey,
  type Progress,
  repository,
  SortKey,
  setDefaultClient,
  Table,
  ThrottledError,
  tableDefinition,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { faultyClient } from '../support/faulty-handler';
import { failure, useTables } from './harness';
import { itemsOf } from './table-items';

@Index('byStatus', { partitionKey: 'status', sortKey: 'total', projection: 'KEYS_ONLY' })
@Table(uniqueTable('orders'))
class Order extends ActiveRecord {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) n!: number;
  @Attribute() status: 'open' | 'late' | 'paid' = 'open';
  @Attribute() total = 0;
  @Attribute() log: string[] = [];

  @BeforeUpdate() before() {
    hooks.push('before');
  }
  @AfterUpdate() after() {
    hooks.push('after');
  }
}

@Table(uniqueTable('handles'))
class Handle extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) handle?: string;
}

const hooks: string[] = [];

describeEachBackend('writes of all that a query finds', backend => {
  const db = useTables(backend, Order, Handle);
  const seed = async (customer: string, count: number) => {
    for (let n = 1; n <= count; n++) {
      await Order.build({ customer, n, total: n, status: n % 2 ? 'open' : 'paid' }).save();
    }
    db.sent.length = 0;
    hooks.length = 0;
  };
  afterEach(() => setDefaultClient(db.client));

  it('update the records that are found, and nothing else', async () => {
    await seed('a', 9);
    const result = await Order.query({ customer: 'a' })
      .filter(o => o.status.eq('open'))
      .updateAll(o => [o.status.set('late'), o.log.append(['late'])]);
    expect(result).toEqual({ updated: 5, skipped: 0, failed: 0, errors: [], cursor: undefined, stoppedBy: undefined });
    const statuses = (await Order.query({ customer: 'a' }).all()).map(({ status }) => status);
    expect(statuses).toEqual(['late', 'paid', 'late', 'paid', 'late', 'paid', 'late', 'paid', 'late']);
    expect(hooks).toEqual([]);
    expect(await Order.query({ customer: 'none' }).updateAll({ total: 1 })).toMatchObject({
      updated: 0,
      cursor: undefined,
    });
  });

  it('skip records that the query would no longer find', async () => {
    await seed('b', 6);
    let isFirst = true;
    const client = faultyClient(db.client, async ({ operation }) => {
      if (operation === 'UpdateItem' && isFirst) {
        isFirst = false;
        for (const n of [3, 5]) await db.client.send(paid('b', n));
        await Order.deleteByKey({ customer: 'b', n: 1 }, { client: db.client });
      }
      return undefined;
    });
    const result = await Order.query({ customer: 'b' }, { client })
      .filter(o => o.status.eq('open'))
      .updateAll(o => o.status.set('late'), { concurrency: 1 });
    expect(result).toMatchObject({ updated: 0, skipped: 3, failed: 0 });
    expect(await Order.get({ customer: 'b', n: 1 })).toBeUndefined();
  });

  it('go through an index once for each record, even if the record moves within it', async () => {
    await seed('c', 8);
    const query = Order.query({ status: 'paid' })
      .where(o => o.total.lt(1000))
      .pageSize(1);
    const { updated } = await query.updateAll(o => o.total.add(100), { concurrency: 1 });
    const totals = (await Order.query({ customer: 'c' }).all()).map(({ total }) => total);
    expect(totals).toEqual([1, 102, 3, 104, 5, 106, 7, 108]);
    expect(updated).toBeGreaterThanOrEqual(4);
  });

  it('delete the records that are found', async () => {
    await seed('d', 30);
    const result = await Order.query({ customer: 'd' })
      .where(o => o.n.gt(10))
      .deleteAll();
    expect(result).toMatchObject({ deleted: 20, skipped: 0, failed: 0, cursor: undefined });
    expect(await Order.query({ customer: 'd' }).count()).toBe(10);
    await Order.query({ customer: 'd' }).deleteAll();
    expect(await Order.query({ customer: 'd' }).count()).toBe(0);
  });

  it('run hooks if asked to', async () => {
    await seed('e', 3);
    await Order.query({ customer: 'e' }).updateAll({ total: 0 }, { hooks: true });
    expect(hooks.filter(hook => hook === 'before')).toHaveLength(3);
    expect(hooks.filter(hook => hook === 'after')).toHaveLength(3);
  });

  it('stop when throttled, and continue from the cursor: each record is written once', async () => {
    await seed('f', 40);
    let calls = 0;
    const throttled = faultyClient(db.client, ({ operation }) =>
      operation === 'UpdateItem' && ++calls % 13 > 10 ? { error: 'ProvisionedThroughputExceededException' } : undefined,
    );
    let cursor: string | undefined;
    let runs = 0;
    let updated = 0;
    do {
      const result = await Order.query({ customer: 'f' }, { client: throttled })
        .pageSize(7)
        .updateAll(o => o.log.append(['x']), { cursor, concurrency: 5 });
      expect(result.stoppedBy === undefined).toBe(result.cursor === undefined);
      if (result.cursor) expect(result.stoppedBy).toBeInstanceOf(ThrottledError);
      updated += result.updated;
      cursor = result.cursor;
      runs++;
    } while (cursor && runs < 100);
    expect(updated).toBe(40);
    const logs = (await Order.query({ customer: 'f' }).all()).map(({ log }) => log.length);
    expect(new Set(logs)).toEqual(new Set([1]));
  });

  it('send nothing if the signal is already aborted, and continue from the cursor', async () => {
    await seed('aborted', 3);
    const query = Order.query({ customer: 'aborted' });
    const reason = new Error('too late');
    const result = await query.updateAll(o => o.total.add(10), { signal: AbortSignal.abort(reason) });
    expect(result).toMatchObject({ updated: 0, skipped: 0, failed: 0, stoppedBy: reason });
    expect(db.sent).toEqual([]);
    expect(result.cursor).toBeDefined();
    expect(await query.updateAll(o => o.total.add(10), { cursor: result.cursor })).toMatchObject({ updated: 3 });
  });

  it('throw a mistake of the program, instead of counting it for each record', async () => {
    await seed('mistaken', 3);
    const error = await failure(
      Order.query({ customer: 'mistaken' }).updateAll(() => []),
      ValidationError,
    );
    expect(error).toMatchObject({ code: 'USAGE' });
  });

  it('refuse an invalid cursor before anything is sent, however long it is', async () => {
    const query = Order.query({ customer: 'none' });
    for (const cursor of ['x'.repeat(2_000_000), '.'.repeat(2_000_000), { length: 1e9 } as never, 'none', '\u0000.a']) {
      await expect(query.updateAll(o => o.total.add(1), { cursor })).rejects.toBeInstanceOf(ValidationError);
    }
    expect(db.sent).toEqual([]);
  });

  it('keep the written records in the cursor of a run that stops before their page ends', async () => {
    await seed('again', 8);
    let calls = 0;
    const throttled = faultyClient(db.client, ({ operation }) =>
      operation === 'UpdateItem' && ++calls === 1 ? { error: 'ProvisionedThroughputExceededException' } : undefined,
    );
    const run = (options: { cursor?: string | undefined; concurrency?: number; signal?: AbortSignal }) =>
      Order.query({ customer: 'again' }, { client: throttled }).updateAll(o => o.log.append(['x']), options);
    const first = await run({ concurrency: 5 });
    expect(first.updated).toBeGreaterThan(0);
    calls = 0;
    const second = await run({ cursor: first.cursor, concurrency: 1 });
    expect(second.updated).toBe(0);
    const third = await run({ cursor: second.cursor, signal: AbortSignal.abort() });
    expect(third.updated).toBe(0);
    await run({ cursor: third.cursor });
    const logs = (await Order.query({ customer: 'again' }).all()).map(({ log }) => log.length);
    expect(logs).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('listen to their signal for as long as they run only, whatever ends them', async () => {
    const { signal } = new AbortController();
    await Order.query({ customer: 'none' }).updateAll({ total: 1 }, { signal });
    for (const cursor of [5 as never, 'not-a-cursor'])
      await failure(Order.query({ customer: 'none' }).updateAll({ total: 1 }, { signal, cursor }), ValidationError);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('end by their signal, with a cursor', async () => {
    await seed('g', 20);
    const controller = new AbortController();
    const result = await Order.query({ customer: 'g' }).updateAll(o => o.total.add(1000), {
      concurrency: 2,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 5) controller.abort(new Error('enough'));
      },
    });
    expect([result.cursor !== undefined, result.stoppedBy]).toEqual([true, new Error('enough')]);
    const rest = await Order.query({ customer: 'g' }).updateAll(o => o.total.add(1000), { cursor: result.cursor });
    expect(result.updated + rest.updated).toBe(20);
    const totals = (await Order.query({ customer: 'g' }).all()).map(({ total, n }) => total - n);
    expect(new Set(totals)).toEqual(new Set([1000]));
  });

  it('report their progress', async () => {
    await seed('h', 10);
    const seen: Progress[] = [];
    await Order.query({ customer: 'h' }).updateAll(
      { total: 5 },
      { total: 10, onProgress: progress => seen.push(progress) },
    );
    expect(seen.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(seen.at(-1)).toMatchObject({ done: 10, total: 10, failed: 0 });
    expect(seen.at(-1)!.unitsPerSecond).toBeGreaterThan(0);
  });

  it('end with the rejection of an async progress callback', async () => {
    await seed('rejecting', 5);
    const onProgress = async () => {
      throw new Error('no bar');
    };
    const run = Order.query({ customer: 'rejecting' }).updateAll({ total: 5 }, { onProgress, concurrency: 1 });
    await expect(run).rejects.toThrow('no bar');
  });

  it('count records whose own write fails, and continue', async () => {
    for (const id of ['1', '2', '3']) await Handle.create({ id, handle: `h${id}` });
    const result = await Handle.scan().updateAll({ handle: 'same' }, { concurrency: 1 });
    expect(result).toMatchObject({ updated: 1, skipped: 0, failed: 2 });
    expect(result.errors.map(({ error }) => (error as Error).name)).toEqual(['UniqueError', 'UniqueError']);
    expect(await Handle.truncate()).toBe(3);
    expect(await itemsOf(db.client, Handle)).toEqual([]);
  });

  it('refuse calls that they cannot carry out, before anything is sent', async () => {
    const query = Order.query({ customer: 'x' });
    await failure(query.select('n').updateAll({ total: 1 }), ValidationError);
    await failure(Order.scan().parallel(2).deleteAll(), ValidationError);
    await failure(query.updateAll({ total: 1 }, { concurrency: 0 }), ValidationError);
    await failure(query.updateAll({ total: 1 }, { cursor: 'nonsense' }), ValidationError);
    for (const values of [{}, { nope: 1 }, { customer: 'y' }, { total: 'x' }, undefined]) {
      await failure(query.updateAll(values as object), ValidationError);
    }
    process.env.NODE_ENV = 'production';
    try {
      await failure(repository(Order).truncate(), ConfigurationError);
    } finally {
      process.env.NODE_ENV = 'test';
    }
    expect(db.sent).toEqual([]);
  });
});

const paid = (customer: string, n: number) =>
  new UpdateItemCommand({
    TableName: tableDefinition(Order).TableName!,
    Key: { customer: { S: customer }, n: { N: String(n) } },
    UpdateExpression: 'SET #s = :s',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':s': { S: 'paid' } },
  });
