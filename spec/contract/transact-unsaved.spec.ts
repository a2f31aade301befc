// What a block changes of a record that it read, and does not write, would be lost.
import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  PartitionKey,
  SortKey,
  Table,
  type Transaction,
  transact,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { expectHidden, failure, useTables } from './harness';

let salt = 0;
/** Another text each time, as of a cipher. */
const cipher = {
  encode: (value: unknown) => `${salt++}:${value as string}`,
  decode: (stored: unknown) => (stored as string).split(':')[1],
};

@Table(uniqueTable('accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey() n = 0;
  @Attribute() balance = 0;
  @Attribute({ type: 'any' }) tags: string[] = [];
  @Attribute({ name: 'o', type: 'string' }) owner?: string;
}

@Table(uniqueTable('hooked'))
class Hooked extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: 'string' }) name = ' Ann ';
  @Attribute({ type: Number }) balance = 0;
  @Attribute({ codec: cipher }) secret?: string;
  @Attribute({ type: Number }) get random(): number {
    return Math.random();
  }

  @AfterLoad() trim() {
    this.name = this.name.trim();
  }
}

describeEachBackend('Changes of a record that no write of the block takes', backend => {
  const db = useTables(backend, Account, Hooked);
  let count = 0;
  let id: string;
  beforeEach(async () => {
    id = `a${count++}`;
    await Account.create({ id, owner: 'jo-secret', tags: ['b', 'a'] });
    await Account.create({ id, n: 1 });
    await Hooked.create({ id, secret: 's' });
    db.sent.length = 0;
  });
  const commands = () => db.sent.map(({ command }) => command);
  const stored = async () => (await Account.getOrFail({ id, n: 0 }, { consistentRead: true })).toObject();

  const EDITS: [string, (account: Account) => unknown, string][] = [
    ['of values', a => Object.assign(a, { balance: 4711, owner: 'al' }), 'balance, owner'],
    ['in a list', a => a.tags.push('c'), 'tags'],
    ['of a value that is taken away', a => Object.assign(a, { owner: undefined }), 'owner'],
    ['of the key', a => Object.assign(a, { n: 4711 }), 'n'],
    ['of a value that cannot be stored', a => Object.assign(a, { balance: Number.NaN }), 'balance'],
  ];

  it.each(EDITS)('are refused: %s', async (_, edit, properties) => {
    const before = await stored();
    db.sent.length = 0;
    const error = await failure(
      transact(async tx => {
        const account = await tx.getOrFail(Account, { id, n: 0 });
        tx.update(Account, { id, n: 1 }, { balance: 1 });
        edit(account);
      }),
      ValidationError,
    );
    expect(error.message).toBe(
      `Account: the block of transact changed ${properties} of a record that it read, and no write takes that: call tx.save(record), or change a copy; ` +
        "{ unsaved: 'drop' } would drop such changes",
    );
    expect(error.code).toBe('USAGE');
    expectHidden(error, '4711', 'jo-secret');
    expect(commands()).toEqual(['GetItemCommand']);
    expect(await stored()).toEqual(before);
    expect((await Account.getOrFail({ id, n: 1 })).balance).toBe(0);
  });

  it('are refused where a query found the record, or nothing is written at all', async () => {
    const error = await failure(
      transact(async tx => {
        for (const account of await tx.query(Account, { id }).all()) account.balance = 1;
      }),
      ValidationError,
    );
    expect(error.message).toContain('changed balance of');
    await failure(
      transact(async tx => Object.assign((await tx.get(Account, { id, n: 0 }))!, { balance: 1 }), {
        isolation: 'none',
      }),
      ValidationError,
    );
    expect(commands()).not.toContain('TransactWriteItemsCommand');
  });

  const TAKEN: [string, (tx: Transaction, account: Account) => void][] = [
    ['save', (tx, account) => tx.save(account)],
    ['saveChanges', (tx, account) => tx.saveChanges(account)],
    ['delete', (tx, account) => tx.delete(account)],
    ['update', (tx, account) => tx.update(account, { balance: 2 })],
    ['moveTo', (tx, account) => tx.moveTo(account, { n: 2 })],
  ];

  it.each(TAKEN)('are taken by %s', async (_, write) => {
    await transact(async tx => {
      const account = await tx.getOrFail(Account, { id, n: 0 });
      account.balance = 1;
      write(tx, account);
    });
    expect(commands()).toContain('TransactWriteItemsCommand');
  });

  it('are dropped where that is meant, and those of a copy are nobody else’s', async () => {
    const total = await transact(
      async tx => {
        const account = await tx.getOrFail(Account, { id, n: 0 });
        account.tags.sort();
        return account.tags[0];
      },
      { unsaved: 'drop' },
    );
    expect(total).toBe('a');
    await transact(async tx => {
      const copy = Account.fromItem((await tx.getOrFail(Account, { id, n: 0 })).toItem());
      copy.balance = 1;
    });
    expect((await stored()).balance).toBe(0);
  });

  it('are not those of hooks, of getters, or of codecs that never give the same twice', async () => {
    const name = await transact(async tx => {
      const hooked = await tx.getOrFail(Hooked, { id });
      await tx.query(Hooked, { id }).all();
      return hooked.name;
    });
    expect(name).toBe('Ann');
    const error = await failure(
      transact(async tx => Object.assign(await tx.getOrFail(Hooked, { id }), { balance: 1 })),
      ValidationError,
    );
    expect(error.message).toMatch(/^Hooked: the block of transact changed balance of/);
  });

  it('are looked at again where what was read was never true at once', async () => {
    let runs = 0;
    await transact(async tx => {
      const one = await tx.getOrFail(Account, { id, n: 0 });
      if (++runs === 1) {
        await Account.updateByKey({ id, n: 0 }, { balance: 5 });
        await Account.updateByKey({ id, n: 1 }, { balance: -5 });
      }
      const other = await tx.getOrFail(Account, { id, n: 1 });
      one.balance += 1;
      if (one.balance + other.balance === 1) tx.save(one);
    });
    expect(runs).toBe(2);
    expect((await stored()).balance).toBe(6);
  });
});
