import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  DeletedAt,
  Discriminator,
  defineTable,
  ExpiresAt,
  Index,
  PartitionKey,
  SortKey,
  Table,
} from 'dynact';
import fc from 'fast-check';
import type { AnswerReader } from '../../lib/client/lane';
import { targetOf } from '../../lib/client/target';
import { stateOf } from '../../lib/entity/record-state';
import { pageReader, responsesReader } from '../../lib/load/answer-readers';
import { loadAll } from '../../lib/load/load';
import { COUNTER_KEY, metadataOf } from '../../lib/metadata/entity-metadata';
import type { Item } from '../../lib/wire/attribute-value';
import { Pairs, textOf, treeOf, writes } from '../support/random-text';

const RUNS = Number(process.env.DYNACT_TEXT_RUNS ?? 150);

@Table({ name: 'animals', discriminator: 'kind' })
class Animal {
  @PartitionKey() owner!: string;
  @SortKey() name!: string;
  @Attribute({ type: Number }) legs?: number;
  @Attribute({ type: 'map' }) notes?: Record<string, unknown>;
}

@Discriminator('dog', { also: ['hound'] })
class Dog extends Animal {
  @Attribute() breed?: string;
}

@Discriminator('puppy')
class Puppy extends Dog {
  @Attribute() weeks = 8;
  @Attribute({ name: 'kind' }) shown?: string;
}

@Discriminator('cat')
class Cat extends Animal {
  @Attribute({ type: Boolean }) indoor?: boolean;
}

/** Hides what a query of its base shows. */
@Discriminator('ghost')
class Ghost extends Animal {
  @DeletedAt() deletedAt?: Date;
}

@Discriminator('a\\')
class OneStroke extends Animal {}

/** Its name is what JSON makes of the other one's. */
@Discriminator('a\\\\')
class TwoStrokes extends Animal {}

const app = defineTable('told', { partitionKey: 'pk', sortKey: 'sk', discriminator: 'kind' });

@Table(app, { keys: { table: ['SHOP#{shop}', 'ORDER#{id}'] } })
@Discriminator('order')
class Order {
  @Attribute() shop!: string;
  @Attribute() id!: string;
  @Attribute({ type: 'map' }) notes?: Record<string, unknown>;
}

const plainApp = defineTable('told-by-key', { partitionKey: 'pk', sortKey: 'sk' });

@Table(plainApp, { keys: { table: ['SHOP#{shop}', 'INVOICE#{id}'] } })
class Invoice {
  @Attribute() shop!: string;
  @Attribute() id!: string;
  @Attribute({ type: Number }) legs?: number;
}

@Table(plainApp, { keys: { table: ['USER#{id}', 'PROFILE'] } })
class User {
  @Attribute() id!: string;
}

@Table('numbered')
class Numbered {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() name?: string;
}

@Table('expiring')
@Index('byEnd', { partitionKey: 'name', sortKey: 'end' })
class Expiring {
  @PartitionKey() id!: string;
  @Attribute() name?: string;
  @ExpiresAt() end?: Date;
}

const client = new DynamoDBClient({});
const types = { Animal, Dog, Puppy, Cat, Ghost, OneStroke, TwoStrokes, Order, Invoice, User, Numbered };

/** What a record came to be. */
function seen(record: object | undefined): unknown {
  const { stored, unknown, filled } = (record && stateOf(record)) ?? {};
  return record && { type: record.constructor.name, values: { ...record }, stored, unknown, filled };
}

const targetFor = (type: new () => object) => targetOf(metadataOf(type), { client });

/** However often an answer was left before, this one is tried. */
function read(readerOf: () => AnswerReader | undefined, body: string): readonly (object | undefined)[] | undefined {
  for (const one of Object.values(types)) while (!metadataOf(one).record.readsText);
  try {
    return readerOf()?.read(Buffer.from(body))?.records;
  } catch {
    return undefined;
  }
}

function byText(type: new () => object, body: string): readonly object[] | undefined {
  return read(() => pageReader(targetFor(type)), body) as readonly object[] | undefined;
}

type Loaded = readonly (object | undefined)[];

