import {
  Attribute,
  ConfigurationError,
  createTable,
  Index,
  PartitionKey,
  repository,
  setDefaultClient,
  Table,
  tableDefinition,
  ValidationError,
} from 'dynact';
import { memoryClient } from 'dynact/memory';
import { codecFor } from '../../lib/metadata/attribute-codec';
import type { TypeOption } from '../../lib/metadata/declarations';

class Address {
  @Attribute() city = 'Oslo';
}

class Plain {
  city = 'Oslo';
}

/** What an attribute takes and refuses that nothing but its initial value says the type of. */
const codecOf = (initial: unknown, declared: { type?: TypeOption; designType?: unknown } = {}) =>
  codecFor('T', { property: 'p', ...declared }, () => initial, null as never);

describe('an initial value', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['0', 0, 5, '5'],
    ["''", '', 'text', 5],
    ['true', true, false, 'false'],
    ['1n', 1n, 5n, 5],
    ['new Date()', new Date(0), new Date(1), '2026-01-01T00:00:00.000Z'],
    ['[]', [], ['a', 1], new Set(['a'])],
    ['{}', {}, { a: 1 }, 'text'],
    ['new Set()', new Set(), new Set([1]), [1]],
    ["new Set(['a'])", new Set(['a']), new Set(['b']), new Set([1])],
    ['new Set([1])', new Set([1]), new Set([2]), new Set(['a'])],
    ['new Set([1n])', new Set([1n]), new Set([2n]), new Set(['a'])],
    ['bytes', new Uint8Array([1]), new Uint8Array([2]), 'AQ=='],
  ])('%s says which values the attribute takes', (_, initial, right, wrong) => {
    const codec = codecOf(initial);
    expect(codec.decode(codec.encode(right)!)).toEqual(right);
    expect(() => codec.encode(wrong)).toThrow(/^expected /);
  });

  it.each([undefined, null, new Plain(), () => 1])('of no stored form says nothing: %p', initial => {
    expect(codecOf(initial).encode('text')).toEqual({ S: 'text' });
    expect(codecOf(initial).encode(5)).toEqual({ N: '5' });
  });

  it('does not matter if a type is declared or emitted', () => {
    expect(codecOf(0, { type: 'any' }).encode('text')).toEqual({ S: 'text' });
    expect(codecOf(0, { designType: String }).encode('text')).toEqual({ S: 'text' });
    expect(codecOf(0, { designType: Object }).encode(5)).toEqual({ N: '5' });
    expect(() => codecOf(0, { designType: Object }).encode('5')).toThrow();
  });
});

describe('initialised attributes', () => {
  @Table('initialised')
  class Initialised {
    @PartitionKey() id = 'default';
    @Attribute() amount = 0;
    @Attribute() flag = true;
    @Attribute() at = new Date(0);
    @Attribute() address = new Address();
    @Attribute({ type: 'any' }) open: string | number = 0;
    @Attribute({ default: 5 }) count!: number;
  }
  const store = repository(Initialised);

  beforeAll(async () => {
    setDefaultClient(memoryClient());
    await createTable(Initialised);
  });
  afterAll(() => setDefaultClient(undefined));

  it('refuse values of another type, as JSON from outside may have', async () => {
    for (const wrong of [{ amount: '5' }, { flag: 'false' }, { at: '1970' }, { address: 'Oslo' }, { count: '5' }]) {
      await expect(store.create(wrong as object)).rejects.toThrow(ValidationError);
      await expect(store.updateByKey({ id: 'x' }, wrong as object)).rejects.toThrow(ValidationError);
    }
    await store.create({ id: 'open', open: 'text' });
    expect((await store.getOrFail({ id: 'open' })).open).toBe('text');
  });

  it('come back as they were', async () => {
    await store.save(store.build({ id: 'a', at: new Date(5) }));
    const found = await store.getOrFail({ id: 'a' });
    expect(found).toEqual(store.build({ id: 'a', at: new Date(5) }));
    expect(found.address).toBeInstanceOf(Address);
  });
});

describe('the type of an index key', () => {
  const typeOf = (initial: unknown, options = {}) => {
    class Keyed {
      id = '';
      key = initial;
    }
    PartitionKey()(Keyed.prototype, 'id');
    Attribute(options)(Keyed.prototype, 'key');
    Table('keyed')(Keyed);
    Index('byKey', { partitionKey: 'key' })(Keyed);
    return tableDefinition(Keyed).AttributeDefinitions?.find(({ AttributeName }) => AttributeName === 'key')
      ?.AttributeType;
  };
  const codec = { encode: (value: Plain) => value.city.length, decode: () => new Plain() };

  it.each<[unknown, unknown, object]>([
    ['', 'S', {}],
    [5, 'N', {}],
    [5n, 'N', {}],
    [new Date(0), 'S', {}],
    [new Uint8Array([1]), 'B', {}],
    [undefined, 'S', {}],
    [undefined, 'N', { default: () => 5 }],
    [undefined, 'N', { type: Number }],
    [new Plain(), 'N', { codec }],
    [undefined, 'N', { codec, type: Number }],
  ])('of %p is %s', (initial, type, options) => {
    expect(typeOf(initial, options)).toBe(type);
  });

  it.each<[unknown, object]>([
    [true, {}],
    [null, {}],
    [[], {}],
    [{}, {}],
    [new Set(), {}],
    [new Set(['a']), {}],
    [undefined, { codec }],
  ])('of %p is none: it needs another, or a declared one', (initial, options) => {
    expect(() => typeOf(initial, options)).toThrow(ConfigurationError);
  });

  it('is a string where a getter cannot compute on an empty instance, and the type of what it computes otherwise', () => {
    class Computed {
      id = '';
      name?: string;
      get domain() {
        return this.name!.split('@')[1];
      }
      get length() {
        return this.name?.length ?? 0;
      }
    }
    PartitionKey()(Computed.prototype, 'id');
    Attribute()(Computed.prototype, 'domain');
    Attribute()(Computed.prototype, 'length');
    Table('computed')(Computed);
    Index('byDomain', { partitionKey: 'domain', sortKey: 'length' })(Computed);
    expect(tableDefinition(Computed).AttributeDefinitions).toEqual([
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'domain', AttributeType: 'S' },
      { AttributeName: 'length', AttributeType: 'N' },
    ]);
  });
});
