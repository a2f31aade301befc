import {
  ActiveRecord,
  Attribute,
  BeforeSave,
  batchGet,
  batchWrite,
  ConflictError,
  configure,
  executeStatement,
  Index,
  measure,
  type OperationEvent,
  observe,
  PartitionKey,
  print,
  repository,
  SortKey,
  Table,
  TransactWrite,
  transact,
  transactGet,
  Version,
} from 'dynact';
import { useMemoryBackend } from 'dynact/testing';

@Table('accounts')
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) balance = 0;
  @Version() version?: number;
}

@Index('byStatus', { partitionKey: 'status', projection: 'KEYS_ONLY' })
@Table('orders')
class Order extends ActiveRecord {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute() status = 'open';
  @Attribute({ type: Number }) total = 0;
}

const orders = (count: number) =>
  Array.from({ length: count }, (_, number) => Order.build({ customer: 'c', number, total: number }));

describe('observe', () => {
  const db = useMemoryBackend({ classes: [Account, Order], seed: () => [Account.build({ id: 'a' }), ...orders(25)] });
  let events: OperationEvent[];
  let stop: () => void;
  beforeEach(() => {
    events = [];
    stop = observe(event => events.push(event));
  });
  afterEach(() => {
    stop();
    configure({ capacity: undefined });
  });

  const only = async (run: () => Promise<unknown>): Promise<OperationEvent> => {
    events.length = 0;
    await run();
    expect(events).toHaveLength(1);
    return events[0]!;
  };

  it('gives one event for each operation on an item', async () => {
    const about = {
      entity: 'Account',
      table: 'accounts',
      index: undefined,
      requests: 1,
      attempts: 1,
      error: undefined,
    };
    expect(await only(() => Account.get({ id: 'a' }))).toMatchObject({ ...about, operation: 'get', items: 1 });
    expect(await only(() => Account.get({ id: 'x' }))).toMatchObject({ operation: 'get', items: 0 });
    expect(await only(() => Account.create({ id: 'b' }))).toMatchObject({ ...about, operation: 'create', items: 1 });
    const account = await Account.getOrFail({ id: 'a' });
    expect(await only(() => account.update({ balance: 1 }))).toMatchObject({ ...about, operation: 'update' });
    expect(await only(() => account.save())).toMatchObject({ ...about, operation: 'save' });
    expect(await only(() => account.reload())).toMatchObject({ ...about, operation: 'reload' });
    expect(await only(() => Account.updateByKey({ id: 'a' }, { balance: 2 }))).toMatchObject({
      operation: 'updateByKey',
    });
    expect(await only(() => account.delete({ raiseOnConflict: false }))).toMatchObject({
      ...about,
      operation: 'delete',
    });
    expect(await only(() => Account.deleteByKey({ id: 'b' }))).toMatchObject({ operation: 'deleteByKey' });
    expect(events[0]!.durationMs).toBeGreaterThan(0);
  });

  it('gives one event for a query or scan, however many pages it has, and however it is walked', async () => {
    const query = Order.query({ customer: 'c' }).pageSize(10);
    const about = { operation: 'query', entity: 'Order', table: 'orders', requests: 3, items: 25, scanned: 25 };
    expect(await only(() => query.all())).toMatchObject(about);
    expect(await only(() => query.count())).toMatchObject(about);
    expect(
      await only(async () => {
        for await (const _ of query);
      }),
    ).toMatchObject(about);
    expect(
      await only(async () => {
        for await (const _ of query) break;
      }),
    ).toMatchObject({ requests: 1, items: 10 });
    expect(await only(() => query.first())).toMatchObject({ requests: 1, items: 1 });
    expect(await only(() => query.limit(15).page())).toMatchObject({ requests: 2, items: 15 });
    expect(await only(() => Order.query({ status: 'open' }).fromTable().all())).toMatchObject({
      index: 'byStatus',
      requests: 2,
    });
    const scan = Order.scan().filter(o => o.total.gte(20));
    expect(await only(() => scan.all())).toMatchObject({
      operation: 'scan',
      items: 5,
      scanned: 25,
      filteredBy: ['total'],
    });
    expect(await only(() => scan.parallel(3).all())).toMatchObject({ operation: 'scan', requests: 3, items: 5 });
  });

  it('gives one event for batches, transactions and statements, whatever classes they touch', async () => {
    const both = { entity: 'Account, Order', table: 'accounts, orders' };
    const keys = [
      [Account, [{ id: 'a' }]],
      [
        Order,
        [
          { customer: 'c', number: 1 },
          { customer: 'c', number: 99 },
        ],
      ],
    ] as const;
    expect(await only(() => batchGet(...(keys as unknown as [[typeof Account, [{ id: string }]]])))).toMatchObject({
      ...both,
      operation: 'batchGet',
      items: 2,
    });
    expect(await only(() => batchWrite(orders(60)))).toMatchObject({
      operation: 'batchWrite',
      entity: 'Order',
      requests: 3,
      items: 60,
    });
    const block = () =>
      transact(async tx => {
        const account = await tx.getOrFail(Account, { id: 'a' });
        account.balance = 5;
        tx.save(account);
        tx.update(Order, { customer: 'c', number: 1 }, { total: 5 });
      });
    expect(await only(block)).toMatchObject({ ...both, operation: 'transact', requests: 2 });
    expect(await only(() => transactGet([Account, { id: 'a' }]))).toMatchObject({ operation: 'transactGet', items: 1 });
    const write = new TransactWrite();
    write.delete(Account, { id: 'a' });
    expect(await only(() => write.commit())).toMatchObject({ operation: 'transact', items: 1 });
    expect(
      await only(() => repository(Order).executeStatement('SELECT * FROM orders WHERE customer = ?', ['c'])),
    ).toMatchObject({
      operation: 'executeStatement',
      entity: 'Order',
      items: 60,
    });
    expect(await only(() => executeStatement('SELECT total FROM orders'))).toMatchObject({
      entity: undefined,
      items: 60,
    });
  });

  it('reports the error, without values', async () => {
    const [first, second] = [await Account.getOrFail({ id: 'a' }), await Account.getOrFail({ id: 'a' })];
    await first.save();
    const event = await only(() => second.save().catch(() => {}));
    expect(event.error).toBeInstanceOf(ConflictError);
    db.fail({ operation: 'Query', error: 'InternalServerError' });
    expect(
      (
        await only(() =>
          Order.query({ customer: 'c' })
            .all()
            .catch(() => {}),
        )
      ).error,
    ).toBeInstanceOf(Error);
    const block = () => transact(() => Promise.reject(new Error('no'))).catch(() => {});
    expect(await only(block)).toMatchObject({ operation: 'transact', requests: 0, error: new Error('no') });
    expect(JSON.stringify(events)).not.toContain('"a"');
  });

  it('has the key of an item when it is read, and in no log', async () => {
    const event = await only(() => Account.get({ id: 'a' }));
    expect(event.key).toEqual({ id: 'a' });
    expect({ ...event }).not.toHaveProperty('key');
    expect((await only(() => Account.create({ id: 'k' }))).key).toEqual({ id: 'k' });
  });

  it('counts capacity where it was asked for', async () => {
    expect((await only(() => Account.get({ id: 'a' }))).capacity).toBeUndefined();
    configure({ capacity: 'TOTAL' });
    expect((await only(() => Account.get({ id: 'a' }))).capacity).toBe(0.5);
    expect((await only(() => Account.get({ id: 'a' }, { consistentRead: true }))).capacity).toBe(1);
    expect((await only(() => Account.create({ id: 'b' }))).capacity).toBe(1);
    configure({ capacity: 'INDEXES' });
    const event = await only(() => Order.create({ customer: 'd', number: 1 }));
    expect(event.capacity).toBe(2);
    expect(event.consumed[0]).toMatchObject({ GlobalSecondaryIndexes: { byStatus: { CapacityUnits: 1 } } });
    expect(db.requests.at(-1)!.input).toMatchObject({ ReturnConsumedCapacity: 'INDEXES' });
  });

  it('tells operations in hooks apart from those around them', async () => {
    class Audited extends Account {
      @BeforeSave() async audit() {
        await Order.create({ customer: 'audit', number: 1 });
      }
    }
    await Audited.create({ id: 'x' });
    expect(events.map(({ entity, operation, requests }) => [entity, operation, requests])).toEqual([
      ['Order', 'create', 1],
      ['Audited', 'create', 1],
    ]);
  });

  it('continues if an observer throws, and calls the others', async () => {
    const seen: string[] = [];
    const stops = [
      observe(() => {
        throw new Error('broken');
      }),
      observe({
        begin() {
          throw new Error('broken');
        },
      }),
      observe({
        begin: ({ operation }) => ({
          request: ({ command, input }) => {
            seen.push(`${operation} ${command} ${input.TableName}`);
            throw new Error('broken');
          },
        }),
      }),
      // An unhandled rejection would end the process.
      observe(async () => {
        throw new Error('broken');
      }),
      observe({
        begin: (async () => {
          throw new Error('broken');
        }) as never,
      }),
    ];
    await Account.get({ id: 'a' });
    await new Promise(setImmediate);
    expect(seen).toEqual(['get GetItem accounts']);
    expect(events).toHaveLength(1);
    for (const end of stops) end();
  });

  it('ends', async () => {
    stop();
    stop();
    await Account.get({ id: 'a' });
    expect(events).toEqual([]);
  });
});

