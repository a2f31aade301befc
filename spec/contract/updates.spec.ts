import {
  ActiveRecord,
  Attribute,
  attributes,
  PartitionKey,
  SortKey,
  Table,
  type UpdateAction,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, type Item, onlyInput, useTables } from './harness';

class Address {
  @Attribute({ type: String }) city?: string;
  @Attribute({ required: true }) country!: string;
}

@Table(uniqueTable('updates'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute({ type: Number }) n?: number;
  @Attribute({ type: Number }) m?: number;
  @Attribute({ type: BigInt }) big?: bigint;
  @Attribute({ type: String }) text?: string;
  @Attribute({ type: Array }) list?: string[];
  @Attribute({ type: Array }) other?: string[];
  @Attribute({ type: Set }) words?: Set<string>;
  @Attribute({ type: 'numberSet' }) numbers?: Set<number>;
  @Attribute({ type: 'binarySet' }) blobs?: Set<Uint8Array>;
  @Attribute() map?: Record<string, unknown>;
  @Attribute({ type: Address }) address?: Address;
  @Attribute({ type: [Address] }) addresses?: Address[];
  @Attribute({ type: Date, name: 'seen_at' }) seenAt?: Date;
  @Attribute({ required: true }) email!: string;
  @Attribute() any?: unknown;
  @Version() version?: number;
}

const a = attributes(Account);

type Row = [title: string, before: Item, actions: UpdateAction | UpdateAction[], after: Item];

const rows: Row[] = [
  ['set', { n: { N: '1' } }, a.n.set(5), { n: { N: '5' } }],
  ['set a missing attribute', {}, a.seenAt.set(new Date(0)), { seen_at: { S: '1970-01-01T00:00:00.000Z' } }],
  ['set from another attribute', { m: { N: '4' } }, a.n.set(a.m), { n: { N: '4' }, m: { N: '4' } }],
  ['set with plus', { n: { N: '1' } }, a.n.set(a.n.plus(2)), { n: { N: '3' } }],
  ['set with minus', { n: { N: '1' }, m: { N: '3' } }, a.n.set(a.m.minus(a.n)), { n: { N: '2' }, m: { N: '3' } }],
  ['set with ifNotExists and plus, missing', {}, a.n.set(a.n.ifNotExists(10).plus(1)), { n: { N: '11' } }],
  ['set with ifNotExists and plus', { n: { N: '1' } }, a.n.set(a.n.ifNotExists(10).plus(1)), { n: { N: '2' } }],
  ['set with ifNotExists of another', {}, a.n.set(a.m.ifNotExists(7).minus(2)), { n: { N: '5' } }],
  ['set null', {}, a.text.set(null as never), { text: { NULL: true } }],
  [
    'set a nested class',
    {},
    a.address.set(Object.assign(new Address(), { country: 'NO' })),
    { address: { M: { country: { S: 'NO' } } } },
  ],
  [
    'set a member',
    { address: { M: { country: { S: 'NO' } } } },
    a.address.city.set('Oslo'),
    { address: { M: { country: { S: 'NO' }, city: { S: 'Oslo' } } } },
  ],
  [
    'set a member of a map',
    { map: { M: { a: { M: {} } } } },
    a.map.get('a').get('b.c').set([1]),
    { map: { M: { a: { M: { 'b.c': { L: [{ N: '1' }] } } } } } },
  ],
  [
    'set an element',
    { list: { L: [{ S: 'a' }, { S: 'b' }] } },
    a.list.at(1).set('c'),
    { list: { L: [{ S: 'a' }, { S: 'c' }] } },
  ],
  [
    'set an element past the end',
    { list: { L: [{ S: 'a' }] } },
    a.list.at(9).set('c'),
    { list: { L: [{ S: 'a' }, { S: 'c' }] } },
  ],
  [
    'set a member of an element',
    { addresses: { L: [{ M: { country: { S: 'NO' } } }] } },
    a.addresses.at(0).city.set('Oslo'),
    { addresses: { L: [{ M: { country: { S: 'NO' }, city: { S: 'Oslo' } } }] } },
  ],
  [
    'set two elements',
    { list: { L: [{ S: 'a' }, { S: 'b' }] } },
    [a.list.at(0).set('x'), a.list.at(1).set('y')],
    { list: { L: [{ S: 'x' }, { S: 'y' }] } },
  ],
  ['add', { n: { N: '1.5' } }, a.n.add(2), { n: { N: '3.5' } }],
  ['add, missing', {}, a.n.add(5), { n: { N: '5' } }],
  ['add a negative', { n: { N: '1' } }, a.n.add(-3), { n: { N: '-2' } }],
  ['add a bigint', { big: { N: '9007199254740993' } }, a.big.add(1n), { big: { N: '9007199254740994' } }],
  ['add to a set', { words: { SS: ['a'] } }, a.words.add(['b', 'a', 'b']), { words: { SS: ['a', 'b'] } }],
  ['add to a set, missing', {}, a.words.add(new Set(['b'])), { words: { SS: ['b'] } }],
  ['add to a set of numbers', { numbers: { NS: ['1'] } }, a.numbers.add([2]), { numbers: { NS: ['1', '2'] } }],
  ['add to a set of bytes', {}, a.blobs.add([Uint8Array.of(1)]), { blobs: { BS: [Uint8Array.of(1)] } }],
  [
    'add to a member',
    { map: { M: { hits: { N: '1' } } } },
    a.map.get('hits').add(1),
    { map: { M: { hits: { N: '2' } } } },
  ],
  ['remove', { n: { N: '1' }, m: { N: '1' } }, a.n.remove(), { m: { N: '1' } }],
  ['remove what is missing', {}, a.n.remove(), {}],
  [
    'remove an element',
    { list: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }] } },
    a.list.at(1).remove(),
    { list: { L: [{ S: 'a' }, { S: 'c' }] } },
  ],
  [
    'remove two elements',
    { list: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }] } },
    [a.list.at(0).remove(), a.list.at(1).remove()],
    { list: { L: [{ S: 'c' }] } },
  ],
  ['remove a member', { map: { M: { a: { N: '1' } } } }, a.map.get('a').remove(), { map: { M: {} } }],
  [
    'append',
    { list: { L: [{ S: 'a' }] } },
    a.list.append(['b', 'c']),
    { list: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }] } },
  ],
  ['append, missing', {}, a.list.append(['b']), { list: { L: [{ S: 'b' }] } }],
  ['append nothing', { list: { L: [{ S: 'a' }] } }, a.list.append([]), { list: { L: [{ S: 'a' }] } }],
  [
    'append another list',
    { other: { L: [{ S: 'b' }] } },
    a.list.append(a.other as never),
    { list: { L: [{ S: 'b' }] }, other: { L: [{ S: 'b' }] } },
  ],
  [
    'append to a member',
    { map: { M: {} } },
    a.map.get('log').append([{ at: 1 }]),
    { map: { M: { log: { L: [{ M: { at: { N: '1' } } }] } } } },
  ],
  [
    'prepend',
    { list: { L: [{ S: 'a' }] } },
    a.list.prepend(['b', 'c']),
    { list: { L: [{ S: 'b' }, { S: 'c' }, { S: 'a' }] } },
  ],
  ['prepend, missing', {}, a.list.prepend(['b']), { list: { L: [{ S: 'b' }] } }],
  ['ifNotExists, missing', {}, a.text.ifNotExists('x'), { text: { S: 'x' } }],
  ['ifNotExists', { text: { S: 'y' } }, a.text.ifNotExists('x'), { text: { S: 'y' } }],
  ['delete from a set', { words: { SS: ['a', 'b'] } }, a.words.delete(['b', 'z']), { words: { SS: ['a'] } }],
  ['delete the last of a set', { words: { SS: ['a'] } }, a.words.delete(['a']), {}],
  ['delete from a missing set', {}, a.words.delete(['a']), {}],
  [
    'on a value without type',
    {},
    [a.any.set({ l: [1] }), a.n.add(1)],
    { any: { M: { l: { L: [{ N: '1' }] } } }, n: { N: '1' } },
  ],
  [
    'all kinds at once',
    { n: { N: '1' }, text: { S: 'x' }, words: { SS: ['a', 'b'] }, list: { L: [] } },
    [a.n.add(1), a.text.remove(), a.words.delete(['a']), a.list.append(['z']), a.m.set(a.n.plus(10))],
    { n: { N: '2' }, m: { N: '11' }, words: { SS: ['b'] }, list: { L: [{ S: 'z' }] } },
  ],
];

