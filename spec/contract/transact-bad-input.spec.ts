import { setTimeout as sleep } from 'node:timers/promises';
import {
  ActiveRecord,
  Attribute,
  ConfigurationError,
  InvalidStateError,
  ItemTooLargeError,
  PartitionKey,
  SortKey,
  Table,
  TransactGet,
  type Transaction,
  TransactWrite,
  transact,
  transactGet,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { faultyClient } from '../support/faulty-handler';
import { failure, useTables } from './harness';

const table = uniqueTable('bad-input');

@Table(table)
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute() text = '';
  @Version() version?: number;
}

/** The same table, its numbers kept as text. */
@Table(table)
class TextAccount extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey({ type: 'numericString' }) at!: string;
}

class WithoutTable {
  @PartitionKey() id!: string;
}

describeEachBackend('bad input to a transaction', backend => {
  const db = useTables(backend, Account);

  /** Queues writes in both kinds of transaction: each refuses them in the same way, and nothing is sent. */
  async function refused<E extends Error>(
    queue: (tx: TransactWrite) => void,
    type: abstract new (...args: never) => E,
    options: ConstructorParameters<typeof TransactWrite>[0] = {},
  ): Promise<string> {
    const write = async () => {
      const tx = new TransactWrite(options);
      queue(tx);
      await tx.commit();
    };
    const errors = [
      await failure(write, type),
      await failure(
        transact(tx => queue(tx as object as TransactWrite), options),
        type,
      ),
    ];
    expect(errors[1]!.message).toBe(errors[0]!.message);
    expect(db.sent).toEqual([]);
    return errors[0]!.message;
  }

  it.each([101, 500])('of %d operations', async count => {
    const queue = (tx: TransactWrite) => {
      for (let at = 0; at < count; at++) tx.delete(Account, { id: 'a', at });
    };
    expect(await refused(queue, ValidationError)).toBe(
      `A transaction takes 100 operations: this one has ${count} writes and 0 checks of what it read`,
    );
  });

  it('of over 100 operations with the checks of what was read', async () => {
    const block = async (tx: Transaction) => {
      for (let at = 0; at < 60; at++) await tx.get(Account, { id: 'r', at });
      for (let at = 50; at < 100; at++) tx.save(Account.build({ id: 'r', at }));
    };
    await transact(block);
    db.sent.length = 0;
    const more = async (tx: Transaction) => {
      await block(tx);
      tx.check(Account, { id: 'r', at: 101 }, a => a.id.notExists());
    };
    expect((await failure(transact(more), ValidationError)).message).toContain('51 writes and 50 checks');
    expect(new Set(db.sent.map(({ command }) => command))).toEqual(new Set(['GetItemCommand']));
  });

  it('of 100 operations is fine', async () => {
    const tx = new TransactWrite();
    for (let at = 0; at < 100; at++) tx.save(Account.build({ id: 'hundred', at }));
    await tx.commit();
    expect(await db.stored(Account, { id: { S: 'hundred' }, at: { N: '99' } })).toBeDefined();
  });

  it('of over 4 MB', async () => {
    const queue = (tx: TransactWrite) => {
      for (let at = 0; at < 11; at++) tx.save(Account.build({ id: 'a', at, text: 'x'.repeat(390_000) }));
    };
    expect(await refused(queue, ValidationError)).toMatch(
      /^A transaction takes 4194304 bytes of items, .*: this one has 429\d{4}$/,
    );
  });

  it('of an item that is too large', async () => {
    const queue = (tx: TransactWrite) => tx.save(Account.build({ id: 'a', at: 1, text: 'x'.repeat(400 * 1024) }));
    expect(await refused(queue, ItemTooLargeError)).toContain('Account');
  });

  it.each<[string, (tx: TransactWrite) => void]>([
    [
      'two of one kind',
      tx => {
        tx.delete(Account, { id: 'a', at: 1 });
        tx.delete(Account, { id: 'a', at: 1 });
      },
    ],
    [
      'class and key, and a record',
      tx => {
        tx.update(Account, { id: 'a', at: 1 }, { text: 'x' });
        tx.save(Account.build({ id: 'a', at: 1 }));
      },
    ],
    [
      'a check and a write',
      tx => {
        tx.check(Account, { id: 'a', at: 1 }, a => a.text.exists());
        tx.create(Account.build({ id: 'a', at: 1 }));
      },
    ],
    [
      'a number and the same in other digits',
      tx => {
        tx.delete(Account, { id: 'a', at: 100 });
        tx.delete(TextAccount, { id: 'a', at: '1e2' });
      },
    ],
    [
      'two classes of one table',
      tx => {
        tx.delete(TextAccount, { id: 'a', at: '1.50' });
        tx.save(Account.build({ id: 'a', at: 1.5 }));
      },
    ],
  ])('of two operations on one item: %s', async (_, queue) => {
    expect(await refused(queue, ValidationError)).toMatch(
      /^A transaction takes one operation on an item: \w+ \w+ \{ id, at \} and \w+ \w+ \{ id, at \} are on the same one/,
    );
  });

  it('of keys that only look alike is fine', async () => {
    const tx = new TransactWrite();
    tx.save(Account.build({ id: 'a', at: 11 }));
    tx.save(Account.build({ id: 'a1', at: 1 }));
    tx.save(Account.build({ id: '["a"', at: 11 }));
    await tx.commit();
  });

  it.each<[string, (tx: TransactWrite) => void, RegExp]>([
    ['an incomplete key', tx => tx.delete(Account, { id: 'a' }), /Account.*at/],
    ['a surplus key', tx => tx.delete(Account, { id: 'a', at: 1, text: 'x' } as never), /text/],
    ['a record without its key', tx => tx.save(Account.build({ id: 'a' })), /Account\.at/],
    ['no record', tx => tx.save(undefined as never), /records, or a class and a key/],
    ['a promise of a record', tx => tx.save(Promise.resolve(Account.build({}))), /got a promise: await/],
    ['an update of nothing', tx => tx.update(Account, { id: 'a', at: 1 }, {}), /changes nothing/],
    ['a check of nothing', tx => tx.check(Account, { id: 'a', at: 1 }, () => false), /needs a condition/],
    ['an unknown attribute', tx => tx.update(Account, { id: 'a', at: 1 }, { colour: 'red' } as never), /colour/],
  ])('of %s', async (_, queue, message) => {
    expect(await refused(queue, ValidationError)).toMatch(message);
  });

  it('of a record to be created that is in DynamoDB', async () => {
    const account = await Account.create({ id: 'loaded', at: 1 });
    db.sent.length = 0;
    expect(await refused(tx => tx.create(account), ValidationError)).toMatch(
      /^Account: create takes a new record.*use save/,
    );
    await account.delete();
  });

  it('without a block', async () => {
    expect((await failure(transact(undefined as never), ValidationError)).message).toBe(
      'transact takes the block to run: transact(async tx => { ... })',
    );
  });

  it('of a class without a table', async () => {
    const record = new WithoutTable();
    for (const queue of [
      (tx: TransactWrite) => tx.save(record),
      (tx: TransactWrite) => tx.delete(WithoutTable, { id: 'a' }),
      (tx: TransactWrite) => tx.check(WithoutTable, { id: 'a' }, a => a.id.exists()),
    ]) {
      expect(await refused(queue, ConfigurationError)).toMatch(/^WithoutTable has no table: put @Table/);
    }
    const read = transact(tx => tx.get(WithoutTable, { id: 'a' }));
    expect((await failure(read, ConfigurationError)).message).toMatch(/^WithoutTable has no table/);
    expect(() => new TransactGet().get(WithoutTable, { id: 'a' })).toThrow(ConfigurationError);
  });

  it('of classes with different clients', async () => {
    @Table({ name: table, client: faultyClient(db.client, () => undefined) })
    class Elsewhere extends ActiveRecord {
      @PartitionKey() id!: string;
      @SortKey({ type: Number }) at!: number;
    }
    const queue = (tx: TransactWrite) => {
      tx.delete(Account, { id: 'a', at: 1 });
      tx.delete(Elsewhere, { id: 'a', at: 2 });
    };
    expect(await refused(queue, ConfigurationError)).toMatch(/different clients \(Account, Elsewhere\).*`client`/);
    const read = transactGet([Account, { id: 'a', at: 1 }], [Elsewhere, { id: 'a', at: 2 }]);
    expect((await failure(read, ConfigurationError)).message).toMatch(/different clients/);
    expect(db.sent).toEqual([]);
    const tx = new TransactWrite({ client: db.client });
    queue(tx);
    await tx.commit();
  });

  it.each(['', 'x'.repeat(37)])('of a token of a wrong length: %j', async clientRequestToken => {
    const queue = (tx: TransactWrite) => tx.delete(Account, { id: 'a', at: 1 });
    expect(await refused(queue, ValidationError, { clientRequestToken })).toMatch(
      /^clientRequestToken must have 1 to 36/,
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('of %d attempts', async maxAttempts => {
    const queue = (tx: TransactWrite) => tx.delete(Account, { id: 'a', at: 1 });
    expect(await refused(queue, ValidationError, { maxAttempts })).toMatch(/^maxAttempts must be a whole number/);
  });

  it('of a token that had other content', async () => {
    const clientRequestToken = `content-${backend.name}`;
    const write = (text: string) => {
      const tx = new TransactWrite({ clientRequestToken });
      tx.update(Account, { id: 'token', at: 1 }, { text });
      return tx.commit();
    };
    await write('one');
    const error = await failure(write('two'), ValidationError);
    expect(error.message).toMatch(/^The clientRequestToken was used within the last 10 minutes/);
    expect((error.cause as Error).name).toBe('IdempotentParameterMismatchException');
    expect(await db.stored(Account, { id: { S: 'token' }, at: { N: '1' } })).toMatchObject({ text: { S: 'one' } });
  });

  it('of a read that is not awaited, also one that fails afterwards', async () => {
    const block = (tx: Transaction) => {
      tx.get(Account, { id: 'a', at: 1 });
      tx.getOrFail(Account, { id: 'none', at: 1 });
      tx.save(Account.build({ id: 'unsaved', at: 1 }));
    };
    expect((await failure(transact(block), InvalidStateError)).message).toMatch(/await each tx\.get/);
    const client = faultyClient(db.client, () => ({ error: 'AccessDeniedException' }));
    await failure(transact(block, { client }), InvalidStateError);
    await sleep(50);
    expect(await db.stored(Account, { id: { S: 'unsaved' }, at: { N: '1' } })).toBeUndefined();
  });

  it('of tx after the block', async () => {
    let left!: Transaction;
    await transact(tx => {
      left = tx;
    });
    await failure(
      transact(tx => {
        left = tx;
        throw new Error('mine');
      }),
      Error,
    );
    const account = Account.build({ id: 'late', at: 1 });
    const late = [
      () => left.save(account),
      () => left.create(account),
      () => left.update(account, { text: 'x' }),
      () => left.delete(account),
      () => left.check(Account, { id: 'a', at: 1 }, a => a.id.exists()),
    ];
    for (const use of late) expect(use).toThrow(InvalidStateError);
    const message = /^The block of this transaction has ended/;
    expect((await failure(left.get(Account, { id: 'a', at: 1 }), InvalidStateError)).message).toMatch(message);
    expect((await failure(left.getOrFail(Account, { id: 'a', at: 1 }), InvalidStateError)).message).toMatch(message);
    expect(db.sent).toEqual([]);
  });

  it('of a block in a block', async () => {
    const nested = transact(async () => {
      await sleep(0);
      return transact(tx => tx.delete(Account, { id: 'a', at: 1 }));
    });
    expect((await failure(nested, InvalidStateError)).message).toMatch(/use the tx of the outer one/);
    expect(db.sent).toEqual([]);
  });

  it('of an empty commit, or of two', async () => {
    expect((await failure(new TransactWrite().commit(), InvalidStateError)).message).toMatch(/nothing to commit/);
    expect((await failure(new TransactGet().commit(), InvalidStateError)).message).toMatch(/nothing to read/);
    expect(db.sent).toEqual([]);
    const write = new TransactWrite();
    write.delete(Account, { id: 'a', at: 1 });
    const read = new TransactGet();
    read.get(Account, { id: 'a', at: 1 });
    for (const tx of [write, read]) {
      const both = await Promise.allSettled([tx.commit(), tx.commit()]);
      expect(both).toMatchObject([{ status: 'fulfilled' }, { reason: expect.any(InvalidStateError) }]);
      await failure(tx.commit(), InvalidStateError);
    }
    expect(() => write.delete(Account, { id: 'b', at: 1 })).toThrow(InvalidStateError);
    expect(() => read.get(Account, { id: 'b', at: 1 })).toThrow(InvalidStateError);
    expect(db.sent).toHaveLength(2);
  });

  it('of a value before the commit of its TransactGet', async () => {
    const read = new TransactGet();
    const handle = read.get(Account, { id: 'a', at: 1 });
    expect(() => handle.value).toThrow(InvalidStateError);
    const commit = read.commit();
    expect(() => handle.value).toThrow(/^Account was not read yet: await the commit/);
    await commit;
    expect(handle.value).toBeUndefined();
  });

  it('of over 100 reads', async () => {
    const keys = Array.from({ length: 101 }, (_, at) => [Account, { id: 'a', at }] as const);
    expect((await failure(transactGet(...keys), ValidationError)).message).toMatch(/up to 100 items, .* 101/);
    const block = async (tx: Transaction) => {
      for (const [type, key] of keys) await tx.get(type, key);
    };
    expect((await failure(transact(block), ValidationError)).message).toMatch(/up to 100 items/);
    expect(db.sent.every(({ command }) => command === 'GetItemCommand')).toBe(true);
  });
});