describe('measure', () => {
  useMemoryBackend({ classes: [Account, Order], seed: () => orders(25) });

  it('adds up what code takes, by class and operation, and what it costs', async () => {
    const usage = await measure(async () => {
      await Account.create({ id: 'a' });
      await Promise.all([Account.get({ id: 'a' }), Account.get({ id: 'b' })]);
      await Order.query({ customer: 'c' }).pageSize(10).all();
      return 'done';
    });
    expect(usage).toMatchObject({ result: 'done', requests: 6, readUnits: 2.5, writeUnits: 1 });
    expect(usage.operations).toEqual([
      { operation: 'query', entity: 'Order', calls: 1, requests: 3, readUnits: 1.5, writeUnits: 0 },
      { operation: 'create', entity: 'Account', calls: 1, requests: 1, readUnits: 0, writeUnits: 1 },
      { operation: 'get', entity: 'Account', calls: 2, requests: 2, readUnits: 1, writeUnits: 0 },
    ]);
    expect(usage.cost({ perMillionReadUnits: 0.125, perMillionWriteUnits: 0.625 })).toBeCloseTo(0.9375e-6);
  });

  it('counts a transaction at its double price, and only what its own code does', async () => {
    await Account.create({ id: 'a' });
    const [one, other] = await Promise.all([
      measure(() => transact(tx => tx.update(Account, { id: 'a' }, { balance: 1 }))),
      measure(() => Account.get({ id: 'a' })),
      Account.get({ id: 'a' }),
    ]);
    expect([one.writeUnits, one.readUnits]).toEqual([2, 0]);
    expect([other.writeUnits, other.readUnits]).toEqual([0, 0.5]);
  });

  it('rejects with what the code throws', async () => {
    await expect(measure(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(
      measure(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
  });
});

describe('print', () => {
  useMemoryBackend({ classes: [Account, Order], seed: () => orders(3) });

  it('shows each request with its values', async () => {
    const lines: string[] = [];
    const stop = observe(print({ write: line => lines.push(line), colors: false }));
    configure({ capacity: 'TOTAL' });
    await Account.create({ id: 'a' });
    await Account.create({ id: 'a' }).catch(() => {});
    await Account.updateByKey({ id: 'a' }, a => [a.balance.add(5)], { condition: a => a.balance.lt(10) });
    await Order.query({ customer: 'c' })
      .where(o => o.number.gte(1))
      .filter(o => o.status.eq('open'))
      .all();
    await batchWrite(orders(2));
    await transact(tx => tx.update(Account, { id: 'a' }, { balance: 1 }));
    await executeStatement('SELECT * FROM accounts');
    stop();
    configure({ capacity: undefined });
    const shown = lines.map(line => line.replace(/ {2}[\d.]+ ms/, ''));
    expect(shown).toEqual([
      "Account.create  PutItem  accounts  { id: 'a', balance: 0, version: 1 }  if attribute_not_exists(id)  1 unit",
      "Account.create  PutItem  accounts  { id: 'a', balance: 0, version: 1 }  if attribute_not_exists(id)  ConditionalCheckFailedException",
      'Account.create  failed: OverwriteError (OVERWRITE)',
      "Account.updateByKey  UpdateItem  accounts  { id: 'a' }  ADD balance 5, version 1  if balance < 10  1 unit",
      "Order.query  Query  orders  customer = 'c' AND number >= 1  filter status = 'open'  0.5 units",
      'batchWrite  BatchWriteItem  orders: 2  2 units',
      "transact  TransactWriteItems  \n    Update accounts  { id: 'a' }  SET balance = 1 ADD version 1  2 units",
      'executeStatement  ExecuteStatement  SELECT * FROM accounts  0.5 units',
    ]);
  });

  it('paints in a terminal', async () => {
    const lines: string[] = [];
    const stop = observe(print({ write: line => lines.push(line), colors: true }));
    await Account.get({ id: 'a' });
    stop();
    expect(lines[0]).toContain('\u001B[36mAccount.get\u001B[39m');
  });
});