describeEachBackend('Updates', backend => {
  const db = useTables(backend, Account);
  const key = { id: { S: 'a' }, at: { N: '1' } };
  const email = { email: { S: 'j@x.io' } };

  it.each(rows)('%s', async (_, before, actions, after) => {
    await db.write(Account, { ...key, ...email, version: { N: '3' }, ...before });
    const account = await Account.getOrFail({ id: 'a', at: 1 });
    await account.update(() => actions);
    const item = await db.stored(Account, key);
    for (const value of Object.values(item!)) {
      value.SS?.sort();
      value.NS?.sort();
    }
    expect(item).toEqual({ ...key, ...email, version: { N: '4' }, ...after });
    const fresh = await Account.getOrFail({ id: 'a', at: 1 });
    expect({ ...account }).toEqual({ ...fresh });
    expect(account.changes()).toEqual({});
    expect(account.version).toBe(4);
  });

  it('by key: one request, no read, with a new version', async () => {
    await db.write(Account, { ...key, ...email, version: { N: '3' } });
    const account = await Account.updateByKey({ id: 'a', at: 1 }, r => [r.n.add(1), r.text.set('x')]);
    expect(inFull(onlyInput(db))).toMatchObject({
      UpdateExpression: "SET text = 'x' ADD n 1, version 1",
      ReturnValues: 'ALL_NEW',
    });
    expect(account).toMatchObject({ n: 1, text: 'x', version: 4, email: 'j@x.io' });
  });

  it('that DynamoDB refuses change nothing', async () => {
    await db.write(Account, { ...key, ...email, version: { N: '3' }, text: { S: 'x' } });
    const account = await Account.getOrFail({ id: 'a', at: 1 });
    for (const action of [a.n.set(a.n.plus(1)), a.any.get('x').get('y').set(1), a.address.city.set('Oslo')]) {
      await expect(account.update(() => action)).rejects.toMatchObject({ name: 'ValidationException' });
    }
    expect(account).toMatchObject({ text: 'x', version: 3 });
    expect(account.isChanged).toBe(false);
  });

  describe('are refused before anything is sent', () => {
    const untyped = a as unknown as Record<string, Record<string, (...args: unknown[]) => UpdateAction>>;

    it.each<[string, () => unknown, string]>([
      ['nothing at all', () => [], 'Account'],
      ['no action', () => [undefined], 'Account'],
      ['a condition', () => [a.n.eq(1)], 'Account'],
      ['a reference', () => a.n, 'Account'],
      ['undefined', () => untyped.n!.set!(undefined), 'Account.n'],
      ['NaN', () => a.n.add(Number.NaN), 'Account.n'],
      ['a wrong type', () => untyped.n!.set!('1'), 'Account.n'],
      ['a wrong amount', () => untyped.n!.add!('1'), 'Account.n'],
      ['a wrong element', () => untyped.numbers!.add!(['a']), 'Account.numbers'],
      ['elements that are none', () => untyped.words!.delete!('a'), 'Account.words'],
      ['no elements', () => a.words.add([]), 'Account.words'],
      ['a list that is none', () => untyped.list!.append!('x'), 'Account.list'],
      ['a list of the wrong elements', () => untyped.addresses!.append!([{ city: 1 }]), 'Account.addresses[0].city'],
      ['the partition key', () => untyped.id!.set!('b'), 'Account.id'],
      ['the sort key', () => a.at.add(1), 'Account.at'],
      ['the version', () => a.version.set(1), 'Account.version'],
      ['removing the version', () => a.version.remove(), 'Account.version'],
      ['removing a required attribute', () => a.email.remove(), 'Account.email'],
      ['null for a required attribute', () => untyped.email!.set!(null), 'Account.email'],
      ['removing a required member', () => a.address.country.remove(), 'Account.address.country'],
      ['null for a required member', () => a.address.get('country').set(null as never), 'Account.address.country'],
      ['two actions on one path', () => [a.n.add(1), a.n.set(2)], 'n'],
      ['an action on a path and its parent', () => [a.map.set({}), a.map.get('x').set(1)], 'map.x'],
      [
        'an action on a path and its grandparent',
        () => [a.addresses.at(0).city.set('x'), a.addresses.remove()],
        'addresses',
      ],
      ['two actions on one element', () => [a.list.at(0).set('x'), a.list.at(0).remove()], 'list[0]'],
    ])('%s', async (_, actions, label) => {
      const error = await failure(Account.updateByKey({ id: 'a', at: 1 }, actions as never), ValidationError);
      expect(error.message).toContain(label);
      expect(db.sent).toEqual([]);
    });

    it.each<[string, object, string]>([
      ['no values', {}, 'Account'],
      ['a key', { id: 'b' }, 'Account.id'],
      ['the version', { version: 1 }, 'Account.version'],
      ['no value for a required attribute', { email: undefined }, 'Account.email'],
      ['null for a required attribute', { email: null }, 'Account.email'],
      ['a wrong type', { n: '1' }, 'Account.n'],
      ['an attribute that the class does not have', { nope: 1 }, 'nope'],
    ])('values: %s', async (_, values, label) => {
      const error = await failure(Account.updateByKey({ id: 'a', at: 1 }, values), ValidationError);
      expect(error.message).toContain(label);
      expect(db.sent).toEqual([]);
    });

    it('something other than values or actions', async () => {
      for (const wrong of [undefined, null, 'x', 1]) {
        await failure(Account.updateByKey({ id: 'a', at: 1 }, wrong as never), ValidationError);
      }
      expect(db.sent).toEqual([]);
    });

    it('an expression that is too long, though any number of actions', async () => {
      await db.write(Account, { ...key, ...email, map: { M: {} } });
      const removals = (n: number) => Array.from({ length: n }, (_, i) => a.map.get(`${i}`).remove());
      await Account.updateByKey({ id: 'a', at: 1 }, () => removals(320));
      const error = await failure(
        Account.updateByKey({ id: 'a', at: 1 }, () => removals(500)),
        ValidationError,
      );
      expect(error.message).toMatch(/update of updates-.*bytes.*4096/);
      expect(db.sent).toHaveLength(1);
    });
  });
});
