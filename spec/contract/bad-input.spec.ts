import {
  ActiveRecord,
  AfterSave,
  Attribute,
  attributes,
  batchWrite,
  ConfigurationError,
  configure,
  DynactError,
  ItemTooLargeError,
  PartitionKey,
  repository,
  SortKey,
  setDefaultClient,
  Table,
  TableNotFoundError,
  ThrottledError,
  transact,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { expectHidden, failure, useTables } from './harness';

const SECRET = 'top-secret-value';

class Address {
  @Attribute({ type: String, required: true }) city!: string;
  @Attribute({ type: Number }) number?: number;
}

class Plain {
  readonly value = SECRET;
}

class CodecFailure extends Error {}

const failing = {
  encode: (): never => {
    throw new CodecFailure('cannot encode');
  },
  decode: (): never => {
    throw new CodecFailure('cannot decode');
  },
};

@Table(uniqueTable('bad-input'))
class Account extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute({ type: String, required: true }) email!: string;
  @Attribute({ type: Number }) balance?: number;
  @Attribute({ type: BigInt }) points?: bigint;
  @Attribute({ type: Boolean }) active?: boolean;
  @Attribute({ type: Date }) opened?: Date;
  @Attribute({ type: 'epochSeconds' }) expires?: Date;
  @Attribute({ type: Uint8Array }) photo?: Uint8Array;
  @Attribute({ type: Array }) list?: unknown[];
  @Attribute({ type: ['string'] }) names?: string[];
  @Attribute() map?: Record<string, unknown>;
  @Attribute({ type: 'stringSet' }) words?: Set<string>;
  @Attribute({ type: Set }) set?: Set<unknown>;
  @Attribute({ type: 'binarySet' }) blobs?: Set<Uint8Array>;
  @Attribute({ type: Address }) address?: Address;
  @Attribute() any?: unknown;
  @Attribute({ codec: failing }) broken?: string;
}

/** As under compilers that emit no types. */
@Table(uniqueTable('untyped-keys'))
class Untyped {
  @PartitionKey() id!: unknown;
  @Attribute() n?: unknown;
}

@Table(uniqueTable('missing-table'))
class Missing extends ActiveRecord {
  @PartitionKey() id!: string;
}

@Table(uniqueTable('others'))
class Other {
  @PartitionKey() id!: string;
  @SortKey({ type: Number }) at!: number;
  email = SECRET;
}

class SpecialAccount extends Account {
  @Attribute() level?: number;
  @AfterSave() never(): void {}
}

const cyclicObject = () => {
  const cyclic: Record<string, unknown> = { secret: SECRET };
  cyclic.self = cyclic;
  return cyclic;
};
const cyclicList = () => {
  const cyclic: unknown[] = [SECRET];
  cyclic.push(cyclic);
  return cyclic;
};
const nested = (levels: number, inner: unknown = SECRET): unknown => {
  let value = inner;
  for (let i = 0; i < levels; i++) value = i % 2 ? { v: value } : [value];
  return value;
};

type Bad = [title: string, property: keyof Account & string, value: unknown, place?: string];

