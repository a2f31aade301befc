import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  ConflictError,
  ItemNotFoundError,
  PartitionKey,
  Table,
  type Transaction,
  TransactionCanceledError,
  transact,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, type Item, useTables } from './harness';

@Table(uniqueTable('blocks-accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
  @Attribute() note?: string;
  loads = 0;

  @AfterLoad() loaded() {
    this.loads++;
  }
}

@Table(uniqueTable('blocks-orders'))
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() total = 0;
  @Version() version?: number;
}

@Table(uniqueTable('blocks-timed'))
class Timed extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() total = 0;
  @Version({ start: 'time' }) version?: number;
}

const shared = uniqueTable('blocks-shared');

@Table(shared)
class Person extends ActiveRecord {
  @PartitionKey({ type: 'numericString' }) pk!: string;
  @Attribute() name = '';
}

@Table(shared)
class Employee extends ActiveRecord {
  @PartitionKey({ type: Number }) pk!: number;
  @Attribute() salary?: number;
}

/** What a condition insists on, in any order: attributes come in the order in which the database answered with them. */
const partsOf = (operation: { readonly ConditionExpression?: unknown } | undefined) =>
  String(operation?.ConditionExpression).split(' AND ').sort();

describeEachBackend('a block', backend => {
  const db = useTables(backend, Account, Order, Person, Timed);
  const commands = () => db.sent.map(({ command }) => command.replace('Command', ''));
  const written = () =>
    inFull(db.sent.at(-1)!.input).TransactItems as NonNullable<TransactWriteItemsCommandInput['TransactItems']>;

  /** Items that others write in between: the first run of the block meets the old ones, the second the new ones. */
  const onFirstRun = (change: () => Promise<unknown>) => {
    let first = true;
    return async () => {
      if (first) await change();
      first = false;
    };
  };

  beforeEach(async () => {
    await db.write(Account, { id: { S: 'a' }, balance: { N: '10' } });
    await db.write(Account, { id: { S: 'b' }, balance: { N: '20' } });
    await db.write(Order, { id: { S: 'o' }, total: { N: '1' }, version: { N: '3' } });
  });

  describe('reads', () => {
    it('consistently, each item once, as one record', async () => {
      await transact(async tx => {
        const a = await tx.get(Account, { id: 'a' });
        expect(await tx.getOrFail(Account, { id: 'a' })).toBe(a);
        const [first, second] = await Promise.all([tx.get(Account, { id: 'b' }), tx.get(Account, { id: 'b' })]);
        expect(first).toBe(second);
        expect([a?.loads, first?.loads, first?.isNew]).toEqual([1, 1, false]);
      });
      expect(commands()).toEqual(['GetItem', 'GetItem', 'TransactGetItems']);
      expect(db.sent[0]!.input).toMatchObject({ Key: { id: { S: 'a' } }, ConsistentRead: true });
    });

    it('its own changes only through the records that it holds', async () => {
      await transact(async tx => {
        const a = await tx.getOrFail(Account, { id: 'a' });
        a.balance = 11;
        tx.save(a);
        expect((await tx.get(Account, { id: 'a' }))?.balance).toBe(11);
        tx.create(Account.build({ id: 'unseen' }));
        expect(await tx.get(Account, { id: 'unseen' })).toBeUndefined();
      });
      expect(await db.stored(Account, { id: { S: 'unseen' } })).toBeDefined();
      await Account.deleteByKey({ id: 'unseen' });
    });

    it('nothing for a missing item, or fails', async () => {
      expect(await transact(tx => tx.get(Account, { id: 'none' }))).toBeUndefined();
      const error = await failure(
        transact(tx => tx.getOrFail(Account, { id: 'none' })),
        ItemNotFoundError,
      );
      expect(error.key).toEqual({ id: 'none' });
    });

    it('without hooks if it says so', async () => {
      expect((await transact(tx => tx.getOrFail(Account, { id: 'a' }, { skipHooks: true }))).loads).toBe(0);
    });

    it('one item through several classes, and checks it once for all of them', async () => {
      await db.write(Person, { pk: { N: '7' }, name: { S: 'Jo' }, salary: { N: '1' } });
      await transact(async tx => {
        const employee = await tx.getOrFail(Employee, { pk: 7 });
        const person = await tx.getOrFail(Person, { pk: '7.0' });
        expect(person).toBeInstanceOf(Person);
        expect(await tx.get(Employee, { pk: 7 })).toBe(employee);
        employee.salary = person.name.length;
        tx.save(employee);
      });
      expect(commands()).toEqual(['GetItem', 'TransactWriteItems']);
      expect(written()).toHaveLength(1);
      expect(partsOf(written()[0]!.Update)).toEqual(["name = 'Jo'", 'pk = 7', 'salary = 1']);
      expect(await db.stored(Person, { pk: { N: '7' } })).toEqual({
        pk: { N: '7' },
        name: { S: 'Jo' },
        salary: { N: '2' },
      });
    });
  });

  describe('checks what it read', () => {
    it('in the writes of the items, and in separate checks', async () => {
      await transact(async tx => {
        const order = await tx.getOrFail(Order, { id: 'o' });
        await tx.get(Account, { id: 'a' });
        await tx.get(Account, { id: 'none' });
        await tx.get(Account, { id: 'b' });
        tx.save(order);
        tx.update(Account, { id: 'b' }, b => b.balance.add(1), { condition: b => b.balance.gt(0) });
      });
      const operations = written();
      expect(operations).toMatchObject([
        { Update: { Key: { id: { S: 'o' } }, UpdateExpression: 'SET version = 4' } },
        { Update: { Key: { id: { S: 'b' } } } },
        { ConditionCheck: { Key: { id: { S: 'a' } } } },
        { ConditionCheck: { Key: { id: { S: 'none' } } } },
      ]);
      expect(operations.map(({ Update, ConditionCheck }) => partsOf(Update ?? ConditionCheck))).toEqual([
        ["id = 'o'", 'total = 1', 'version = 3'],
        ['attribute_not_exists(note)', 'balance = 20', 'balance > 0', "id = 'b'"],
        ['attribute_not_exists(note)', 'balance = 10', "id = 'a'"],
        ['attribute_not_exists(id)'],
      ]);
    });

    it.each<[string, (tx: Transaction, seen: Account | undefined) => unknown]>([
      ['is saved', (tx, a) => tx.save(Object.assign(a!, { note: 'x' }))],
      ['is updated', (tx, a) => tx.update(a!, { note: 'x' })],
      ['is deleted', (tx, a) => tx.delete(a!)],
      ['is checked', tx => tx.check(Account, { id: 'changing' }, a => a.id.exists())],
      ['is only read', tx => tx.update(Account, { id: 'b' }, { note: 'x' })],
      ['is only read, as is another one', tx => tx.get(Account, { id: 'b' })],
    ])('and runs again when an item changed that %s', async (_, use) => {
      await db.write(Account, { id: { S: 'changing' }, balance: { N: '1' } });
      const meanwhile = onFirstRun(() => Account.updateByKey({ id: 'changing' }, { balance: 2 }));
      const seen: (number | undefined)[] = [];
      const attempts: number[] = [];
      const block = async (tx: Transaction) => {
        const account = await tx.get(Account, { id: 'changing' });
        seen.push(account?.balance);
        await use(tx, account);
        await meanwhile();
      };
      await transact(block, { onCommit: receipt => void attempts.push(receipt.attempts) });
      expect([seen, attempts]).toEqual([[1, 2], [2]]);
    });

    it('and runs again when a missing item was created, or an existing one deleted', async () => {
      await Account.deleteByKey({ id: 'late' });
      const seen: boolean[] = [];
      const toggle = async (change: () => Promise<unknown>) => {
        const meanwhile = onFirstRun(change);
        await transact(async tx => {
          const late = await tx.get(Account, { id: 'late' });
          seen.push(late !== undefined);
          if (late) tx.delete(late);
          else tx.create(Account.build({ id: 'late' }));
          await meanwhile();
        });
      };
      await toggle(() => Account.create({ id: 'late' }));
      expect(await db.stored(Account, { id: { S: 'late' } })).toBeUndefined();
      await Account.create({ id: 'late' });
      await toggle(() => Account.deleteByKey({ id: 'late' }));
      expect(await db.stored(Account, { id: { S: 'late' } })).toBeDefined();
      expect(seen).toEqual([false, true, true, false]);
    });

    it('and considers every form of value equal to itself', async () => {
      const item: Item = {
        id: { S: 'forms' },
        balance: { N: '1.50' },
        note: { S: '' },
        b: { B: new Uint8Array([0, 255]) },
        empty: { B: new Uint8Array() },
        bool: { BOOL: false },
        nothing: { NULL: true },
        ss: { SS: ['b', 'a'] },
        ns: { NS: ['2', '10', '-1.5e3'] },
        bs: { BS: [new Uint8Array([2]), new Uint8Array([1])] },
        list: { L: [{ S: 'x' }, { M: { a: { N: '0' } } }, { L: [] }] },
        map: { M: { 'a.b': { SS: ['y', 'x'] }, '#0': { M: {} } } },
      };
      await db.write(Account, item);
      const stored = await db.stored(Account, { id: { S: 'forms' } });
      for (const use of [
        (tx: Transaction, forms: Account) => tx.save(forms),
        (tx: Transaction) => tx.update(Account, { id: 'b' }, { note: 'x' }),
        (tx: Transaction) => tx.get(Account, { id: 'b' }),
      ]) {
        await transact(async tx => use(tx, await tx.getOrFail(Account, { id: 'forms' })), { maxAttempts: 1 });
      }
      expect(await db.stored(Account, { id: { S: 'forms' } })).toEqual(stored);
    });

    it('but not when it reads one item and writes nothing, or reads nothing', async () => {
      await transact(tx => tx.get(Account, { id: 'a' }));
      expect(commands()).toEqual(['GetItem']);
      await transact(() => undefined);
      expect(commands()).toEqual(['GetItem']);
    });

    it('of an item with very many attributes by a version that never repeats, or not at all', async () => {
      const wide = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x${i}`, { N: `${i}` }]));
      await Timed.create({ id: 'wide' });
      const { version } = (await db.stored(Timed, { id: { S: 'wide' } }))!;
      await db.write(Timed, { id: { S: 'wide' }, version: version!, ...wide });
      await transact(async tx =>
        tx.save(await tx.getOrFail(Timed, { id: 'wide' }), { condition: o => o.total.gte(0).not() }),
      );
      const next = String(Number((version as { N: string }).N) + 1);
      expect(await db.stored(Timed, { id: { S: 'wide' } })).toMatchObject({ version: { N: next }, x199: { N: '199' } });

      for (const type of [Account, Order] as const) {
        await db.write(type, { id: { S: 'wide' }, version: { N: '1' }, ...wide });
        db.sent.length = 0;
        const error = await failure(
          transact(async tx => tx.save(await tx.getOrFail<Account | Order>(type, { id: 'wide' }))),
          ValidationError,
        );
        expect(error.message).toMatch(/^(Account|Order): .* 20\d attributes, .* 120 .* @Version\({ start: 'time' }\)/);
        expect(commands()).toEqual(['GetItem']);
      }
    });
  });

  it('returns its result, and may be synchronous', async () => {
    expect(await transact(() => 'result')).toBe('result');
    expect(db.sent).toEqual([]);
  });

  it('that throws sends nothing more, whatever it read, and its error is thrown', async () => {
    const thrown = new Error('mine');
    const block = async (tx: Transaction) => {
      const a = await tx.getOrFail(Account, { id: 'a' });
      await Account.updateByKey({ id: 'b' }, { balance: 21 });
      const b = await tx.getOrFail(Account, { id: 'b' });
      tx.save(a);
      if (a.balance + b.balance !== 30) throw thrown;
    };
    expect(await failure(transact(block), Error)).toBe(thrown);
    // Whether they were true at once is looked at before the error is passed on.
    expect(commands()).toEqual(['GetItem', 'UpdateItem', 'GetItem', 'TransactGetItems']);
    const synchronous = () => {
      throw thrown;
    };
    expect(await failure(transact(synchronous), Error)).toBe(thrown);
  });

  it('does not run again for a record that was loaded before it', async () => {
    const order = await Order.getOrFail({ id: 'o' });
    await Order.updateByKey({ id: 'o' }, { total: 2 });
    let runs = 0;
    const block = async (tx: Transaction) => {
      runs++;
      await tx.get(Order, { id: 'o' });
      tx.save(order);
    };
    const error = await failure(transact(block), TransactionCanceledError);
    expect(error.reasons[0]?.error).toBeInstanceOf(ConflictError);
    expect(runs).toBe(1);
  });

  it('leaves the old item, as save does, if it edits the key of a record', async () => {
    await transact(async tx => {
      const a = await tx.getOrFail(Account, { id: 'a' });
      a.id = 'moved';
      tx.save(a);
    });
    expect(written()).toMatchObject([
      { Put: { Item: { id: { S: 'moved' } } } },
      { ConditionCheck: { Key: { id: { S: 'a' } } } },
    ]);
    const moved = async (tx: Transaction) => {
      const order = await tx.getOrFail(Order, { id: 'o' });
      order.id = 'moved';
      tx.save(order);
    };
    const error = await failure(transact(moved), TransactionCanceledError);
    expect(error.reasons[0]?.error).toBeInstanceOf(ConflictError);
  });
});
