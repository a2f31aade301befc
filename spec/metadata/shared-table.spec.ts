import {
  Attribute,
  ConfigurationError,
  ExpiresAt,
  Index,
  PartitionKey,
  SortKey,
  Table,
  type TableOptions,
} from 'dynact';
import { memoryClient } from 'dynact/memory';
import { Discriminator } from '../../lib/decorators/discriminator';
import { keysOf } from '../../lib/entity/keys-of';
import { defineTable } from '../../lib/features/define-table';
import type { EntityClass } from '../../lib/metadata/entity-class';
import { metadataOf } from '../../lib/metadata/entity-metadata';
import type { SharedTable } from '../../lib/metadata/shared-table';
import { metadataOfTarget } from '../../lib/metadata/table-metadata';
import { timeToLiveAttribute } from '../../lib/tables/time-to-live';

const table = (more: object = {}) =>
  defineTable('app', {
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: {
      gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
      byDate: { type: 'local', sortKey: 'createdAt' },
      inverted: { partitionKey: 'sk', sortKey: 'pk' },
    },
    ...more,
  });

function order(app: SharedTable, keys: object) {
  class Order {
    @Attribute() org!: string;
    @Attribute() id!: string;
    @Attribute() status?: string;
    @Attribute() at?: Date;
    @Attribute() seq?: number;
    @Attribute() tags?: string[];
  }
  Table(app, { keys: keys as { table: string[] } })(Order);
  return Order as EntityClass<Order>;
}

describe('An @Index of a class on a shared table', () => {
  const declared = (name: string) => {
    const Order = order(table(), { table: ['ORG#{org}', 'ORDER#{id}'] });
    Index(name, { partitionKey: 'status' })(Order as never);
    return Order;
  };

  it('cannot have the name of an index of the table', () => {
    expect(() => metadataOf(declared('gsi1'))).toThrow(ConfigurationError);
    expect(() => metadataOf(declared('gsi1'))).toThrow(
      /^Order declares the index "gsi1", which its table has in defineTable: .*`keys: \{ gsi1: \[\.\.\.\] \}`/,
    );
  });

  it('is beside those of the table under another name', () => {
    expect([...metadataOf(declared('byStatus')).indexes.keys()]).toEqual(['inverted', 'byStatus']);
  });
});