const badValues: Bad[] = [
  ['NaN', 'balance', Number.NaN],
  ['Infinity', 'balance', Number.POSITIVE_INFINITY],
  ['-Infinity in a list', 'list', [SECRET, Number.NEGATIVE_INFINITY], 'list[1]'],
  ['a number out of range', 'balance', 1e200],
  ['a string for a number', 'balance', SECRET],
  ['a bigint for a number', 'balance', 5n],
  ['a number for a bigint', 'points', 5],
  ['a bigint of 39 digits', 'points', 10n ** 39n - 1n],
  ['a number for a string', 'email', 5],
  ['an object for a string', 'email', { secret: SECRET }],
  ['an object with a name of its own', 'email', { constructor: { name: SECRET } }],
  ['an object whose constructor is the secret', 'any', Object.create({ constructor: { name: SECRET } })],
  ['a number for a boolean', 'active', 1],
  ['a string for a Date', 'opened', '2026-01-01'],
  ['a number for a Date', 'expires', 5],
  ['what says that it is a Date', 'opened', { [Symbol.toStringTag]: 'Date', secret: SECRET }],
  ['an invalid Date', 'opened', new Date(SECRET)],
  ['an invalid Date in seconds', 'expires', new Date(Number.NaN)],
  ['a Date after 9999', 'opened', new Date(8.64e15)],
  ['an array for bytes', 'photo', [1, 2]],
  ['another typed array for bytes', 'photo', new Uint16Array(2)],
  ['a string for a list', 'list', SECRET],
  ['a Set for a list', 'list', new Set([SECRET])],
  ['an array for a Set', 'words', [SECRET]],
  ['a wrong element', 'names', ['a', 5], 'names[1]'],
  ['undefined in a list', 'list', ['a', undefined], 'list[1]'],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what this is about
  ['a hole in a list', 'list', ['a', , 'c'], 'list[1]'],
  ['an empty Set in a list', 'list', [new Set()], 'list[0]'],
  ['a set of mixed types', 'set', new Set<unknown>([SECRET, 1])],
  ['a set with a wrong element', 'words', new Set<unknown>(['a', 5])],
  ['a set of objects', 'set', new Set([{ secret: SECRET }])],
  ['a set with null', 'set', new Set([null])],
  ['a set of NaN', 'set', new Set([Number.NaN])],
  ['a set that holds the same bytes twice', 'blobs', new Set([Uint8Array.of(1), Uint8Array.of(1)])],
  ['a cyclic object', 'map', cyclicObject()],
  ['a cyclic list', 'list', cyclicList()],
  ['a cyclic value without type', 'any', cyclicObject()],
  ['nesting too deep', 'any', nested(32)],
  ['nesting too deep, and empty', 'any', nested(31, [])],
  ['a function', 'any', () => SECRET],
  ['a symbol', 'any', Symbol(SECRET)],
  ['a function in a map', 'map', { run: () => SECRET }, 'map.run'],
  ['a Date where no type says so', 'any', new Date(0)],
  ['a bigint where no type says so', 'any', { n: 5n }, 'any.n'],
  ['a Map', 'any', new Map([[SECRET, 1]])],
  ['a RegExp', 'any', /x/],
  ['an Error', 'any', new Error(SECRET)],
  ['a boxed string', 'email', Object(SECRET)],
  ['an instance of a class that is not declared', 'any', new Plain()],
  ['an instance of another class', 'address', new Plain()],
  ['a nested class without a required attribute', 'address', new Address(), 'address.city'],
  ['null for a required attribute of a nested class', 'address', { city: null }, 'address.city'],
  ['a plain object with a surplus attribute', 'address', { city: 'a', zip: SECRET }, 'address.zip'],
  ['a wrong type in a nested class', 'address', { city: SECRET, number: SECRET }, 'address.number'],
  ['a lone surrogate', 'email', `${SECRET}\ud800`],
  ['a lone surrogate in a set', 'words', new Set(['\udc00'])],
  ['an empty name in a map', 'map', { '': SECRET }, 'map'],
  ['a name that is no text in a map', 'map', { '\ud800': 1 }, 'map'],
  ['what its codec throws for', 'broken', SECRET],
];