/** As an answer that was parsed is loaded. The request of a page leaves out what its class hides. */
function loadedOf(
  type: new () => object,
  items: readonly (Item | undefined)[],
  { withDeleted } = { withDeleted: metadataOf(type).lifecycle.deletedAt !== undefined },
): Loaded {
  return loadAll(targetFor(type), items, { onUnknown: 'skip', withDeleted }) as Loaded;
}

const short = fc.constantFrom('a', 'dog', 'SHOP#s', 'ü "quoted" \\', '"kind":{"S":"dog"}', '');
const text = short.map(S => ({ S }));
const kind = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('dog', 'hound', 'puppy', 'cat', 'ghost', 'order', 'bird').map(S => ({ S })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ N: '1' }, { NULL: true as const }, { L: [{ S: 'dog' }] } as { L: Item[string][] }),
  },
);
const notes = fc.record({ kind, x: text }, { requiredKeys: [] }).map(M => ({ M: M as Item }));

const item = fc.record(
  {
    notes,
    owner: text,
    kind,
    name: text,
    pk: fc.constantFrom({ S: 'SHOP#s' }, { S: 'USER#1' }, { S: 'SHOP\\' }, { N: '1' }),
    sk: fc.constantFrom({ S: 'ORDER#1' }, { S: 'INVOICE#1' }, { S: 'PROFILE' }, { S: 'x' }),
    shop: fc.constant({ S: 's' }),
    id: fc.constantFrom({ S: '1' }, { N: '7' }, { N: String(COUNTER_KEY) }),
    legs: fc.constant({ N: '4' }),
    breed: text,
    weeks: fc.constant({ N: '3' }),
    indoor: fc.boolean().map(BOOL => ({ BOOL })),
    deletedAt: fc.constant({ S: '2026-01-01T00:00:00.000Z' }),
    surplus: text,
  },
  { requiredKeys: [] },
);

/** How the items of a page are written: mostly as DynamoDB does, all in one order. */
const page = fc.record({
  // Few distinct items, many times: what was learned of some is used for others.
  items: fc
    .array(item, { minLength: 1, maxLength: 3 })
    .chain(some => fc.array(fc.constantFrom(...some), { minLength: 1, maxLength: 9 })),
  write: fc.constantFrom('plain', 'plain', 'plain', 'mixed') as fc.Arbitrary<keyof typeof writes>,
  reversed: fc.boolean(),
});

type Written = typeof page extends fc.Arbitrary<infer T> ? Omit<T, 'items'> & { items: readonly Item[] } : never;