describe('@ExpiresAt', () => {
  const expiring = (app: SharedTable, name: string, type: string, options?: { name: string }) => {
    class Session {
      @Attribute() id!: string;
      @ExpiresAt(options) ttl?: Date;
    }
    Object.defineProperty(Session, 'name', { value: type });
    Table(app, { keys: { table: [`${name}#{id}`, name] } })(Session);
    return Session as EntityClass<Session>;
  };

  it('is stored as the time to live of the table', () => {
    const app = table({ timeToLive: 'expiresAt' });
    const wrong = expiring(app, 'A', 'Session');
    expect(() => metadataOf(wrong)).toThrow(ConfigurationError);
    expect(() => metadataOf(wrong)).toThrow(
      /^Session\.ttl is stored as "ttl", and the time to live of the table is "expiresAt".*@ExpiresAt\(\{ name: 'expiresAt' \}\)$/,
    );
    const right = expiring(app, 'B', 'Right', { name: 'expiresAt' });
    expect(timeToLiveAttribute(metadataOf(right))).toBe('expiresAt');
  });

  it('is stored under one name by all classes of a table', () => {
    const app = table();
    const first = expiring(app, 'A', 'First');
    expect(timeToLiveAttribute(metadataOf(first))).toBe('ttl');
    const second = expiring(app, 'B', 'Second', { name: 'gone' });
    expect(() => metadataOf(second)).toThrow(
      /^Second\.ttl is stored as "gone", and the time to live of the table as First declares it is "ttl"/,
    );
    expect(() => metadataOf(expiring(table(), 'A', 'Elsewhere', { name: 'gone' }))).not.toThrow();
  });

  it('is stored under one name by all classes that name one table', () => {
    const named = (table: TableOptions, name: string, type = 'Session') => {
      class Session {
        @PartitionKey({ type: 'string' }) id!: string;
        @ExpiresAt({ name }) expires?: Date;
      }
      Object.defineProperty(Session, 'name', { value: type });
      Table(table)(Session);
      return Session as EntityClass<Session>;
    };
    expect(() => metadataOf(named({ name: 'of-two' }, 'ttl', 'First'))).not.toThrow();
    expect(() => metadataOf(named({ name: 'of-two' }, 'ttl'))).not.toThrow();
    expect(() => metadataOf(named({ name: 'of-two' }, 'gone'))).toThrow(
      /^Session\.expires is stored as "gone", and the time to live of the table as First declares it is "ttl".*@ExpiresAt\(\{ name: 'ttl' \}\)$/,
    );
    expect(() => metadataOf(named({ name: 'of-another' }, 'gone'))).not.toThrow();
    // Where another client reads it, or a function gives its name, it may be another table.
    expect(() => metadataOf(named({ name: 'of-two', client: memoryClient() }, 'gone'))).not.toThrow();
    expect(() => metadataOf(named({ name: () => 'of-two' }, 'gone'))).not.toThrow();
  });

  it('is the time to live of the table, also to the classes and the shared table that do not declare it', () => {
    const app = table();
    expiring(app, 'A', 'First');
    const org = order(app, { table: ['ORG#{org}', 'ORDER#{id}'] });
    expect(timeToLiveAttribute(metadataOf(org))).toBe('ttl');
    expect(timeToLiveAttribute(metadataOfTarget(app))).toBe('ttl');
    expect(timeToLiveAttribute(metadataOfTarget(table()))).toBeUndefined();
  });

  it('is what createTable has to name, if it names any', () => {
    class Session {
      @PartitionKey() id!: string;
      @ExpiresAt() ttl?: Date;
      @Attribute({ type: 'epochSeconds' }) other?: Date;
    }
    Table('expiring-sessions')(Session);
    expect(timeToLiveAttribute(metadataOf(Session), 'ttl')).toBe('ttl');
    expect(() => timeToLiveAttribute(metadataOf(Session), 'other')).toThrow(
      /^Session\.other cannot be the time to live: that of the table is "ttl"/,
    );
  });
});

describe('keysOf', () => {
  const Order = order(table(), { table: ['ORG#{org}', 'ORDER#{id}'], gsi1: ['STATUS#{status}', '{at}'] });
  const at = new Date('2026-05-01T10:00:00.000Z');

  it('builds the keys of the table, and those of indexes whole or not at all', () => {
    const keys = keysOf(Order);
    expect(keys.build({ org: 'o', id: 'i' })).toEqual({ pk: 'ORG#o', sk: 'ORDER#i' });
    expect(keys.build({ org: 'o', id: 'i', status: 'open' })).toEqual({ pk: 'ORG#o', sk: 'ORDER#i' });
    expect(keys.build({ org: 'o', id: 'i', status: 'open', at })).toEqual({
      pk: 'ORG#o',
      sk: 'ORDER#i',
      gsi1pk: 'STATUS#open',
      gsi1sk: at.toISOString(),
    });
  });

  it('refuses values that cannot be in a key', () => {
    const keys = keysOf(Order);
    expect(() => keys.build({ org: 'o' })).toThrow('Order.id is missing');
    expect(() => keys.build({ org: '', id: 'i' })).toThrow('Order.org: is empty');
    expect(() => keys.build({ org: 'x'.repeat(2050), id: 'i' })).toThrow('2054 bytes');
    expect(() => keys.build({ org: 'o', id: 'i', other: 1 } as object)).toThrow('no attribute "other"');
  });

  it('reads keys of the table, of an index, or of both', () => {
    const keys = keysOf(Order);
    expect(keys.parse({ pk: 'ORG#o', sk: 'ORDER#i' })).toEqual({ org: 'o', id: 'i' });
    expect(keys.parse({ gsi1pk: 'STATUS#open', gsi1sk: at.toISOString() })).toEqual({ status: 'open', at });
    expect(keys.parse({ pk: 'ORG#o', sk: 'USER#i' })).toBeUndefined();
    expect(keys.parse({ pk: 7, sk: 'ORDER#i' })).toBeUndefined();
    expect(keys.parse({})).toBeUndefined();
  });

  it('takes properties that are keys themselves', () => {
    @Table(table())
    class Plain {
      @PartitionKey({ name: 'pk' }) a!: string;
      @SortKey({ name: 'sk' }) b!: string;
    }
    expect(keysOf(Plain).build({ a: '1', b: '2' })).toEqual({ pk: '1', sk: '2' });
    expect(keysOf(Plain).parse({ pk: '1', sk: '2' })).toEqual({ a: '1', b: '2' });
  });

  it('refuses parts in two keys that differ', () => {
    const Adapter = order(table(), { table: ['USER#{id}', 'USER#{id}'] });
    expect(keysOf(Adapter).build({ id: '1' })).toEqual({ pk: 'USER#1', sk: 'USER#1' });
    expect(keysOf(Adapter).parse({ pk: 'USER#1', sk: 'USER#2' })).toBeUndefined();
  });
});

