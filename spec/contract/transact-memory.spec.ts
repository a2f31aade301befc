import {
  ActiveRecord,
  Attribute,
  InvalidStateError,
  PartitionKey,
  Table,
  type Transaction,
  TransactionCanceledError,
  TransactWrite,
  transact,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Fault, faultyClient } from '../support/faulty-handler';
import { failure, useTables } from './harness';

@Table(uniqueTable('memory-accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
  @Attribute() tags: string[] = [];
  @Attribute({ default: 'none' }) note?: string;
  @Version() version?: number;
}

@Table(uniqueTable('memory-tickets'))
class Ticket extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() subject = '';
}

describeEachBackend('memory', backend => {
  const db = useTables(backend, Account, Ticket);
  let saved: Account;
  let updated: Account;
  let deleted: Account;
  let created: Account;
  let ticket: Ticket;

  beforeEach(async () => {
    for (const id of ['saved', 'updated', 'deleted']) {
      await db.write(Account, { id: { S: id }, balance: { N: '10' }, tags: { L: [{ S: 't' }] }, version: { N: '1' } });
    }
    await Account.deleteByKey({ id: 'created' });
    saved = await Account.getOrFail({ id: 'saved' });
    updated = await Account.getOrFail({ id: 'updated' });
    deleted = await Account.getOrFail({ id: 'deleted' });
    created = Object.assign(new Account(), { id: 'created' });
    ticket = Ticket.build({ subject: 'x' });
    saved.balance = 11;
    saved.tags.push('u');
    updated.balance = 99;
    db.sent.length = 0;
  });

  const queue = (tx: TransactWrite) => {
    tx.save(saved);
    tx.update(updated, a => [a.balance.add(5), a.tags.append(['u'])]);
    tx.delete(deleted);
    tx.create(created);
    tx.save(ticket);
  };

  const commit = (options: ConstructorParameters<typeof TransactWrite>[0] = {}) => {
    const tx = new TransactWrite(options);
    queue(tx);
    return tx.commit();
  };

  /** All there is to know of the records. */
  const snapshot = () =>
    [saved, updated, deleted, created, ticket].map(record => ({
      values: structuredClone({ ...record }),
      isNew: record.isNew,
      isChanged: record.isChanged,
      changes: structuredClone(record.changes()),
    }));

  it('follows the database after a commit', async () => {
    await commit();
    expect(snapshot()).toEqual([
      {
        values: { id: 'saved', balance: 11, tags: ['t', 'u'], note: 'none', version: 2 },
        isNew: false,
        isChanged: false,
        changes: {},
      },
      {
        values: { id: 'updated', balance: 15, tags: ['t', 'u'], note: 'none', version: 2 },
        isNew: false,
        isChanged: false,
        changes: {},
      },
      {
        values: expect.objectContaining({ id: 'deleted', version: 1 }),
        isNew: true,
        isChanged: true,
        changes: expect.anything(),
      },
      {
        values: { id: 'created', balance: 0, tags: [], note: 'none', version: 1 },
        isNew: false,
        isChanged: false,
        changes: {},
      },
      { values: { id: expect.any(Number), subject: 'x' }, isNew: false, isChanged: false, changes: {} },
    ]);
    // The next writes of the records find them as they are.
    await saved.save({ raiseOnConflict: true });
    await updated.update({ balance: 0 });
    await created.delete();
  });

  it.each<[string, Fault]>([
    ['a cancellation', { error: 'TransactionCanceledException' }],
    ['a refusal', { error: 'ValidationException' }],
    ['five faults', { error: 'InternalServerError', statusCode: 500 }],
    ['five lost answers', 'lost'],
  ])(
    'stays as it is after %s',
    async (_, fault) => {
      const before = snapshot();
      const client = faultyClient(db.client, ({ operation }) =>
        operation === 'TransactWriteItems' ? fault : undefined,
      );
      await failure(commit({ client }), Error);
      expect(snapshot()).toEqual(before);
    },
    240_000,
  );

  it('stays as it is after a condition that was false, and a refusal before anything is sent', async () => {
    const before = snapshot();
    for (const spoil of [
      (tx: TransactWrite) => tx.check(Account, { id: 'none' }, a => a.id.exists()),
      (tx: TransactWrite) => tx.update(Account, { id: 'saved' }, { balance: 1 }),
    ]) {
      const tx = new TransactWrite();
      queue(tx);
      spoil(tx);
      await failure(tx.commit(), Error);
      expect(snapshot()).toEqual(before);
    }
  });

  it('knows what was sent: edits during the request count as changes', async () => {
    const client = faultyClient(db.client, ({ operation }) => {
      if (operation === 'TransactWriteItems') saved.tags.push('v');
      return undefined;
    });
    await commit({ client });
    expect(saved.changes()).toEqual({ tags: { from: ['t', 'u'], to: ['t', 'u', 'v'] } });
  });

  it('gives records of a block that runs again what the last run wrote', async () => {
    let runs = 0;
    const account = await transact(async tx => {
      const record = await tx.getOrFail(Account, { id: 'saved' });
      if (++runs === 1) await Account.updateByKey({ id: 'saved' }, { balance: 100 });
      record.balance++;
      tx.save(record);
      return record;
    });
    expect(account).toMatchObject({ balance: 101, version: 3, isChanged: false });
  });

  describe('of a record that was updated by actions', () => {
    const failingReads = () =>
      faultyClient(db.client, ({ operation }) =>
        operation === 'GetItem' ? { error: 'ThrottlingException' } : undefined,
      );

    it.each<[string, () => Account]>([
      ['loaded', () => updated],
      ['new', () => created],
    ])('is stale if it cannot be read again, and refuses its use until it is reloaded: %s', async (_, recordOf) => {
      const record = recordOf();
      const tx = new TransactWrite({ client: failingReads() });
      tx.update(record, a => a.balance.add(1));
      await tx.commit();
      expect(record.isNew).toBe(false);
      const stale = /^Account: .*call reload\(\)/;
      for (const use of [
        () => record.save(),
        () => record.update({ balance: 1 }),
        () => record.delete(),
        () => transact(again => again.save(record)),
      ]) {
        expect((await failure(use, InvalidStateError)).message).toMatch(stale);
      }
      expect(() => record.changes()).toThrow(stale);
      expect(() => record.isChanged).toThrow(stale);
      // It was written through the client that fails, and stays with it.
      await record.reload({ client: db.client });
      expect(record.changes()).toEqual({});
      await record.save();
    });

    it('is a new one when the item is gone again', async () => {
      const client = faultyClient(db.client, async ({ operation }) => {
        if (operation === 'GetItem') await Account.deleteByKey({ id: 'updated' });
        return undefined;
      });
      const tx = new TransactWrite({ client });
      tx.update(updated, a => a.balance.add(1));
      await tx.commit();
      expect(updated.isNew).toBe(true);
    });
  });

  describe('of a record that the block read and wrote by its key, or through another record', () => {
    it.each<[string, (tx: Transaction) => void]>([
      ['an update by key', tx => tx.update(Account, { id: 'saved' }, a => a.balance.add(1))],
      ['a save of another record', tx => tx.save(saved)],
    ])('is stale after %s', async (_, write) => {
      const held = await transact(async tx => {
        const record = await tx.getOrFail(Account, { id: 'saved' });
        write(tx);
        return record;
      });
      expect((await failure(held.save(), InvalidStateError)).message).toMatch(/reload\(\)/);
    });

    it('is a new one after a delete by key', async () => {
      const held = await transact(async tx => {
        const record = await tx.getOrFail(Account, { id: 'saved' });
        tx.delete(Account, { id: 'saved' });
        return record;
      });
      expect(held.isNew).toBe(true);
    });

    it('stays as it is after a check, or when the transaction is cancelled', async () => {
      let held!: Account;
      await transact(async tx => {
        held = await tx.getOrFail(Account, { id: 'saved' });
        tx.check(Account, { id: 'saved' }, a => a.balance.eq(10));
      });
      expect([held.isNew, held.isChanged]).toEqual([false, false]);
      const outcome = transact(async tx => {
        held = await tx.getOrFail(Account, { id: 'saved' });
        tx.update(Account, { id: 'saved' }, { balance: 1 }, { condition: a => a.balance.eq(11) });
      });
      await failure(outcome, TransactionCanceledError);
      expect([held.isNew, held.isChanged]).toEqual([false, false]);
    });
  });
});
