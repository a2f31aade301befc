// Maps and lists whose members have a type, and codecs of the user's own: what is written is what is read.
import { ActiveRecord, Attribute, PartitionKey, repository, Table, transact, ValidationError } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

const DAY = new Date('2026-01-02T03:04:05.678Z');
const bytes = (...values: number[]) => new Uint8Array(values);

@Table(uniqueTable('member-types'))
class Holder extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: 'map' }) map?: Record<string, unknown>;
  @Attribute({ type: 'any' }) any?: unknown;
  @Attribute({ type: 'list' }) list?: unknown[];
  @Attribute({ type: { map: Date } }) dates?: Record<string, Date>;
  @Attribute({ type: { map: 'epochSeconds' } }) seconds?: Record<string, Date>;
  @Attribute({ type: { map: [Date] } }) dateLists?: Record<string, Date[]>;
  @Attribute({ type: { map: { map: Date } } }) deep?: Record<string, Record<string, Date>>;
  @Attribute({ type: { map: Set } }) sets?: Record<string, Set<unknown>>;
  @Attribute({ type: { map: 'bigintSet' } }) bigintSets?: Record<string, Set<bigint>>;
  @Attribute({ type: { map: 'bigint' } }) bigints?: Record<string, bigint>;
  @Attribute({ type: ['stringSet'] }) setList?: Set<string>[];
  @Attribute({ type: [{ map: Date }] }) dateMaps?: Record<string, Date>[];
}

type Values = Partial<Omit<Holder, keyof ActiveRecord>>;

/** A codec of the user's own, that stores nothing for some values. */
const list = {
  encode: (values: readonly string[]) => (values.length > 0 ? [...values] : undefined),
  decode: (stored: unknown) => stored as string[],
};
const none = {
  encode: (value: string) => value,
  decode: (stored: unknown) => (stored === 'none' ? undefined : stored),
};

@Table(uniqueTable('own-codecs'))
class Coded extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() name = '';
  @Attribute({ codec: list }) roles: readonly string[] = ['member'];
  @Attribute({ codec: list, default: () => ['new'] }) flags!: readonly string[];
  @Attribute({ codec: list }) tags?: readonly string[];
  @Attribute({ codec: { encode: (n: number) => (n === 1 ? undefined : n), decode: n => n } }) weight = 1;
  @Attribute({ codec: none }) nick?: unknown;
}