describe('a class of a shared table', () => {
  it('has the indexes whose keys it has, built or as properties', () => {
    const names = (keys: object) => [...metadataOf(order(table(), keys)).indexes.keys()];
    expect(names({ table: ['ORG#{org}', 'ORDER#{id}'] })).toEqual(['inverted']);
    expect(names({ table: ['ORG#{org}', 'ORDER#{id}'], byDate: '{at}' })).toEqual(['byDate', 'inverted']);
    expect(names({ table: ['ORG#{org}', 'ORDER#{id}'], gsi1: ['A', '{at}'] })).toEqual(['gsi1', 'inverted']);
  });

  test.each([
    [{}, 'Order has no "pk", a key of its table'],
    [{ table: ['ORG#{org}'] }, '`keys.table` takes 2 templates'],
    [{ table: ['ORG#{org}', 'X#{nobody}'] }, 'names "nobody", which is no attribute'],
    [{ table: ['ORG#{org}', '{tags}'] }, 'names "tags", which cannot be a part of a key'],
    [{ table: ['ORG#{org}', '{seq:lower}'] }, 'is a number, which takes no format'],
    [
      { table: ['ORG#{org}', 'X'], gsi2: ['A', 'B'] },
      'its table has no index "gsi2": it has "gsi1", "byDate", "inverted"',
    ],
    [{ table: ['ORG#{org}', 'X'], gsi1: 'A' }, '`keys.gsi1` takes 2 templates'],
    [{ table: ['ORG#{org}', 'X'], byDate: ['A', 'B'] }, '`keys.byDate` takes 1 templates'],
    [{ table: ['ORG#{org}', 'X'], inverted: ['Y', 'ORG#{org}'] }, 'the template "Y" of "sk" is not the one'],
  ])('with the keys %j is refused', (keys, message) => {
    expect(() => metadataOf(order(table(), keys))).toThrow(ConfigurationError);
    expect(() => metadataOf(order(table(), keys))).toThrow(message);
  });

  it('cannot store an attribute where a key is built, unless it is that attribute', () => {
    class Meets {
      @Attribute({ name: 'sk' }) id!: string;
      @Attribute() org!: string;
    }
    Table(table(), { keys: { table: ['ORG#{org}', 'X#{id}'] } })(Meets);
    expect(() => metadataOf(Meets)).toThrow('Meets.id is stored as "sk", a key that the template "X#{id}" builds');

    class Identical {
      @Attribute({ name: 'sk' }) id!: string;
      @Attribute() org!: string;
    }
    Table(table(), { keys: { table: ['ORG#{org}', '{id}'] } })(Identical);
    expect(keysOf(Identical).build({ org: 'o', id: 'i' })).toEqual({ pk: 'ORG#o', sk: 'i' });
  });

  it('has @PartitionKey and @SortKey on keys of the table alone', () => {
    @Table(table())
    class Other {
      @PartitionKey() id!: string;
    }
    expect(() => metadataOf(Other)).toThrow('Other has no "pk"');

    @Table(table(), { keys: { table: ['A#{id}', 'B'] } })
    class Both {
      @PartitionKey() id!: string;
    }
    expect(() => metadataOf(Both)).toThrow('Both.id is declared as a key, and stored as "id"');

    @Table(defineTable('numbers', { partitionKey: { name: 'pk', type: 'N' } }))
    class Typed {
      @PartitionKey({ name: 'pk' }) id!: string;
    }
    expect(() => metadataOf(Typed)).toThrow('stored as S, and the key "pk" of its table is N');
  });
});