describe('the reader of an answer', () => {
  const pageOf = (...items: Item[]) => JSON.stringify({ Items: items, Count: items.length });
  const animal = (S: string, more: Item = {}): Item => ({ owner: { S: 'o' }, name: { S }, kind: { S }, ...more });

  it('gives each subclass its own records', () => {
    const records = byText(
      Animal,
      pageOf(animal('dog'), animal('cat'), animal('hound'), animal('puppy'), animal('dog')),
    );
    expect(records?.map(record => record.constructor)).toEqual([Dog, Cat, Dog, Puppy, Dog]);
  });

  it('takes the discriminator of an item, not that of a map in it', () => {
    const notes = { M: { kind: { S: 'cat' } } };
    const { kind, ...dog } = animal('dog');
    expect(byText(Animal, pageOf({ notes, ...dog, kind: kind! }))).toBeUndefined();
    expect(byText(Cat, pageOf({ kind: kind!, ...dog, notes }))).toBeUndefined();
  });

  it('takes the name of a class for what JSON says', () => {
    for (let i = 0; i < 3; i++) {
      const records = byText(Animal, pageOf(animal('a\\'), animal('a\\')));
      expect(records?.map(seen) ?? []).not.toContainEqual(expect.objectContaining({ type: TwoStrokes.name }));
    }
  });

  it('reads classes of shared tables by discriminator, and by keys that tell', () => {
    const order = { pk: { S: 'SHOP#s' }, sk: { S: 'ORDER#1' }, shop: { S: 's' }, id: { S: '1' } };
    expect(byText(Order, pageOf({ ...order, kind: { S: 'order' } }, { ...order, kind: { S: 'order' } }))).toHaveLength(
      2,
    );
    const invoice = { ...order, sk: { S: 'INVOICE#1' } };
    const [record] = byText(Invoice, pageOf(invoice, invoice))!;
    expect(record).toBeInstanceOf(Invoice);
    expect(stateOf(record!)).toMatchObject({ hasUnknown: false });
    expect(byText(Invoice, pageOf(invoice, order))).toBeUndefined();
  });

  it('leaves the counter of an auto-increment class, and what expires by a key', () => {
    const counter = { id: { N: String(COUNTER_KEY) }, lastId: { N: '7' } };
    expect(byText(Numbered, pageOf({ id: { N: '1' } }, { id: { N: '2' } }))).toHaveLength(2);
    expect(byText(Numbered, pageOf({ id: { N: '1' } }, counter))).toBeUndefined();
    expect(byText(Expiring, pageOf({ id: { S: '1' } }))).toBeUndefined();
  });

  const dog = (name: string): Item => ({ owner: { S: 'o' }, name: { S: name }, kind: { S: 'dog' } });
  const dogs = targetFor(Dog);
  const together = (sources: (typeof dogs)[], ...responses: object[]) =>
    read(() => responsesReader(sources), JSON.stringify({ Responses: responses }));

  it('reads the items of a transaction, and where there is none', () => {
    const long = 'b'.repeat(9000);
    const responses = [{ Item: dog('a') }, {}, { Item: dog(long) }, { Item: dog('c') }];
    const records = together([dogs, dogs, dogs, dogs], ...responses);
    expect(records?.map(record => (record as Dog | undefined)?.name)).toEqual(['a', undefined, long, 'c']);
    expect(together([dogs, targetFor(Numbered)], { Item: dog('a') }, { Item: { id: { N: '1' } } })).toEqual([
      expect.any(Dog),
      expect.any(Numbered),
    ]);
  });

  it('leaves a transaction with what may be hidden, and more answers than were asked for', () => {
    expect(responsesReader([dogs, targetFor(Ghost)])).toBeUndefined();
    expect(responsesReader([dogs, targetFor(Expiring)])).toBeUndefined();
    const reservation = { id: { N: '1' }, uniqueAttribute: { S: 'name' }, uniqueOwner: { S: '2' } };
    expect(together([targetFor(Numbered)], { Item: reservation })).toBeUndefined();
    expect(together([dogs], { Item: dog('a') }, { Item: dog('b') })).toBeUndefined();
  });

  const written = ({ items, write, reversed }: Written) =>
    items.map(one => {
      const pairs = Object.entries(one).map(([name, value]) => [name, treeOf(value!)] as const);
      return textOf(new Pairs(reversed ? pairs.reverse() : pairs), writes[write]!);
    });

  it.each(Object.entries(types))(
    'makes of the text of items read as %s what loading them makes, or leaves it',
    (_, type) => {
      fc.assert(
        fc.property(page, given => {
          const records = byText(type, `{"Items":[${written(given).join(',')}],"Count":${given.items.length}}`);
          if (records) expect(records.map(seen)).toEqual(loadedOf(type, given.items).map(seen));
        }),
        { numRuns: RUNS },
      );
    },
  );

  const keyed = { withDeleted: false };

  it.each(Object.entries(types))(
    'does so with items of a transaction that are read as %s, and missing ones',
    (_, type) => {
      fc.assert(
        fc.property(page, fc.array(fc.boolean(), { minLength: 9 }), (given, isThere) => {
          const responses = written(given).map((text, i) => (isThere[i] ? `{"Item":${text}}` : '{}'));
          const sources = given.items.map(() => targetFor(type));
          const records = read(() => responsesReader(sources), `{"Responses":[${responses.join(',')}]}`);
          if (!records) return;
          const asked = given.items.map((one, i) => (isThere[i] ? one : undefined));
          expect(records.map(seen)).toEqual(loadedOf(type, asked, keyed).map(seen));
        }),
        { numRuns: RUNS },
      );
    },
  );
});
