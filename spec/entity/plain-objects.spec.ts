import { inspect } from 'node:util';
import { ActiveRecord, Attribute, PartitionKey, repository, Table, ValidationError, Version } from 'dynact';

class Point {
  @Attribute({ type: Number, expose: 'horizontal' }) x!: number;
  @Attribute() y = 0;
  @Attribute({ hidden: true }) secret?: string;
  @Attribute({ type: () => [Point] }) near: Point[] = [];

  get sum(): number {
    return this.x + this.y;
  }
}

class Money {
  constructor(readonly cents: number) {}
}

@Table('all')
class All extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Date }) at?: Date;
  @Attribute() points = 1n;
  @Attribute() roles: Set<string> = new Set();
  @Attribute({ type: 'bigintSet' }) ids?: Set<bigint>;
  @Attribute({ type: 'binary' }) photo?: Uint8Array;
  @Attribute({ type: 'binarySet' }) keys?: Set<Uint8Array>;
  @Attribute() map: Record<string, unknown> = {};
  @Attribute({ type: Point }) point?: Point;
  @Attribute({ type: [Point] }) list: Point[] = [];
  @Attribute({ codec: { encode: (m: Money) => m.cents, decode: cents => new Money(cents as number) } }) price?: Money;
  @Attribute({ hidden: true }) passwordHash?: string;
  @Attribute({ expose: 'displayName' }) name?: string;
  @Version() version?: number;
  @Attribute({ default: 'EUR' }) currency!: string;

  @Attribute()
  get initial(): string {
    return (this.name ?? '').slice(0, 1);
  }
}

const full = () =>
  All.build({
    id: 'a',
    at: new Date(5),
    points: 2n ** 70n,
    roles: new Set(['admin']),
    ids: new Set([2n ** 65n]),
    photo: Uint8Array.of(1, 2),
    keys: new Set([Uint8Array.of(3)]),
    map: { a: { b: [1, null] } },
    point: Object.assign(new Point(), { x: 3, secret: 's' }),
    list: [Object.assign(new Point(), { x: 4 })],
    passwordHash: 'hash',
    name: 'Jane',
  });

describe('toObject', () => {
  it('is plain all the way down, with computed attributes, and without hidden ones', () => {
    expect(full().toObject()).toEqual({
      id: 'a',
      at: new Date(5),
      points: 2n ** 70n,
      roles: ['admin'],
      ids: [2n ** 65n],
      photo: Buffer.of(1, 2),
      keys: [Buffer.of(3)],
      map: { a: { b: [1, null] } },
      point: { horizontal: 3, y: 0, near: [] },
      list: [{ horizontal: 4, y: 0, near: [] }],
      price: undefined,
      displayName: 'Jane',
      version: undefined,
      currency: 'EUR',
      initial: 'J',
    });
    expect(Object.getPrototypeOf(full().toObject().point)).toBe(Object.prototype);
  });

  it('shares nothing with the record', () => {
    const record = full();
    const plain = record.toObject();
    plain.roles.push('x');
    (plain.map.a as Record<string, unknown>).b = 1;
    plain.at?.setTime(0);
    expect(record).toEqual(full());
  });

  it('leaves the result of a codec as it is', () => {
    const price = new Money(5);
    expect(All.build({ id: 'a', price }).toObject().price).toBe(price);
  });

  it('refuses cyclic values, without showing them', () => {
    const map: Record<string, unknown> = { secret: 'value' };
    map.self = map;
    expect(() => All.build({ id: 'a', map }).toObject()).toThrow(ValidationError);
    expect(() => All.build({ id: 'a', map }).toObject()).toThrow(/^All\.map\.self.*cyclic/);
  });
});

describe('toJSON', () => {
  it('is the form for JSON.stringify, which fromObject reads back', () => {
    const record = full();
    const text = JSON.stringify(record);
    expect(JSON.parse(text)).toEqual({
      id: 'a',
      at: '1970-01-01T00:00:00.005Z',
      points: String(2n ** 70n),
      roles: ['admin'],
      ids: [String(2n ** 65n)],
      photo: 'AQI=',
      keys: ['Aw=='],
      map: { a: { b: [1, null] } },
      point: { horizontal: 3, y: 0, near: [] },
      list: [{ horizontal: 4, y: 0, near: [] }],
      displayName: 'Jane',
      currency: 'EUR',
      initial: 'J',
    });
    const again = All.fromObject(JSON.parse(text));
    record.passwordHash = undefined;
    record.point!.secret = undefined;
    expect({ ...again }).toEqual({ ...record });
    expect(again.point).toBeInstanceOf(Point);
    expect(again.list[0]).toBeInstanceOf(Point);
  });

  it('works for classes that extend nothing', () => {
    @Table('plain')
    class Plain {
      @PartitionKey() id = 'a';
      @Attribute() n = 5n;
    }
    expect(repository(Plain).toJSON(new Plain())).toEqual({ id: 'a', n: '5' });
  });

  it('has null for an invalid date, as JSON does', () => {
    expect(All.build({ id: 'a', at: new Date(Number.NaN) }).toJSON().at).toBeNull();
  });
});

