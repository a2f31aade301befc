import {
  ActiveRecord,
  Attribute,
  ConditionalCheckFailedError,
  ConflictError,
  type DynactError,
  ItemNotFoundError,
  OverwriteError,
  PartitionKey,
  SortKey,
  Table,
  type Transaction,
  TransactionCanceledError,
  TransactionConflictError,
  TransactWrite,
  transact,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { cancelled, faultyClient } from '../support/faulty-handler';
import { expectHidden, failure, useTables } from './harness';

@Table(uniqueTable('reasons-accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
  @Attribute({ type: Date, name: 'opened_at' }) openedAt?: Date;
}

@Table(uniqueTable('reasons-orders'))
class Order extends ActiveRecord {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute() total = 0;
  @Version() version?: number;
}

describeEachBackend('the reasons of a cancelled transaction', backend => {
  const db = useTables(backend, Account, Order);

  beforeEach(async () => {
    await db.write(Account, { id: { S: 'poor' }, balance: { N: '1' }, opened_at: { S: '1970-01-01T00:00:00.000Z' } });
    await db.write(Order, { customer: { S: 'c' }, at: { N: '1' }, total: { N: '1' }, version: { N: '1' } });
    await db.write(Order, { customer: { S: 'c' }, at: { N: '2' }, total: { N: '1' }, version: { N: '1' } });
  });

  /** One of each kind of refusal, among operations that are none. */
  async function refused(): Promise<TransactionCanceledError> {
    const changed = await Order.getOrFail({ customer: 'c', at: 1 });
    const deleted = await Order.getOrFail({ customer: 'c', at: 2 });
    await Order.updateByKey({ customer: 'c', at: 1 }, { total: 2 });
    await Order.deleteByKey({ customer: 'c', at: 2 });
    const tx = new TransactWrite();
    tx.save(Account.build({ id: 'fine' }));
    tx.update(Account, { id: 'poor' }, a => a.balance.add(-100), { condition: a => a.balance.gte(100) });
    tx.save(changed);
    tx.delete(Order.build({ customer: 'c', at: 9 }));
    tx.delete(deleted);
    tx.create(Order.build({ customer: 'c', at: 1.5 }));
    tx.update(Account, { id: 'missing' }, { balance: 1 }, { mustExist: true });
    tx.check(Account, { id: 'checked' }, a => a.balance.eq(123456));
    const other = await Order.create({ customer: 'c', at: 1.5, total: 7 });
    try {
      return await failure(tx.commit(), TransactionCanceledError);
    } finally {
      await other.delete();
    }
  }

  it('are one for each call, in the order of the calls', async () => {
    const { reasons } = await refused();
    expect(reasons.map(reason => reason && [reason.operation, reason.entity, reason.key])).toEqual([
      undefined,
      ['update', Account, { id: 'poor' }],
      ['save', Order, { customer: 'c', at: 1 }],
      undefined,
      ['delete', Order, { customer: 'c', at: 2 }],
      ['create', Order, { customer: 'c', at: 1.5 }],
      ['update', Account, { id: 'missing' }],
      ['check', Account, { id: 'checked' }],
    ]);
    for (const reason of reasons) {
      if (!reason) continue;
      expect(reason.code).toBe('ConditionalCheckFailed');
      expect(reason.message).toMatch(/^The conditional request failed/);
    }
  });

  it('have the stored items as records', async () => {
    const { reasons } = await refused();
    const stored = reasons.map(reason => reason?.stored);
    expect(stored).toEqual([
      undefined,
      await Account.getOrFail({ id: 'poor' }),
      await Order.getOrFail({ customer: 'c', at: 1 }),
      undefined,
      undefined,
      Order.build({ customer: 'c', at: 1.5, total: 7, version: 1 }),
      undefined,
      undefined,
    ]);
    expect(stored[1]).toBeInstanceOf(Account);
    expect((stored[1] as Account).isNew).toBe(false);
  });

  it('show what DynamoDB said, and nothing else', async () => {
    const { reasons } = await refused();
    expect(reasons[1]).toStrictEqual({
      code: 'ConditionalCheckFailed',
      message: expect.any(String),
      operation: 'update',
      entity: Account,
      key: { id: 'poor' },
      stored: await Account.getOrFail({ id: 'poor' }),
    });
  });

  it('have the error of the same write alone', async () => {
    const { reasons } = await refused();
    expect(reasons.map(reason => reason?.error?.constructor)).toEqual([
      undefined,
      ConditionalCheckFailedError,
      ConflictError,
      undefined,
      ConflictError,
      OverwriteError,
      ItemNotFoundError,
      ConditionalCheckFailedError,
    ]);
    const conflict = reasons[2]!.error as ConflictError;
    expect(conflict.diff).toEqual({ version: { expected: 1, stored: 2 } });
    expect(conflict.stored).toEqual(reasons[2]!.stored);
  });

  it('are named in the message, with class, key names and code, and no values anywhere', async () => {
    const error = await refused();
    expect(error.message).toBe(
      'The transaction was cancelled, nothing was written: ' +
        '[1] update Account { id }: ConditionalCheckFailed; ' +
        '[2] save Order { customer, at }: ConditionalCheckFailed; ' +
        '[4] delete Order { customer, at }: ConditionalCheckFailed; ' +
        '[5] create Order { customer, at }: ConditionalCheckFailed; ' +
        '[6] update Account { id }: ConditionalCheckFailed; ' +
        '[7] check Account { id }: ConditionalCheckFailed',
    );
    expect(error.code).toBe('TRANSACTION_CANCELED');
    expect((error.cause as Error).name).toBe('TransactionCanceledException');
    expectHidden(error, 'poor', 'missing', '1970-01-01', '123456');
  });

  it('distinguish a condition of the caller from a conflict on the same item', async () => {
    const loaded = await Order.getOrFail({ customer: 'c', at: 1 });
    const save = async (limit: number): Promise<DynactError | undefined> => {
      const tx = new TransactWrite();
      tx.save(loaded, { condition: o => o.total.lt(limit) });
      return (await failure(tx.commit(), TransactionCanceledError)).reasons[0]?.error;
    };
    expect((await save(1))?.constructor).toBe(ConditionalCheckFailedError);
    await Order.updateByKey({ customer: 'c', at: 1 }, { total: 2 });
    expect((await save(10))?.constructor).toBe(ConflictError);
    expect((await save(1))?.constructor).toBe(ConflictError);
  });

  it('are thrown for a condition of the caller once nothing that the block read has changed', async () => {
    let runs = 0;
    const outcome = transact(async tx => {
      const order = await tx.getOrFail(Order, { customer: 'c', at: 1 });
      if (++runs < 3) await Order.updateByKey({ customer: 'c', at: 1 }, o => o.total.add(1));
      tx.update(Account, { id: 'poor' }, a => a.balance.add(-100), { condition: a => a.balance.gte(100) });
      tx.save(order);
    });
    const error = await failure(outcome, TransactionCanceledError);
    expect(runs).toBe(3);
    expect(error.reasons.map(reason => reason?.error?.constructor)).toEqual([ConditionalCheckFailedError, undefined]);
  });

  it('are all told when what the block read changes in each run', async () => {
    let runs = 0;
    const block = async (tx: Transaction) => {
      runs++;
      const order = await tx.getOrFail(Order, { customer: 'c', at: 1 });
      await Order.updateByKey({ customer: 'c', at: 1 }, o => o.total.add(1));
      tx.update(Account, { id: 'poor' }, a => a.balance.add(-100), { condition: a => a.balance.gte(100) });
      tx.save(order);
    };
    const error = await failure(transact(block, { maxAttempts: 2 }), TransactionConflictError);
    expect([runs, error.attempts]).toEqual([2, 2]);
    expect(error.reasons.map(reason => reason?.error?.constructor)).toEqual([
      ConditionalCheckFailedError,
      ConflictError,
    ]);
    expect(error.message).toMatch(
      /\[0\] update Account .*; \[1\] save Order \{ customer, at \}: ConditionalCheckFailed$/,
    );
  });

  it('leave out the checks of items that were read', async () => {
    const block = async (tx: Transaction) => {
      await tx.getOrFail(Order, { customer: 'c', at: 2 });
      await Order.updateByKey({ customer: 'c', at: 2 }, o => o.total.add(1));
      tx.update(Account, { id: 'poor' }, a => a.balance.add(-100), { condition: a => a.balance.gte(100) });
    };
    const error = await failure(transact(block, { maxAttempts: 1 }), TransactionConflictError);
    expect(error.reasons).toHaveLength(1);
    expect(error.message).toMatch(/\[0\] update Account .*; check Order \{ customer, at \}: ConditionalCheckFailed$/);
  });

  it('may be missing from the answer', async () => {
    const client = faultyClient(db.client, () => ({ error: 'TransactionCanceledException' }));
    const tx = new TransactWrite({ client });
    tx.save(Account.build({ id: 'x' }));
    const error = await failure(tx.commit(), TransactionCanceledError);
    expect(error.message).toMatch(/DynamoDB gave no reason$/);
    expect(error.reasons).toEqual([undefined]);
  });

  it('have no item and no error if it was not a condition', async () => {
    const client = faultyClient(db.client, () => cancelled('None', 'ItemCollectionSizeLimitExceeded'));
    const tx = new TransactWrite({ client });
    tx.save(Account.build({ id: 'x' }));
    tx.create(Order.build({ customer: 'y', at: 1 }));
    expect((await failure(tx.commit(), TransactionCanceledError)).reasons).toEqual([
      undefined,
      {
        code: 'ItemCollectionSizeLimitExceeded',
        message: 'Message of ItemCollectionSizeLimitExceeded',
        operation: 'create',
        entity: Order,
        key: { customer: 'y', at: 1 },
        stored: undefined,
      },
    ]);
  });
});
