import type { GetItemCommandInput, PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  ConditionalCheckFailedError,
  ItemNotFoundError,
  ItemTooLargeError,
  PartitionKey,
  type Repository,
  repository,
  SortKey,
  Table,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, onlyInput, useTables } from './harness';

class Address {
  @Attribute() street!: string;
  @Attribute() city!: string;
}

@Table(uniqueTable('accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() owner!: string;
  @Attribute() balance = 0;
  @Attribute() tags: string[] = [];
  @Attribute() roles: Set<string> = new Set();
  @Attribute() settings: Record<string, unknown> = {};
  @Attribute({ type: Address }) address?: Address;
  @Attribute({ type: Date, name: 'opened_at' }) openedAt?: Date;
  @Attribute({ default: () => 'EUR' }) currency?: string;
}

@Table(uniqueTable('plain-accounts'))
class PlainAccount {
  @PartitionKey() id!: string;
  @Attribute() owner!: string;
  @Attribute() balance = 0;
  @Attribute() tags: string[] = [];
  @Attribute() roles: Set<string> = new Set();
  @Attribute() settings: Record<string, unknown> = {};
  @Attribute({ type: Address }) address?: Address;
  @Attribute({ type: Date, name: 'opened_at' }) openedAt?: Date;
  @Attribute({ default: () => 'EUR' }) currency?: string;
}

type Method =
  | 'build'
  | 'create'
  | 'get'
  | 'getOrFail'
  | 'save'
  | 'update'
  | 'updateByKey'
  | 'delete'
  | 'deleteByKey'
  | 'reload'
  | 'changes'
  | 'isNew'
  | 'isChanged'
  | 'toObject'
  | 'fromObject'
  | 'itemSize';
type Store = Pick<Repository<Account>, Method>;

/** The Active Record face, in the words of a repository. */
const activeRecords: Store = {
  build: values => Account.build(values),
  create: (values, options) => Account.create(values, options),
  get: (key, options) => Account.get(key, options),
  getOrFail: (key, options) => Account.getOrFail(key, options),
  save: (record, options) => record.save(options),
  update: (record, input, options) => record.update(input, options),
  updateByKey: (key, input, options) => Account.updateByKey(key, input, options),
  delete: (record, options) => record.delete(options),
  deleteByKey: (key, options) => Account.deleteByKey(key, options),
  reload: (record, options) => record.reload(options),
  changes: record => record.changes(),
  isNew: record => record.isNew,
  isChanged: record => record.isChanged,
  toObject: record => record.toObject(),
  fromObject: data => Account.fromObject(data),
  itemSize: record => record.itemSize(),
};

const faces = [
  { face: 'ActiveRecord', type: Account, store: activeRecords },
  { face: 'Repository', type: PlainAccount, store: repository(PlainAccount) as unknown as Store },
];

describeEachBackend('Records', backend => {
  const db = useTables(backend, Account, PlainAccount);

  describe.each(faces)('through $face', ({ type, store }) => {
    let id: string;
    let counter = 0;
    beforeEach(() => {
      id = `${type.name}-${++counter}`;
    });
    const stored = () => db.stored(type, { id: { S: id } });

    describe('build', () => {
      it('makes an instance with defaults and sends nothing', () => {
        const account = store.build({ id, owner: 'Jane' });
        expect(account).toBeInstanceOf(type);
        expect(account).toMatchObject({ id, owner: 'Jane', balance: 0, tags: [], currency: 'EUR' });
        expect(store.isNew(account)).toBe(true);
        expect(db.sent).toEqual([]);
      });

      it('takes undefined for "not given"', () => {
        expect(store.build({ id, balance: undefined as never, currency: undefined })).toMatchObject({
          balance: 0,
          currency: 'EUR',
        });
      });

      it('gives each instance defaults of its own', () => {
        store.build({ id }).tags.push('a');
        expect(store.build({ id }).tags).toEqual([]);
      });

      it('takes frozen values, and leaves them as they are', async () => {
        const values = Object.freeze({ id, tags: Object.freeze(['a']) as string[], settings: Object.freeze({ a: 1 }) });
        const account = store.build(values);
        await store.save(account);
        await store.update(account, { owner: 'Jo' });
        expect(values).toEqual({ id, tags: ['a'], settings: { a: 1 } });
      });
    });

    describe('save and get', () => {
      it('writes the whole record and reads it back', async () => {
        const account = store.build({
          id,
          owner: 'Jane',
          balance: 12.5,
          tags: ['a'],
          roles: new Set(['admin']),
          address: Object.assign(new Address(), { street: 'Main 1', city: 'Oslo' }),
          openedAt: new Date('2026-01-02T03:04:05.678Z'),
        });
        await store.save(account);
        expect(onlyInput<PutItemCommandInput>(db)).toMatchObject({ Item: { id: { S: id } } });
        expect(await stored()).toEqual({
          id: { S: id },
          owner: { S: 'Jane' },
          balance: { N: '12.5' },
          tags: { L: [{ S: 'a' }] },
          roles: { SS: ['admin'] },
          settings: { M: {} },
          address: { M: { street: { S: 'Main 1' }, city: { S: 'Oslo' } } },
          opened_at: { S: '2026-01-02T03:04:05.678Z' },
          currency: { S: 'EUR' },
        });

        const found = await store.getOrFail({ id });
        expect(found).toBeInstanceOf(type);
        expect(found.address).toBeInstanceOf(Address);
        expect({ ...found }).toEqual({ ...account });
        expect(store.isNew(found)).toBe(false);
        expect(store.isChanged(found)).toBe(false);
      });

      it('updates isNew, isChanged and changes', async () => {
        const account = store.build({ id, owner: 'Jane' });
        expect(store.changes(account)).toMatchObject({ id: { from: undefined, to: id }, owner: { to: 'Jane' } });
        await store.save(account);
        expect(store.isNew(account)).toBe(false);
        expect(store.changes(account)).toEqual({});
        expect(store.isChanged(account)).toBe(false);
      });

      it('takes a record that was made with new, and gives it its defaults once it is saved', async () => {
        const account = Object.assign(new type() as Account, { id });
        await failure(store.save(account, { condition: a => a.id.exists() }), ConditionalCheckFailedError);
        expect(account.currency).toBeUndefined();
        await store.save(account);
        expect(account.currency).toBe('EUR');
        expect(await stored()).toMatchObject({ currency: { S: 'EUR' } });
        expect(store.isChanged(account)).toBe(false);
      });

      it('replaces an existing item, as DynamoDB does', async () => {
        await store.save(store.build({ id, owner: 'Jane', openedAt: new Date(0) }));
        await store.save(store.build({ id, owner: 'Jo' }));
        const item = await stored();
        expect(item).toMatchObject({ owner: { S: 'Jo' } });
        expect(item).not.toHaveProperty('opened_at');
      });

      it('saves only under a condition that is true', async () => {
        const account = store.build({ id, owner: 'Jane' });
        await store.save(account, { condition: a => a.id.notExists() });
        account.owner = 'Jo';
        const error = await failure(
          store.save(account, { condition: a => a.owner.eq('Ann') }),
          ConditionalCheckFailedError,
        );
        expect(error.stored).toBeInstanceOf(type);
        expect(error).toMatchObject({ key: { id }, stored: { owner: 'Jane' } });
        expect(account.owner).toBe('Jo');
        await store.save(account, { condition: a => a.owner.eq('Jane') });
        expect(await stored()).toMatchObject({ owner: { S: 'Jo' } });
      });

      it('keeps attributes that the class does not declare', async () => {
        const extra = { legacy: { S: 'x' }, blob: { M: { a: { BS: [Uint8Array.of(1)] } } } };
        await db.write(type, { id: { S: id }, owner: { S: 'Jane' }, ...extra });
        const account = await store.getOrFail({ id });
        expect(Object.keys(account)).not.toContain('legacy');
        account.owner = 'Jo';
        await store.save(account);
        expect(await stored()).toMatchObject({ owner: { S: 'Jo' }, ...extra });
        await store.save(account);
        expect(await stored()).toMatchObject(extra);
      });

      it('returns undefined for a missing item', async () => {
        expect(await store.get({ id })).toBeUndefined();
        const error = await failure(store.getOrFail({ id }), ItemNotFoundError);
        expect(error.key).toEqual({ id });
        expect(error.message).toContain(type.name);
      });

      it('reads consistently when asked to', async () => {
        await store.get({ id });
        await store.get({ id }, { consistentRead: true });
        expect(db.sent.map(({ input }) => (input as unknown as GetItemCommandInput).ConsistentRead)).toEqual([
          undefined,
          true,
        ]);
      });
    });

    describe('create', () => {
      it('builds, saves and refuses to overwrite', async () => {
        const account = await store.create({ id, owner: 'Jane' });
        expect(store.isNew(account)).toBe(false);
        expect(inFull(onlyInput(db))).toMatchObject({
          ConditionExpression: 'attribute_not_exists(id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        await expect(store.create({ id, owner: 'Jo' })).rejects.toMatchObject({ code: 'OVERWRITE', key: { id } });
        expect(await stored()).toMatchObject({ owner: { S: 'Jane' } });
      });
    });

    describe('update', () => {
      it('changes some attributes, and gets the values in DynamoDB', async () => {
        const account = await store.create({ id, owner: 'Jane', openedAt: new Date(0) });
        await store.updateByKey({ id }, a => [a.balance.add(5), a.tags.append(['b'])]);
        db.sent.length = 0;
        await store.update(account, { owner: 'Jo', openedAt: undefined });
        expect(inFull(onlyInput(db))).toMatchObject({
          UpdateExpression: "SET owner = 'Jo' REMOVE opened_at",
          ReturnValues: 'ALL_NEW',
        });
        expect(account).toMatchObject({ owner: 'Jo', balance: 5, tags: ['b'] });
        expect(account.openedAt).toBeUndefined();
        expect(store.changes(account)).toEqual({});
        expect(await stored()).not.toHaveProperty('opened_at');
      });

      it('leaves memory as it is when the condition is false', async () => {
        const account = await store.create({ id, owner: 'Jane', balance: 50 });
        account.tags.push('edited');
        const attempt = store.update(account, a => [a.balance.add(-100)], { condition: a => a.balance.gte(100) });
        const error = await failure(attempt, ConditionalCheckFailedError);
        expect(error).toMatchObject({ key: { id }, stored: { balance: 50 } });
        expect(account).toMatchObject({ balance: 50, tags: ['edited'] });
        expect(store.changes(account)).toEqual({ tags: { from: [], to: ['edited'] } });
      });

      it('creates a missing item, except with mustExist', async () => {
        const account = store.build({ id });
        const error = await failure(store.update(account, { owner: 'Jane' }, { mustExist: true }), ItemNotFoundError);
        expect(error.key).toEqual({ id });
        expect(store.isNew(account)).toBe(true);
        await store.update(account, { owner: 'Jane' });
        expect(store.isNew(account)).toBe(false);
        expect(await stored()).toEqual({ id: { S: id }, owner: { S: 'Jane' } });
      });

      it('distinguishes a false condition from a missing item', async () => {
        await store.create({ id, balance: 1 });
        const options = { mustExist: true, condition: (a: { balance: { gt(n: number): never } }) => a.balance.gt(5) };
        await failure(store.updateByKey({ id }, { owner: 'Jo' }, options as never), ConditionalCheckFailedError);
        await failure(store.updateByKey({ id: `${id}-no` }, { owner: 'Jo' }, options as never), ItemNotFoundError);
      });

      it('works by key in one request', async () => {
        const account = await store.updateByKey({ id }, { owner: 'Jane', balance: 3 });
        expect(account).toBeInstanceOf(type);
        expect(account).toMatchObject({ id, owner: 'Jane', balance: 3 });
        expect(store.isNew(account)).toBe(false);
        expect(store.isChanged(account)).toBe(false);
        expect(db.sent.map(({ command }) => command)).toEqual(['UpdateItemCommand']);
      });
    });

    describe('delete', () => {
      it('deletes the item and makes the record new again', async () => {
        const account = await store.create({ id, owner: 'Jane' });
        await store.delete(account);
        expect(await stored()).toBeUndefined();
        expect(store.isNew(account)).toBe(true);
        expect(account.owner).toBe('Jane');
        await store.save(account, { raiseOnConflict: true });
        expect(await stored()).toMatchObject({ owner: { S: 'Jane' } });
      });

      it('deletes a record that was only built, as the key says', async () => {
        await store.create({ id });
        await store.delete(store.build({ id }));
        expect(await stored()).toBeUndefined();
      });

      it('deletes under a condition', async () => {
        const account = await store.create({ id, balance: 1 });
        db.sent.length = 0;
        await failure(store.delete(account, { condition: a => a.balance.eq(0) }), ConditionalCheckFailedError);
        expect(inFull(onlyInput(db))).toMatchObject({ ConditionExpression: 'balance = 0' });
        expect(store.isNew(account)).toBe(false);
        await store.delete(account, { condition: a => a.balance.eq(1) });
        expect(await stored()).toBeUndefined();
      });

      it('only throws for a missing item with mustExist', async () => {
        const account = store.build({ id });
        await store.delete(account);
        const error = await failure(store.delete(account, { mustExist: true }), ItemNotFoundError);
        expect(error.key).toEqual({ id });
        await store.deleteByKey({ id });
        await failure(store.deleteByKey({ id }, { mustExist: true }), ItemNotFoundError);
      });

      it('works by key in one request', async () => {
        await store.create({ id, balance: 1 });
        db.sent.length = 0;
        await failure(store.deleteByKey({ id }, { condition: a => a.balance.gt(1) }), ConditionalCheckFailedError);
        await store.deleteByKey({ id }, { mustExist: true });
        expect(await stored()).toBeUndefined();
        expect(db.sent.map(({ command }) => command)).toEqual(['DeleteItemCommand', 'DeleteItemCommand']);
      });
    });

    describe('reload', () => {
      it('reads the record again, into the same instance', async () => {
        const account = await store.create({ id, owner: 'Jane', openedAt: new Date(0) });
        await store.updateByKey({ id }, { owner: 'Jo', openedAt: undefined });
        account.balance = 99;
        account.tags.push('mine');
        await store.reload(account, { consistentRead: true });
        expect(account).toMatchObject({ owner: 'Jo', balance: 0, tags: [] });
        expect(account.openedAt).toBeUndefined();
        expect(store.isChanged(account)).toBe(false);
      });

      it('leaves the record as it is when the item is gone', async () => {
        const account = await store.create({ id, owner: 'Jane' });
        await store.deleteByKey({ id });
        account.owner = 'Jo';
        await failure(store.reload(account), ItemNotFoundError);
        expect(account.owner).toBe('Jo');
        expect(store.changes(account)).toEqual({ owner: { from: 'Jane', to: 'Jo' } });
      });
    });

    describe('changes', () => {
      it('sees deep edits in place', async () => {
        const address = Object.assign(new Address(), { street: 'Main 1', city: 'Oslo' });
        await store.create({ id, address, tags: ['a'], settings: { deep: [{ on: true }] }, roles: new Set(['x']) });
        const account = await store.getOrFail({ id });
        account.tags.push('b');
        account.address!.city = 'Bergen';
        (account.settings.deep as { on: boolean }[])[0]!.on = false;
        account.roles.add('y');
        expect(store.changes(account)).toEqual({
          tags: { from: ['a'], to: ['a', 'b'] },
          address: { from: { street: 'Main 1', city: 'Oslo' }, to: { street: 'Main 1', city: 'Bergen' } },
          settings: { from: { deep: [{ on: true }] }, to: { deep: [{ on: false }] } },
          roles: { from: new Set(['x']), to: new Set(['x', 'y']) },
        });
        account.tags.pop();
        account.address!.city = 'Oslo';
        (account.settings.deep as { on: boolean }[])[0]!.on = true;
        account.roles = new Set(['x']);
        expect(store.isChanged(account)).toBe(false);
      });

      it('does not count the default of a missing attribute', async () => {
        await db.write(type, { id: { S: id } });
        const account = await store.getOrFail({ id });
        expect(account).toMatchObject({ balance: 0, tags: [], currency: 'EUR' });
        expect(account.roles).toEqual(new Set());
        expect(store.changes(account)).toEqual({});
        account.balance = 1;
        expect(store.changes(account)).toEqual({ balance: { from: 0, to: 1 } });
      });

      it('counts a value that cannot be stored as a change', async () => {
        const account = await store.create({ id, balance: 1 });
        account.balance = Number.NaN;
        expect(store.isChanged(account)).toBe(true);
        expect(store.changes(account)).toEqual({ balance: { from: 1, to: Number.NaN } });
      });
    });

    describe('toObject and fromObject', () => {
      it('turn a record into a plain object and back, through JSON too', () => {
        const account = store.build({
          id,
          owner: 'Jane',
          roles: new Set(['admin']),
          tags: ['a'],
          settings: { a: { b: [1, null] } },
          address: Object.assign(new Address(), { street: 'Main 1', city: 'Oslo' }),
          openedAt: new Date(5),
        });
        const plain = store.toObject(account);
        expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
        expect(plain).toMatchObject({ id, owner: 'Jane', settings: { a: { b: [1, null] } } });
        for (const data of [plain, JSON.parse(JSON.stringify(plain))]) {
          const again = store.fromObject(data);
          expect(again).toBeInstanceOf(type);
          expect(again.address).toBeInstanceOf(Address);
          expect({ ...again }).toEqual({ ...account });
          expect(store.isNew(again)).toBe(true);
        }
        expect(db.sent).toEqual([]);
      });
    });

    describe('itemSize', () => {
      it('counts bytes as DynamoDB does', async () => {
        await db.write(type, { id: { S: 'æ' }, legacy: { S: '12345' } });
        expect(store.itemSize(store.build({ id: 'æ', tags: undefined as never }))).toBe(
          'id'.length + 2 + 'balance'.length + 1 + 'tags'.length + 3 + 'settings'.length + 3 + 'currency'.length + 3,
        );
        const found = await store.getOrFail({ id: 'æ' });
        const rest = 'balance'.length + 1 + 'tags'.length + 3 + 'settings'.length + 3 + 'currency'.length + 3;
        expect(store.itemSize(found)).toBe('id'.length + 2 + 'legacy'.length + 5 + rest);
      });
    });

    it('ends a request when its signal says so, and changes nothing', async () => {
      const account = store.build({ id, owner: 'Jane' });
      const attempt = store.save(account, { signal: AbortSignal.abort() });
      await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
      expect(store.isNew(account)).toBe(true);
      expect(await stored()).toBeUndefined();
      await expect(store.get({ id }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
      await store.save(account, { signal: new AbortController().signal });
      expect(await stored()).toMatchObject({ owner: { S: 'Jane' } });
    });

    it('sees an edit that is made while a save is under way', async () => {
      const account = store.build({ id, owner: 'Jane', tags: ['a'] });
      const edit = () => {
        account.owner = 'Jo';
        account.tags.push('b');
      };
      db.client.middlewareStack.add(
        next => args => {
          edit();
          return next(args);
        },
        { step: 'initialize', name: 'edit' },
      );
      try {
        await store.save(account);
      } finally {
        db.client.middlewareStack.remove('edit');
      }
      expect(store.changes(account)).toEqual({
        owner: { from: 'Jane', to: 'Jo' },
        tags: { from: ['a'], to: ['a', 'b'] },
      });
      expect(await stored()).toMatchObject({ owner: { S: 'Jane' }, tags: { L: [{ S: 'a' }] } });
    });

    it('saves one instance twice at once', async () => {
      const account = store.build({ id, owner: 'Jane' });
      await Promise.all([store.save(account), store.save(account)]);
      expect(store.isNew(account)).toBe(false);
      expect(store.isChanged(account)).toBe(false);
      expect(await stored()).toMatchObject({ owner: { S: 'Jane' } });
    });
  });
});

@Table({ name: uniqueTable('limited'), consistentRead: true, maxItemSize: 100 })
class Limited extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute() text?: string;
}

describeEachBackend('Record options', backend => {
  const db = useTables(backend, Limited);

  it('reads consistently by default if the class says so', async () => {
    await Limited.get({ id: 'a', at: 1 });
    await Limited.get({ id: 'a', at: 1 }, { consistentRead: false });
    expect(db.sent.map(({ input }) => (input as unknown as GetItemCommandInput).ConsistentRead)).toEqual([
      true,
      undefined,
    ]);
  });

  it('refuses an item over maxItemSize before anything is sent', async () => {
    const fits = Limited.build({ id: 'a', at: 1, text: 'x'.repeat(100 - 2 - 1 - 2 - 2 - 4) });
    expect(fits.itemSize()).toBe(100);
    await fits.save();
    db.sent.length = 0;
    fits.text += 'y';
    const error = await failure(fits.save(), ItemTooLargeError);
    expect(error).toMatchObject({ size: 101, maxSize: 100, key: { id: 'a', at: 1 } });
    expect(error.message).toContain('Limited');
    expect(db.sent).toEqual([]);
    expect(fits.isChanged).toBe(true);
  });

  it('takes a key that is part string, part number', async () => {
    await Limited.create({ id: 'k', at: 10 });
    await Limited.create({ id: 'k', at: 9 });
    expect(await Limited.get({ id: 'k', at: 10 })).toMatchObject({ at: 10 });
    await failure(Limited.get({ id: 'k' }), ValidationError);
  });
});
