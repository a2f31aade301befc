import {
  ActiveRecord,
  Attribute,
  and,
  attributes,
  type Condition,
  ConditionalCheckFailedError,
  not,
  or,
  PartitionKey,
  type References,
  Table,
  transact,
  type UpdateAction,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, onlyInput, useTables } from './harness';

class Address {
  @Attribute() city!: string;
  @Attribute({ name: 'no' }) number?: number;
  @Attribute({ type: Date }) since?: Date;
}

const cents = {
  encode: (euros: number) => Math.round(euros * 100),
  decode: (stored: unknown) => (stored as number) / 100,
};

@Table(uniqueTable('conditions'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() owner: string = 'Jane';
  @Attribute() email?: string;
  @Attribute() balance: number = 100;
  @Attribute() limit: number = 50;
  @Attribute() points: bigint = 10n;
  @Attribute() active: boolean = true;
  @Attribute() nothing: string | null = null;
  @Attribute() tags: string[] = ['premium', 'new'];
  @Attribute() roles: Set<string> = new Set(['admin', 'user']);
  @Attribute({ type: 'numberSet' }) lucky: Set<number> = new Set([7, 8]);
  @Attribute({ type: 'binarySet' }) keys: Set<Uint8Array> = new Set([Uint8Array.of(1)]);
  @Attribute() address: Address = Object.assign(new Address(), { city: 'NYC', number: 5, since: new Date(1000) });
  @Attribute({ type: [Address] }) history: Address[] = [Object.assign(new Address(), { city: 'Oslo' })];
  @Attribute() settings: Record<string, unknown> = { theme: 'dark', deep: { levels: [1, [2, 3]] } };
  @Attribute({ name: 'opened_at' }) openedAt: Date = new Date('2026-03-01T00:00:00Z');
  @Attribute({ type: 'epochSeconds' }) expires: Date = new Date(5_000);
  @Attribute() photo: Uint8Array = Uint8Array.of(1, 2, 3);
  @Attribute({ codec: cents }) price: number = 12.5;
  @Attribute({ type: 'any' }) any: unknown = { list: ['x'], set: new Set(['y']), bytes: Uint8Array.of(9) };
}

const a = attributes(Account);
const secret = 'attribute_exists(id) OR #0 = :0';

const holds: [string, Condition][] = [
  ['eq on a string', a.owner.eq('Jane')],
  ['eq on a number', a.balance.eq(100)],
  ['eq on a boolean', a.active.eq(true)],
  ['eq on null', a.nothing.eq(null)],
  ['eq on a list', a.tags.eq(['premium', 'new'])],
  ['eq on a set, in any order', a.roles.eq(new Set(['user', 'admin']))],
  [
    'eq on a nested class',
    a.address.eq(Object.assign(new Address(), { city: 'NYC', number: 5, since: new Date(1000) })),
  ],
  ['eq on a map', a.settings.get('deep').eq({ levels: [1, [2, 3]] })],
  ['eq on a Date', a.openedAt.eq(new Date('2026-03-01T00:00:00Z'))],
  ['eq on seconds', a.expires.eq(new Date(5_999))],
  ['eq on bytes', a.photo.eq(Uint8Array.of(1, 2, 3))],
  ['eq on a bigint', a.points.eq(10n)],
  ['eq through a codec', a.price.eq(12.5)],
  ['ne', a.owner.ne('Jo')],
  ['ne on a missing attribute', a.email.ne('x')],
  ['lt', a.balance.lt(100.5)],
  ['lte', a.balance.lte(100)],
  ['gt', a.owner.gt('Ja')],
  ['gte', a.balance.gte(100)],
  ['gt on a Date', a.openedAt.gt(new Date('2026-02-28T23:59:59.999Z'))],
  ['lt on seconds', a.expires.lt(new Date(6_000))],
  ['gt on bytes, unsigned', a.photo.gt(Uint8Array.of(1, 2))],
  ['lt on a bigint', a.points.lt(11n)],
  ['gt through a codec', a.price.gt(12.4)],
  ['between numbers', a.balance.between(100, 101)],
  ['between strings', a.owner.between('J', 'K')],
  ['between dates', a.openedAt.between(new Date('2026-01-01'), new Date('2026-06-01'))],
  ['between attributes', a.balance.between(a.limit, 1000)],
  ['in', a.owner.in('Jo', 'Jane')],
  ['in with 100 values', a.balance.in(...Array.from({ length: 100 }, (_, i) => i + 1))],
  ['exists', a.owner.exists()],
  ['exists of null', a.nothing.exists()],
  ['notExists', a.email.notExists()],
  ['beginsWith', a.owner.beginsWith('Ja')],
  ['beginsWith on bytes', a.photo.beginsWith(Uint8Array.of(1, 2))],
  ['contains in a string', a.owner.contains('an')],
  ['contains in a list', a.tags.contains('new')],
  ['contains in a set', a.roles.contains('admin')],
  ['contains in a set of numbers', a.lucky.contains(7)],
  ['contains in a set of bytes', a.keys.contains(Uint8Array.of(1))],
  ['contains in bytes', a.photo.contains(Uint8Array.of(2, 3))],
  ['contains in a list of nested classes', a.history.contains(Object.assign(new Address(), { city: 'Oslo' }))],
  ['size of a string', a.owner.size().eq(4)],
  ['size of a list', a.tags.size().gt(1)],
  ['size of a set', a.roles.size().between(2, 3)],
  ['size of a map', a.settings.size().in(2, 3)],
  ['size of bytes', a.photo.size().lte(3)],
  ['size of a nested class', a.address.size().ne(0).and(a.address.size().gte(3)).and(a.address.size().lt(4))],
  ['type', a.owner.type('S').and(a.balance.type('N'), a.active.type('BOOL'), a.nothing.type('NULL'))],
  ['type of collections', a.tags.type('L').and(a.address.type('M'), a.roles.type('SS'), a.lucky.type('NS'))],
  ['type of binary', a.photo.type('B').and(a.keys.type('BS'))],
  ['a member', a.address.city.eq('NYC')],
  ['a member under another name', a.address.number.eq(5)],
  ['a Date member', a.address.since.lte(new Date(1000))],
  ['an element', a.tags.at(0).eq('premium')],
  ['a member of an element', a.history.at(0).city.beginsWith('Os')],
  ['a missing element', a.tags.at(9).notExists()],
  ['a deep place in a map', a.settings.get('deep').get('levels').at(1).at(0).eq(2)],
  ['a place in a value without type', a.any.get('list').at(0).eq('x').and(a.any.get('set').contains('y'))],
  ['bytes in a value without type', a.any.get('bytes').eq(Uint8Array.of(9))],
  ['attribute against attribute', a.balance.gt(a.limit)],
  ['attribute against an element', a.owner.ne(a.tags.at(0))],
  ['attribute among attributes', a.owner.in(a.tags.at(0) as never, 'Jane')],
  ['and', a.owner.eq('Jane').and(a.balance.eq(100), a.active.eq(true))],
  ['or', a.owner.eq('Jo').or(a.balance.eq(0), a.active.eq(true))],
  ['not', a.owner.eq('Jo').not()],
  ['not not', not(not(a.owner.eq('Jane')))],
  ['and binds tighter than or', or(a.active.eq(true), and(a.owner.eq('Jo'), a.balance.eq(0)))],
  ['an or inside an and', and(or(a.active.eq(true), a.owner.eq('Jo')), or(a.balance.eq(100), a.owner.eq('Jo')))],
  ['an or inside a not', not(or(a.owner.eq('Jo'), a.balance.eq(0)))],
  ['an and inside a not', not(and(a.owner.eq('Jane'), a.balance.eq(0)))],
  ['a not inside an and', and(not(a.owner.eq('Jo')), a.active.eq(true))],
  ['a not of between', not(a.balance.between(0, 1))],
  ['dynamic parts', and(undefined, false, null, '', 0, a.owner.eq('Jane'))],
  ['a dynamic or', or(undefined, a.owner.eq('Jane'), undefined)],
];

const fails: [string, Condition][] = [
  ['eq', a.owner.eq('Jo')],
  ['eq on a missing attribute', a.email.eq('x')],
  ['lt on a missing attribute', a.email.lt('x')],
  ['exists', a.email.exists()],
  ['and', a.owner.eq('Jane').and(a.balance.eq(0))],
  ['or', or(a.owner.eq('Jo'), a.balance.eq(0))],
  ['not of an or', not(or(a.owner.eq('Jane'), a.balance.eq(0)))],
  ['an or inside an and', and(a.balance.eq(0), or(a.owner.eq('Jane'), a.active.eq(true)))],
  ['seconds', a.expires.gt(new Date(5_999))],
  ['type', a.owner.type('N')],
  ['size', a.tags.size().gt(2)],
  ['in', a.owner.in('Jo', 'Ann')],
  ['contains', a.roles.contains('adm')],
  ['a value that looks like an expression', a.owner.eq(secret)],
  ['a value that looks like a placeholder', a.owner.eq(':0')],
];

describeEachBackend('Conditions', backend => {
  const db = useTables(backend, Account);
  let account: Account;
  beforeAll(async () => {
    account = await Account.create({ id: 'a' });
  });

  it.each(holds)('hold: %s', async (_, condition) => {
    await account.update({ owner: 'Jane' }, { condition });
  });

  it.each(fails)('fail: %s', async (_, condition) => {
    const error = await failure(account.update({ owner: 'Eve' }, { condition }), ConditionalCheckFailedError);
    expect(error.stored).toMatchObject({ owner: 'Jane' });
  });

  it('work with every kind of write, by record and by key', async () => {
    const never = { condition: a.owner.eq('Eve') };
    for (const write of [
      () => account.save(never),
      () => account.update({ balance: 1 }, never),
      () => account.delete(never),
      () => Account.updateByKey({ id: 'a' }, { balance: 1 }, never),
      () => Account.deleteByKey({ id: 'a' }, never),
      () => Account.create({ id: 'other' }, never),
    ]) {
      await failure(write, ConditionalCheckFailedError);
    }
    expect(await Account.get({ id: 'a' })).toMatchObject({ balance: 100 });
  });

  it('can be used any number of times', async () => {
    const condition = a.owner.eq('Jane').and(a.balance.gte(1));
    const update = (r: References<Account>) => r.points.set(10n);
    await account.update(update, { condition });
    await account.update(update, { condition: and(condition, condition) });
    await account.update({ points: 10n }, { condition });
    const asked = "owner = 'Jane' AND balance >= 1";
    expect(db.sent.map(({ input }) => inFull(input).ConditionExpression)).toEqual([
      `${asked} AND attribute_exists(id)`,
      `${asked} AND ${asked} AND attribute_exists(id)`,
      `${asked} AND attribute_exists(id)`,
    ]);
  });

  it('without parts send no condition', async () => {
    for (const condition of [and(), or(undefined, false), not(and()), () => null, () => false as const]) {
      db.sent.length = 0;
      await account.update({ balance: 100 }, { condition, mustExist: false });
      expect(onlyInput(db)).not.toHaveProperty('ConditionExpression');
    }
  });

  it('bind every name and value, so that no input can change an expression', async () => {
    const condition = and(a.owner.ne(secret), a.settings.get(secret).notExists(), a.tags.contains(':0').not());
    await account.update({ balance: 100 }, { condition });
    const { UpdateExpression, ConditionExpression } = onlyInput(db) as unknown as Record<string, string>;
    expect(UpdateExpression).toBe('SET #0 = :0');
    expect(ConditionExpression).toBe(
      '#1 <> :1 AND attribute_not_exists(#2.#3) AND NOT contains(#4, :2) AND attribute_exists(#5)',
    );
  });

  describe('are refused before anything is sent', () => {
    const any = a as unknown as Record<string, Record<string, (...args: unknown[]) => Condition>>;

    it.each<[string, () => unknown, string]>([
      ['undefined', () => any.owner!.eq!(undefined), 'Account.owner'],
      ['NaN', () => a.balance.gt(Number.NaN), 'Account.balance'],
      ['a string for a number', () => any.balance!.eq!('100'), 'Account.balance'],
      ['an invalid Date', () => a.openedAt.lt(new Date(Number.NaN)), 'Account.openedAt'],
      ['a string for a Date', () => any.openedAt!.lt!('2026-01-01'), 'Account.openedAt'],
      ['a number for a bigint', () => any.points!.lt!(1), 'Account.points'],
      ['no value for in', () => a.owner.in(), 'Account.owner'],
      ['101 values for in', () => a.balance.in(...Array.from({ length: 101 }, (_, i) => i)), 'Account.balance'],
      ['a wrong element for contains', () => any.lucky!.contains!('7'), 'Account.lucky'],
      ['a number for beginsWith', () => any.any!.beginsWith!(1), 'Account.any'],
      ['a wrong type', () => any.owner!.type!('string'), 'Account.owner'],
      ['an index below 0', () => a.tags.at(-1), 'Account.tags'],
      ['an index with a fraction', () => a.tags.at(0.5), 'Account.tags'],
      ['an empty member name', () => a.settings.get(''), 'Account.settings'],
      [
        'a member that the nested class does not have',
        () => (a.address as never as { get(k: string): unknown }).get('zip'),
        'Account.address',
      ],
      [
        'a size that is no number',
        () => (a.owner.size() as unknown as { gt(v: unknown): unknown }).gt('3'),
        'Account.owner',
      ],
      [
        'a cyclic value',
        () => {
          const cyclic: unknown[] = [];
          cyclic.push(cyclic);
          return a.any.eq(cyclic);
        },
        'Account.any',
      ],
      ['an empty Set', () => a.roles.eq(new Set()), 'Account.roles'],
    ])('%s', async (_, make, label) => {
      const error = await failure(() => make(), ValidationError);
      expect(error.message).toContain(label);
      expect(db.sent).toEqual([]);
    });

    const dropped: [string, () => unknown][] = [
      ['a write', () => account.update({ balance: 1 }, { condition: r => r.balance.gte(1000) && r.active.eq(true) })],
      ['a save', () => account.save({ condition: r => [r.balance.gte(1000), r.active.eq(true)][1]! })],
      [
        'a write by key',
        () => Account.deleteByKey({ id: 'a' }, { condition: r => r.balance.gte(1) && r.active.eq(true) }),
      ],
      ['a filter', () => Account.scan().filter(r => r.balance.gte(1000) && r.active.eq(true))],
      ['where', () => Account.query({ id: 'a' }).where(r => r.owner.eq('x') && r.owner.eq('y'))],
      [
        'a check of a transaction',
        () => transact(tx => tx.check(Account, { id: 'a' }, r => r.balance.gte(1000) && r.active.eq(true))),
      ],
      ['a condition that becomes none', () => account.save({ condition: r => r.balance.gte(1000) && false })],
    ];

    it.each(dropped)('conditions of which && keeps one: in %s', async (_, call) => {
      const { message } = await failure(async () => call(), ValidationError);
      expect(message).toMatch(/^Account: the callback made 1 of its conditions for nothing.*\.and\(\) and \.or\(\)/);
      expect(db.sent).toEqual([]);
    });

    it.each<[string, (r: References<Account>) => UpdateAction | UpdateAction[]]>([
      ['an action', r => r.points.add(1n) && r.balance.add(1)],
      ['a condition', r => r.balance.gte(1) && r.balance.add(1)],
      ['a sum', r => r.balance.plus(1) && r.balance.set(1)],
      ['a fallback', r => [r.balance.ifNotExists(1) && r.points.add(1n)]],
    ])('updates that drop %s', async (_, update) => {
      for (const call of [() => account.update(update), () => Account.updateByKey({ id: 'a' }, update)]) {
        const { message } = await failure(call, ValidationError);
        expect(message).toMatch(/^Account: the callback made 1 actions or conditions for nothing/);
      }
      expect(db.sent).toEqual([]);
    });

    it('but not parts that are combined, left out or made elsewhere', async () => {
      const [min, max] = [1, undefined as number | undefined];
      const made = a.active.eq(true);
      const sums = (r: References<Account>) => [
        r.balance.set(r.balance.ifNotExists(0).plus(0)),
        r.points.set(r.points),
      ];
      await account.update(sums, {
        condition: r => min !== undefined && and(max !== undefined && r.balance.lte(max), r.balance.gte(min), made),
      });
      await account.update(sums, { condition: r => max !== undefined && r.balance.lte(max) });
      await account.update(sums, { condition: r => not(or(r.balance.lt(0), r.balance.gt(r.limit)).and(made.not())) });
      expect(db.sent).toHaveLength(3);
    });

    it('a function that forgot its return', async () => {
      const error = await failure(account.update({ balance: 1 }, { condition: (() => {}) as never }), ValidationError);
      expect(error.message).toMatch(/Account.*returned.*undefined/);
      expect(db.sent).toEqual([]);
    });

    it.each([true, 'owner = :x', {}, [], () => a.owner.exists(), 1, Promise.resolve()])(
      'what is no condition: %j',
      async wrong => {
        await failure(() => and(a.owner.exists(), wrong as never), ValidationError);
        await failure(() => or(wrong as never), ValidationError);
        await failure(() => not(wrong as never), ValidationError);
        await failure(() => a.owner.exists().and(wrong as never), ValidationError);
        if (typeof wrong !== 'function') {
          await failure(account.update({ balance: 1 }, { condition: wrong as never }), ValidationError);
        }
        await failure(account.update({ balance: 1 }, { condition: (() => wrong) as never }), ValidationError);
        expect(db.sent).toEqual([]);
      },
    );

    it('too many operators, though not one less', async () => {
      const many = (n: number) => and(...Array.from({ length: n }, (_, i) => a.balance.ne(-1 - i)));
      await account.update({ balance: 100 }, { condition: many(150), mustExist: false });
      const error = await failure(
        account.update({ balance: 100 }, { condition: many(151), mustExist: false }),
        ValidationError,
      );
      expect(error.message).toMatch(/condition on conditions-.*301 operators.*300/);
      const sizes = (n: number) => or(...Array.from({ length: n }, () => a.tags.size().gt(0)));
      await account.update({ balance: 100 }, { condition: sizes(100), mustExist: false });
      await failure(account.update({ balance: 100 }, { condition: sizes(101) }), ValidationError);
      const nots = (n: number) => not(a.owner.exists().and(...Array.from({ length: n }, () => a.email.exists().not())));
      await failure(account.update({ balance: 100 }, { condition: nots(149) }), ValidationError);
      expect(db.sent).toHaveLength(2);
    });

    it('an expression that is too long, though not one byte less', async () => {
      const long = (n: number) =>
        and(...Array.from({ length: n }, () => a.any.in(...Array.from({ length: 100 }, (_, i) => i))).map(not));
      await account.update({ balance: 100 }, { condition: long(6) });
      const error = await failure(account.update({ balance: 100 }, { condition: long(8) }), ValidationError);
      expect(error.message).toMatch(/condition on conditions-.*bytes.*4096/);
      expect(db.sent).toHaveLength(1);
    });
  });
});