describe('defineTable', () => {
  test.each([
    [undefined, 'needs a name'],
    [{}, 'needs its keys by name'],
    [{ partitionKey: { name: 'pk', type: 'BOOL' } }, 'needs its keys by name'],
    [{ partitionKey: 'pk', sortKey: 'pk' }, 'has "pk" as both keys'],
    [{ partitionKey: 'pk', indexes: { a: {} } }, 'needs a partitionKey'],
    [{ partitionKey: 'pk', indexes: { table: { partitionKey: 'a' } } }, 'needs another name'],
    [{ partitionKey: 'pk', indexes: { a: { type: 'local', sortKey: 'b' } } }, 'is local'],
    [{ partitionKey: 'pk', sortKey: 'sk', indexes: { a: { type: 'local', sortKey: ['b', 'c'] } } }, 'is local'],
    [{ partitionKey: 'pk', indexes: { a: { partitionKey: ['a', 'b', 'c', 'd', 'e'] } } }, 'too many key attributes'],
    [{ partitionKey: 'pk', indexes: { a: { partitionKey: { name: 'pk', type: 'N' } } } }, 'with two types'],
    [{ partitionKey: 'pk', discriminator: 'pk' }, 'has "pk" as a key'],
  ])('refuses %j', (definition, message) => {
    expect(() => defineTable('app', definition as never)).toThrow(ConfigurationError);
    expect(() => defineTable('app', definition as never)).toThrow(message);
  });

  it('takes its name in the definition, and as a function that is asked each time', () => {
    let name = 'one';
    const app = defineTable({ name: () => name, partitionKey: 'pk' });
    @Table(app)
    class Named {
      @PartitionKey({ name: 'pk' }) id!: string;
    }
    expect(metadataOf(Named).tableName).toBe('one');
    name = 'two';
    expect(metadataOf(Named).tableName).toBe('two');
  });
});

describe('@Discriminator', () => {
  it('needs a table that has one', () => {
    @Discriminator('dog')
    @Table(table())
    class Dog {
      @PartitionKey({ name: 'pk' }) a!: string;
      @SortKey({ name: 'sk' }) b!: string;
    }
    expect(() => metadataOf(Dog)).toThrow('its table no `discriminator`');
  });

  it('is one of each class', () => {
    const app = table({ discriminator: 'type' });
    @Discriminator('dog')
    @Table(app)
    class Dog {
      @PartitionKey({ name: 'pk' }) a!: string;
      @SortKey({ name: 'sk' }) b!: string;
    }
    @Discriminator('cat', { also: ['dog'] })
    @Table(app)
    class Cat extends Dog {}
    expect(() => metadataOf(Cat)).toThrow('Cat and Dog have one discriminator, "dog"');
  });

  test.each([
    ['', {}],
    ['a', { also: ['a'] }],
    ['a', { also: ['b', 'b'] }],
    ['a', { also: [''] }],
  ] as const)('refuses %j', (value, options) => {
    expect(() => Discriminator(value, options)).toThrow(ConfigurationError);
  });
});