describeEachBackend('Members of maps and lists', backend => {
  const db = useTables(backend, Holder);

  it.each<[string, Values]>([
    [
      'Sets in an untyped map',
      { map: { s: new Set(['a']), n: new Set([1]), b: new Set([bytes(1)]), deep: { l: [new Set(['x'])] } } },
    ],
    ['Sets in an untyped value', { any: { s: new Set(['a']), l: [new Set([2, 3])] } }],
    ['Sets in an untyped list', { list: [new Set(['a']), { s: new Set([1]) }] }],
    ['dates', { dates: { a: DAY, b: new Date(0) }, seconds: { a: new Date(1000) } }],
    ['dates, deeper', { dateLists: { a: [DAY], none: [] }, deep: { a: { b: DAY } }, dateMaps: [{ a: DAY }, {}] }],
    ['Sets', { sets: { s: new Set(['a']), n: new Set([1]), b: new Set([bytes(2)]) }, setList: [new Set(['x', 'y'])] }],
    ['bigints', { bigints: { a: 2n ** 70n }, bigintSets: { a: new Set([2n ** 70n, 1n]) } }],
  ])('come back as they are: %s', async (title, values) => {
    await Holder.create({ id: title, ...values });
    const read = await Holder.getOrFail({ id: title });
    expect(read).toMatchObject(values);
    expect(read.isChanged).toBe(false);
    expect((await Holder.query({ id: title }).all())[0]).toMatchObject(values);
    const copy = await Holder.build({ id: `${title}, copied`, ...values }).update(values, { mustExist: false });
    expect(copy).toBeUndefined();
    expect(await Holder.getOrFail({ id: `${title}, copied` })).toMatchObject(values);
  });

  it('are updated and compared by themselves', async () => {
    const holder = await Holder.create({
      id: 'updated',
      dates: { a: DAY },
      sets: { s: new Set(['a']) },
      map: { s: new Set(['a']) },
    });
    await holder.update(h => [h.dates.get('b').set(new Date(5)), h.sets.get('s').add(['b'])], {
      condition: h => h.dates.get('a').eq(DAY).and(h.sets.get('s').contains('a')),
    });
    expect(holder.dates).toEqual({ a: DAY, b: new Date(5) });
    expect(holder.sets).toEqual({ s: new Set(['a', 'b']) });
    holder.dates!.c = DAY;
    (holder.map!.s as Set<string>).add('c');
    await holder.saveChanges();
    const stored = await Holder.getOrFail({ id: 'updated' });
    expect(stored).toMatchObject({ dates: { a: DAY, b: new Date(5), c: DAY }, map: { s: new Set(['a', 'c']) } });
    stored.dates!.c = 'soon' as never;
    expect((await failure(stored.save(), ValidationError)).message).toBe(
      'Holder.dates.c: expected a Date, got a string',
    );
  });

  it('that are empty Sets are not stored, like an attribute', async () => {
    const holder = await Holder.create({ id: 'empty', map: { s: new Set(), kept: 1 }, sets: { s: new Set() } });
    expect(await db.stored(Holder, { id: { S: 'empty' } })).toMatchObject({
      map: { M: { kept: { N: '1' } } },
      sets: { M: {} },
    });
    expect((await failure(holder.update({ list: [new Set()] }), ValidationError)).message).toContain('Holder.list[0]');
  });

  it.each<[string, Values, string]>([
    ['a Date in a map', { map: { at: DAY } }, 'Holder.map.at: is a Date'],
    ['a Date in a list', { list: [1, DAY] }, 'Holder.list[1]: is a Date'],
    ['a Date, deeper', { any: { a: [{ at: DAY }] } }, 'Holder.any.a[0].at: is a Date'],
    ['a bigint', { map: { n: 5n } }, 'Holder.map.n: is a bigint'],
    ['a Set of bigints', { any: { n: new Set([5n]) } }, 'Holder.any.n: is a Set of bigints'],
  ])(
    'that would be read as something else are refused, with advice on what to declare: %s',
    async (_, values, place) => {
      for (const call of [
        () => Holder.create({ id: 'refused', ...values }),
        () => Holder.updateByKey({ id: 'refused' }, values),
        () => transact(tx => tx.update(Holder, { id: 'refused' }, values)),
      ]) {
        const error = await failure(call, ValidationError);
        expect(error.message).toContain(place);
        expect(error.message).toMatch(/declare .*`type: \{ map: /);
      }
      expect(db.sent).toEqual([]);
    },
  );
});

describeEachBackend('A codec of your own', backend => {
  const db = useTables(backend, Coded);
  const coded = repository(Coded);

  it('may store nothing for a value that would be read as nothing or as the default', async () => {
    const record = await Coded.create({ id: 'nothing', tags: [], weight: 1 });
    expect(await db.stored(Coded, { id: { S: 'nothing' } })).not.toHaveProperty('tags');
    expect(await Coded.get({ id: 'nothing' })).toMatchObject({ tags: undefined, weight: 1, roles: ['member'] });
    await record.update({ weight: 2 });
    record.weight = 1;
    await record.save();
    expect(await Coded.get({ id: 'nothing' })).toMatchObject({ weight: 1 });
  });

  it('must store something for a value that would wrongly be read as the default', async () => {
    const record = await Coded.create({ id: 'default', roles: ['a'], flags: ['b'] });
    for (const [property, call] of [
      ['roles', () => Coded.create({ id: 'other', roles: [] })],
      ['flags', () => coded.create({ id: 'other', flags: [] })],
      ['roles', () => Object.assign(record, { roles: [] }).save()],
      ['roles', () => record.update({ roles: [] })],
      ['flags', () => Coded.updateByKey({ id: 'default' }, c => c.flags.set([]))],
      ['roles', () => transact(tx => tx.update(Coded, { id: 'default' }, { roles: [] }))],
    ] as const) {
      const error = await failure(call, ValidationError);
      expect(error.message).toContain(`Coded.${property}: its codec stores nothing for this value`);
    }
    expect(await Coded.get({ id: 'default' })).toMatchObject({ roles: ['a'], flags: ['b'] });
    expect(await Coded.get({ id: 'other' })).toBeUndefined();
  });

  it('must return something for a stored value, as the next save would remove it otherwise', async () => {
    await db.write(Coded, { id: { S: 'undefined' }, nick: { S: 'none' } });
    const key = { id: 'undefined' };
    for (const call of [() => Coded.get(key), () => Coded.query(key).all(), () => Coded.batchGet([key])]) {
      const error = await failure(call, ValidationError);
      expect(error.message).toContain('Coded.nick: its codec made undefined of what is stored');
    }
    expect(await Coded.query(key, { onDecodeError: 'skip' }).all()).toEqual([]);
    await db.write(Coded, { id: { S: 'undefined' }, nick: { S: 'jo' } });
    expect(await Coded.get(key)).toMatchObject({ nick: 'jo' });
  });
});