it('hidden attributes are not in console.log, those of nested classes neither', () => {
  const shown = inspect(full(), { depth: 10 });
  expect(shown).toMatch(/^All \{/);
  expect(shown).toContain("name: 'Jane'");
  expect(shown).not.toMatch(/hash|secret/);
  class Sub extends All {
    @Attribute({ hidden: true }) more?: string;
  }
  expect(inspect(Sub.build({ id: 'a', more: 'confidential', passwordHash: 'h4sh' }))).not.toMatch(/confidential|h4sh/);
});

describe('fromObject', () => {
  it('takes only properties that the class declares', () => {
    const record = All.fromObject({
      id: 'a',
      isAdmin: true,
      save: 1,
      initial: 'X',
      isNew: false,
      point: { x: 1, isAdmin: true },
      __proto__: { isAdmin: true },
    });
    expect(record).not.toHaveProperty('isAdmin');
    expect(record.point).not.toHaveProperty('isAdmin');
    expect(record.save).toBeInstanceOf(Function);
    expect([record.initial, record.isNew]).toEqual(['', true]);
  });

  it('keeps maps with names that objects inherit', () => {
    const map = JSON.parse(
      '{ "constructor": 1, "toString": 2, "valueOf": 3, "hasOwnProperty": 4, "__proto__": { "a": 1 } }',
    );
    const again = All.fromObject(JSON.parse(JSON.stringify(All.build({ id: 'a', map }))));
    expect(JSON.stringify(again.map)).toBe(JSON.stringify(map));
    expect(Object.getPrototypeOf(again.map)).toBe(Object.prototype);
    expect(JSON.stringify(All.fromObject(All.build({ id: 'a', map }).toObject()).map)).toBe(JSON.stringify(map));
  });

  it.each([
    ['a map', 'map', (inner: unknown) => ({ a: inner })],
    ['a list in a map', 'map', (inner: unknown) => ({ a: [inner] })],
    ['nested classes', 'list', (inner: unknown) => [{ x: 1, near: inner }]],
  ])('refuses 5,000 levels of %s', (_, property, wrap) => {
    let value: unknown = [];
    for (let i = 0; i < 5_000; i++) value = wrap(value);
    expect(() => All.fromObject({ id: 'a', [property]: value })).toThrow(ValidationError);
    expect(() => All.fromObject({ id: 'a', [property]: value })).toThrow(/^All\.[^ ]+:? is cyclic, or nested deeper/);
  });

  it('does not show a wrong value in the error', async () => {
    const record = All.fromObject({ id: 'a', points: 'not a bigint', at: 'no date', photo: 5, roles: 'x', list: 'y' });
    expect(() => record.itemSize()).toThrow(ValidationError);
    expect(() => record.itemSize()).not.toThrow(/not a bigint/);
  });

  it('copies what it is given', () => {
    const map = { a: [1] };
    const record = All.fromObject({ id: 'a', map });
    map.a.push(2);
    expect(record.map).toEqual({ a: [1] });
  });
});

describe('build', () => {
  it('makes instances of plain objects that are given for nested classes', () => {
    const record = All.build({ id: 'a', point: { x: 1 } as Point, list: [{ x: 2, near: [{ x: 3 }] } as Point] });
    expect(record.point).toBeInstanceOf(Point);
    expect([record.point!.y, record.point!.sum]).toEqual([0, 1]);
    expect(record.list[0]!.near[0]).toBeInstanceOf(Point);
  });

  it('leaves values that cannot be saved as they are: saving them fails', () => {
    const wrong = { x: 1, z: 2 } as unknown as Point;
    const record = All.build({ id: 'a', point: wrong });
    expect(record.point).toBe(wrong);
    expect(() => record.itemSize()).toThrow(/^All\.point\.z: is no attribute of Point/);
  });
});

describe('items', () => {
  it('go out as DynamoDB stores them, and come back as loaded records', () => {
    const item = full().toItem();
    expect(item).toMatchObject({ id: { S: 'a' }, points: { N: String(2n ** 70n) }, initial: { S: 'J' } });
    const record = All.fromItem({ ...item, more: { S: 'undeclared' } });
    expect(record).toBeInstanceOf(All);
    expect([record.isNew, record.isChanged, record.name]).toEqual([false, false, 'Jane']);
    expect(record.toItem()).toEqual({ ...item, more: { S: 'undeclared' } });
  });
});

describe('properties that the class does not declare', () => {
  class Place {
    @Attribute({ type: Number }) x = 0;
    cached?: string;
  }

  @Table('undeclared')
  class User extends ActiveRecord {
    @PartitionKey({ type: String }) id!: string;
    @Attribute({ type: Place }) place?: Place;
    password?: string;
    attempts = 0;
  }

  const signedUp = () => {
    const user = User.build({ id: 'u', place: Object.assign(new Place(), { x: 1, cached: 'far' }) });
    return Object.assign(user, { password: 'secret', added: 'later' });
  };

  it('are in no plain object, and in no JSON', () => {
    expect(signedUp().toObject()).toEqual({ id: 'u', place: { x: 1 } });
    expect(JSON.stringify([signedUp()])).toBe('[{"id":"u","place":{"x":1}}]');
  });

  it('leave a plain object that build and fromObject take', () => {
    expect(User.build(signedUp().toObject())).toMatchObject({ id: 'u', attempts: 0 });
    expect(User.fromObject(signedUp().toObject())).toMatchObject({ id: 'u', place: { x: 1 } });
  });

  it('may be undefined in what build takes, and must be left out otherwise', () => {
    const user = User.build({ id: 'u' });
    expect(User.build({ id: 'v', password: undefined })).toMatchObject({ id: 'v' });
    const { attempts, ...copy } = { ...user };
    expect([attempts, User.build({ ...copy, id: 'w' }).id]).toEqual([0, 'w']);
    expect(() => User.build({ ...user })).toThrow(/^User has no attribute "attempts"/);
  });
});