describeEachBackend('Bad input', backend => {
  const db = useTables(backend, Account);
  const good = { id: 'a', at: 1, email: 'j@x.io' };

  async function expectRefused(action: () => unknown, place: string, type = ValidationError as never): Promise<Error> {
    const error = await failure<DynactError>(action, type);
    expect(error.message).toContain(place);
    expectHidden(error, SECRET);
    expect(db.sent).toEqual([]);
    return error;
  }

  describe.each(badValues)('%s', (_, property, value, place = property) => {
    it('is refused, with nothing sent and nothing changed', async () => {
      const fresh = Account.build({ ...good, [property]: value });
      await expectRefused(() => fresh.save(), `Account.${place}`);
      expect(fresh.isNew).toBe(true);
      await expectRefused(() => Account.create({ ...good, [property]: value }), `Account.${place}`);
      await expectRefused(() => fresh.itemSize(), `Account.${place}`);

      await db.write(Account, { id: { S: 'a' }, at: { N: '1' }, email: { S: 'j@x.io' } });
      const loaded = await Account.getOrFail({ id: 'a', at: 1 });
      db.sent.length = 0;
      const before = { ...loaded };
      await expectRefused(() => loaded.update({ [property]: value } as never), `Account.${place}`);
      expect({ ...loaded }).toEqual(before);
      const reference = attributes(Account)[property as 'any'];
      await expectRefused(() => reference.set(value), `Account.${place}`);
      await expectRefused(() => reference.eq(value), `Account.${place}`);
      (loaded as unknown as Record<string, unknown>)[property] = value;
      await expectRefused(() => loaded.save({ raiseOnConflict: true }), `Account.${place}`);
      expect(loaded.isChanged).toBe(true);
      expect(await db.stored(Account, { id: { S: 'a' }, at: { N: '1' } })).toEqual({
        id: { S: 'a' },
        at: { N: '1' },
        email: { S: 'j@x.io' },
      });
    });
  });

  it('may have 31 levels', async () => {
    const account = await Account.create({ ...good, id: 'deep', any: nested(31), map: { m: nested(30) } });
    await account.update({ any: nested(31) });
    await account.update(a => a.map.get('m').set(nested(30)));
    await failure(() => attributes(Account).map.get('m').set(nested(31)), ValidationError);
    expect((await Account.getOrFail({ id: 'deep', at: 1 })).any).toEqual(nested(31));
  });

  describe('of keys', () => {
    const wrong: [string, unknown, string][] = [
      ['undefined', undefined, 'Account'],
      ['null', null, 'Account'],
      ['a string', SECRET, 'Account'],
      ['an array', [SECRET, 1], 'Account'],
      ['no attribute', {}, 'Account.id'],
      ['a missing attribute', { id: SECRET }, 'Account.at'],
      ['undefined for an attribute', { id: undefined, at: 1 }, 'Account.id'],
      ['null for an attribute', { id: null, at: 1 }, 'Account.id'],
      ['an empty string', { id: '', at: 1 }, 'Account.id'],
      ['a wrong type', { id: 5, at: 1 }, 'Account.id'],
      ['NaN', { id: SECRET, at: Number.NaN }, 'Account.at'],
      ['a surplus attribute', { id: SECRET, at: 1, email: SECRET }, 'email'],
      ['a misspelt attribute', { id: SECRET, att: 1 }, 'att'],
      ['more than 2048 bytes', { id: SECRET + 'x'.repeat(2048), at: 1 }, 'Account.id'],
      ['a lone surrogate', { id: `${SECRET}\ud800`, at: 1 }, 'Account.id'],
    ];

    it.each(wrong)('%s', async (_, key, place) => {
      const calls: (() => unknown)[] = [
        () => Account.get(key as never),
        () => Account.getOrFail(key as never),
        () => Account.updateByKey(key as never, { balance: 1 }),
        () => Account.deleteByKey(key as never),
      ];
      for (const call of calls) await expectRefused(call, place);
    });

    it.each(
      wrong.filter(
        ([, key]) => typeof key === 'object' && key && !('email' in key) && !('att' in key) && !Array.isArray(key),
      ),
    )('in a record: %s', async (_, key, place) => {
      const record = () => Account.build({ email: SECRET, ...(key as object) });
      for (const call of [
        () => record().save(),
        () => record().update({ balance: 1 }),
        () => record().delete(),
        () => record().reload(),
      ]) {
        await expectRefused(call, place);
      }
    });
  });

  it.each<[string, unknown, string]>([
    ['a number', 5, 'declare `type: Number`'],
    ['bytes', new Uint8Array([1]), 'declare `type: Uint8Array`'],
  ])('%s as a key that has no type', async (_, id, advice) => {
    const untyped = repository(Untyped);
    const record = () => Object.assign(new Untyped(), { id });
    const calls: (() => Promise<unknown>)[] = [
      () => untyped.get({ id }),
      () => untyped.batchGet([{ id }]),
      () => untyped.query({ id }).all(),
      () => untyped.save(record()),
      () => untyped.create({ id }),
      () => untyped.updateByKey({ id }, { n: 1 }),
      () => untyped.deleteByKey({ id }),
      () => batchWrite([record()]),
      () => transact(tx => tx.get(Untyped, { id })),
      () => transact(tx => tx.save(record())),
    ];
    for (const call of calls) {
      const error = await failure(call, ValidationError);
      expect(error.message).toContain('Untyped.id is a key: nothing says its type, so it counts as a string');
      expect(error.message).toContain(advice);
    }
    expect(db.sent).toEqual([]);
  });

  describe('of build, create and fromObject', () => {
    it.each([
      ['an unknown attribute', { nope: SECRET }],
      ['a misspelt attribute', { eMail: SECRET }],
      ['a method', { save: SECRET }],
      ['a flag', { isNew: SECRET }],
      ['a name of Object.prototype', { toString: SECRET }],
      ['__proto__', JSON.parse(`{"__proto__":{"id":"${SECRET}"}}`)],
    ])('%s', async (_, values) => {
      await expectRefused(() => Account.build(values as never), Object.keys(values)[0]!);
      await expectRefused(() => Account.create({ ...good, ...values } as never), 'Account');
    });

    it.each([null, SECRET, 5, [], () => SECRET])('something other than values: %p', async values => {
      await expectRefused(() => Account.build(values as never), 'Account');
      await expectRefused(() => Account.fromObject(values as never), 'Account');
    });

    it('a missing required attribute', async () => {
      await expectRefused(() => Account.create({ id: 'a', at: 1 }), 'Account.email');
      await expectRefused(() => Account.create({ id: 'a', at: 1, email: null as never }), 'Account.email');
    });
  });

  it('of more than 400 KB', async () => {
    const account = Account.build({ ...good, email: SECRET + 'x'.repeat(400 * 1024) });
    const error = await expectRefused(() => account.save(), 'Account', ItemTooLargeError as never);
    expect(error).toMatchObject({ maxSize: 400 * 1024, key: { id: 'a', at: 1 } });
    expect(account.isNew).toBe(true);
  });

  it('of another class', async () => {
    const accounts = repository(Account);
    const other = Object.assign(new Other(), good) as unknown as Account;
    const plain = { ...good } as unknown as Account;
    const special = SpecialAccount.build({ ...good, level: 1 });
    for (const record of [other, plain, special, null, undefined, SECRET] as never[]) {
      await expectRefused(() => accounts.save(record), 'Account');
      await expectRefused(() => accounts.update(record, { balance: 1 }), 'Account');
      await expectRefused(() => accounts.delete(record), 'Account');
      await expectRefused(() => accounts.reload(record), 'Account');
      for (const ask of ['changes', 'isNew', 'isChanged'] as const) {
        await expectRefused(() => accounts[ask](record), 'Account');
      }
    }
    await special.save();
    expect(await repository(SpecialAccount).get({ id: 'a', at: 1 })).toMatchObject({ level: 1 });
  });

  it('of codecs names the attribute and the reason', async () => {
    const error = await expectRefused(() => Account.create({ ...good, broken: SECRET }), 'Account.broken');
    expect(error.cause).toBeInstanceOf(CodecFailure);
    await db.write(Account, { id: { S: 'a' }, at: { N: '1' }, email: { S: 'x' }, broken: { S: SECRET } });
    const unread = await failure(Account.get({ id: 'a', at: 1 }), ValidationError);
    expect(unread.message).toContain('Account.broken');
    expect(unread.cause).toBeInstanceOf(CodecFailure);
  });

  it('of a class without a client', async () => {
    const account = Account.build(good);
    for (const clear of [() => setDefaultClient(undefined), () => configure({ client: undefined })]) {
      setDefaultClient(db.client);
      clear();
      for (const call of [
        () => account.save(),
        () => Account.get({ id: 'a', at: 1 }),
        () => account.update({ balance: 1 }),
        () => account.delete(),
      ]) {
        const error = await failure(call, ConfigurationError);
        expect(error.message).toMatch(/Account.*setDefaultClient/);
      }
    }
    expect(account.isNew).toBe(true);
    await repository(Account, { client: db.client }).save(account);
    expect(account.isNew).toBe(false);
  });

  it('of a class without a table', async () => {
    const record = Missing.build({ id: SECRET });
    for (const call of [
      () => record.save(),
      () => record.update(() => [] as never).catch(() => record.save()),
      () => record.delete(),
      () => record.reload(),
      () => Missing.get({ id: SECRET }),
      () => Missing.deleteByKey({ id: SECRET }),
    ]) {
      const error = await failure(call, TableNotFoundError);
      expect(error.message).toMatch(/Missing.*missing-table-.*createTable/);
      expect(error.cause).toMatchObject({ name: 'ResourceNotFoundException' });
      expectHidden(error, SECRET);
    }
    expect(record.isNew).toBe(true);
  });

  it('shows no values in the errors of refused writes', async () => {
    await Account.create({ ...good, id: SECRET, email: SECRET, any: { deep: [SECRET] } });
    const record = Account.build({ ...good, id: SECRET });
    for (const call of [
      () => record.save({ raiseOnConflict: true }),
      () => record.save({ condition: a => a.email.eq(`not ${SECRET}`) }),
      () => Account.deleteByKey({ id: SECRET, at: 1 }, { condition: a => a.balance.exists() }),
      () => Account.getOrFail({ id: SECRET, at: 2 }),
    ]) {
      const error = await failure(call, DynactError);
      expectHidden(error, SECRET);
    }
    const loaded = await Account.getOrFail({ id: SECRET, at: 1 });
    await loaded.update({ balance: 1 });
    const stale = Object.assign(await Account.getOrFail({ id: SECRET, at: 1 }), { balance: 2 });
    await loaded.update({ balance: 3 });
    expectHidden(await failure(stale.save({ raiseOnConflict: true }), DynactError), SECRET);
  });

  it('of throttled requests is a ThrottledError, and other errors of the SDK pass untouched', async () => {
    const account = Account.build(good);
    const fail = (name: string) => {
      db.client.middlewareStack.add(
        () => async () => {
          throw Object.assign(new Error(name), { name });
        },
        { step: 'finalizeRequest', name: 'fail', override: true },
      );
    };
    try {
      fail('ProvisionedThroughputExceededException');
      const error = await failure(account.save(), ThrottledError);
      expect(error.cause).toMatchObject({ name: 'ProvisionedThroughputExceededException' });
      fail('SomethingElse');
      const other = await failure(account.save(), Error);
      expect(other).not.toBeInstanceOf(DynactError);
      expect(other.name).toBe('SomethingElse');
      expect(account.isNew).toBe(true);
    } finally {
      db.client.middlewareStack.remove('fail');
    }
  });
});
