import { ActiveRecord, Attribute, attributes, PartitionKey, repository, SortKey, Table, ValidationError } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

/** Names that expressions, JavaScript or DynamoDB treat in their own way. */
const names = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  'then',
  'toJSON',
  'status',
  'name',
  'size',
  'a.b',
  'a b',
  'a[0]',
  '#0',
  ':0',
  '0',
  'æ😀',
  'SET',
  'AND',
  '"',
  '\\',
  'a = b OR attribute_exists(id)',
];

@Table(uniqueTable('odd-names'))
class Odd extends ActiveRecord {
  @PartitionKey({ name: 'key.with dots' }) id!: string;
  @SortKey({ type: Number, name: 'order' }) place!: number;
  @Attribute() status?: string;
  @Attribute({ name: 'constructor' }) builder?: string;
  @Attribute({ name: 'a.b[0]' }) dotted?: string;
  @Attribute({ name: '#0' }) hash?: string;
  @Attribute({ name: ':0' }) colon?: string;
  @Attribute({ name: 'æ 😀' }) unicode?: string;
  @Attribute() then?: string;
  @Attribute({ name: 'toJSON' }) json?: string;
  @Attribute() map: Record<string, unknown> = {};
  @Attribute() any?: unknown;
}

class Inner {
  @Attribute() size?: number;
  @Attribute() get?: string;
  @Attribute() then?: string;
  @Attribute({ name: '__proto__' }) proto?: string;
}

@Table(uniqueTable('prototypes'))
class Prototype {
  @PartitionKey() id!: string;
  @Attribute({ name: '__proto__' }) proto?: string;
  @Attribute() map?: Record<string, unknown>;
  @Attribute({ type: Inner }) inner?: Inner;
}

describeEachBackend('Names', backend => {
  const db = useTables(backend, Odd, Prototype);
  const key = { 'key.with dots': { S: 'a' }, order: { N: '1' } };

  it('of attributes may be any', async () => {
    const properties = ['status', 'builder', 'dotted', 'hash', 'colon', 'unicode', 'then', 'json'] as const;
    const values = Object.fromEntries(properties.map(property => [property, `${property} value`]));
    const odd = await Odd.create({ id: 'a', place: 1, ...values });
    expect(Object.keys((await db.stored(Odd, key))!).sort()).toEqual(
      [...Object.keys(key), 'status', 'constructor', 'a.b[0]', '#0', ':0', 'æ 😀', 'then', 'toJSON', 'map'].sort(),
    );
    await odd.save({ raiseOnConflict: true });
    const a = attributes(Odd);
    for (const [property, value] of Object.entries(values)) {
      const reference = a[property as 'status'];
      await odd.update(() => reference.set(`${value}!`), { condition: reference.eq(value), raiseOnConflict: true });
      await odd.update({ [property]: undefined }, { condition: reference.beginsWith(value) });
    }
    expect(await db.stored(Odd, key)).toEqual({ ...key, map: { M: {} } });
    expect(await Odd.get({ id: 'a', place: 1 })).toMatchObject({ id: 'a', place: 1 });
  });

  it.each(names)('of members may be any: %j', async name => {
    const odd = Odd.build({ id: 'a', place: 1, map: { [name]: 'x', other: { [name]: [1] } }, any: { [name]: 1 } });
    await odd.save();
    const found = await Odd.getOrFail({ id: 'a', place: 1 });
    expect(found.map).toEqual({ [name]: 'x', other: { [name]: [1] } });
    await found.update(a => [a.map.get(name).set('y'), a.map.get('other').get(name).at(0).set(2)], {
      condition: a => a.map.get(name).eq('x').and(a.any.get(name).eq(1)),
    });
    expect(found.map).toEqual({ [name]: 'y', other: { [name]: [2] } });
    await found.update(a => a.map.get(name).remove());
    expect(Object.keys(found.map)).toEqual(['other']);
  });

  it('__proto__ is a name like any other', async () => {
    const prototypes = repository(Prototype);
    const map = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
    const inner = Object.assign(new Inner(), { proto: 'inner', size: 1, get: 'g' });
    const record = prototypes.build({ id: 'a', proto: 'x', map, inner });
    await prototypes.save(record);
    const found = await prototypes.getOrFail({ id: 'a' });
    expect(found).toMatchObject({ id: 'a', proto: 'x' });
    expect(new Map(Object.entries(found.map!))).toEqual(new Map(Object.entries(map)));
    expect(Object.getPrototypeOf(found.map)).toBe(Object.prototype);
    expect(found.inner).toEqual(inner);
    expect(prototypes.isChanged(found)).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();

    await prototypes.save(found, { raiseOnConflict: true });
    await prototypes.update(found, a => [a.proto.set('y'), a.map.get('__proto__').set(5), a.inner.proto.set('z')], {
      condition: a => a.proto.eq('x'),
      raiseOnConflict: true,
    });
    expect(found.proto).toBe('y');
    expect(new Map(Object.entries(found.map!))).toEqual(
      new Map([
        ['__proto__', 5],
        ['a', 1],
      ]),
    );
    expect(found.inner?.proto).toBe('z');
    await prototypes.update(found, { proto: undefined });
    expect(found.proto).toBeUndefined();
  });

  it('__proto__ is kept if the class does not declare it', async () => {
    await db.write(Odd, { ...key, ...JSON.parse('{"__proto__":{"S":"kept"}}') });
    const odd = await Odd.getOrFail({ id: 'a', place: 1 });
    expect(odd.itemSize()).toBeGreaterThan('__proto__kept'.length + 'key.with dots'.length);
    await odd.save();
    const { Prototyped } = prototyped();
    expect(await repository(Prototyped).get({ id: 'a', place: 1 })).toMatchObject({ proto: 'kept' });
  });

  it('of members that are methods are reached with get', () => {
    const a = attributes(Prototype);
    expect(a.inner.get('size').eq(1).node).toMatchObject({ left: { path: ['inner', 'size'] } });
    expect(a.inner.get('get').eq('x').node).toMatchObject({ left: { path: ['inner', 'get'] } });
    expect(a.inner.then.eq('x').node).toMatchObject({ left: { path: ['inner', 'then'] } });
    expect(a.inner.get('proto').eq('x').node).toMatchObject({ left: { path: ['inner', '__proto__'] } });
  });

  it('that the class does not have are refused in conditions and updates', async () => {
    const wrong = attributes(Odd) as unknown as Record<string, unknown>;
    expect(() => wrong.nope).toThrow(
      new ValidationError('Odd has no attribute "nope": put @Attribute on the property, or correct the name'),
    );
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(() => wrong[name]).toThrow(ValidationError);
    }
    const inner = attributes(Prototype).inner as unknown as { get(name: string): unknown };
    for (const name of ['nope', 'constructor', '__proto__']) expect(() => inner.get(name)).toThrow(ValidationError);
    await failure(Odd.build({ id: 'a', place: 1 }).update({ nope: 1 } as never), ValidationError);
    expect(db.sent).toEqual([]);
  });

  /** Another class over the table of Odd. */
  function prototyped() {
    @Table(tableNameOf(db))
    class Prototyped {
      @PartitionKey({ name: 'key.with dots' }) id!: string;
      @SortKey({ type: Number, name: 'order' }) place!: number;
      @Attribute({ name: '__proto__' }) proto?: string;
    }
    return { Prototyped };
  }
});

function tableNameOf({ sent }: { sent: { input: Record<string, unknown> }[] }): string {
  return sent[0]!.input.TableName as string;
}
