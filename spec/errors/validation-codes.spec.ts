// `code` tells input that is not fit to be stored, with `issues` that a form can show, from mistakes in the program.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ActiveRecord,
  Attribute,
  attributes,
  batchWrite,
  createTable,
  Discriminator,
  defineTable,
  Index,
  PartitionKey,
  repository,
  SortKey,
  Table,
  transact,
  ValidationError,
  Version,
} from 'dynact';
import { engineOf, memoryClient } from 'dynact/memory';
import { failure } from '../contract/harness';

const LIB = join(__dirname, '../../lib');

/** Where input is refused, by file: everywhere else it is `ValidationError.misuse`. A new place belongs in the table below, too. */
const OF_INPUT: Record<string, number> = {
  'codec/codec.ts': 1,
  'entity/checked-key.ts': 2,
  'entity/checked-values.ts': 1,
  'entity/key.ts': 1,
  'expressions/references.ts': 1,
  'query/cursor.ts': 1,
  'write/actions.ts': 1,
  'write/plan/index-values.ts': 1,
  'write/upsert.ts': 1,
};

class Address {
  @Attribute({ required: true, type: String }) city!: string;
  @Attribute() zip?: string;
}

const client = memoryClient();

@Table({ name: 'coded-users', client })
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ required: true }) email!: string;
  @Attribute({ type: Number }) age?: number;
  @Attribute({ enum: ['a', 'b'] }) kind?: string;
  @Attribute({ readOnly: true }) ssn?: string;
  @Attribute({ type: Address }) address?: Address;
  @Attribute({ type: [Date] }) days?: Date[];
  @Attribute({ unique: true, type: Number }) number?: number;
  @Attribute() anything?: unknown;
  @Attribute({ type: 'map' }) map?: Record<string, unknown>;
  @Attribute({ type: [String] }) tags?: string[];
  @Attribute({ codec: { encode: (url: URL) => url.href, decode: (href: string) => new URL(href) } }) url?: URL;
  @Version() version?: number;
}

@Index('byPlace', { partitionKey: 'place' })
@Table({ name: 'coded-entries', client })
class Entry extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute({ type: Number }) n?: number;
  @Attribute({ type: String }) place?: string;
}

const padded = defineTable('coded-padded', {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: {},
  client,
});

@Discriminator('built')
@Table(padded, { keys: { table: ['{id}', '{place}#{count}'] } })
class Built extends ActiveRecord {
  @Attribute() id!: string;
  @Attribute({ type: String }) place!: string;
  @Attribute({ type: Number }) count!: number;
}

@Discriminator('untyped')
@Table(padded, { keys: { table: ['{id}', '{part}'] } })
class BuiltUntyped extends ActiveRecord {
  @Attribute() id!: string;
  @Attribute() part!: unknown;
}

@Table({ name: 'coded-untyped', client })
class Untyped extends ActiveRecord {
  @PartitionKey() id!: unknown;
}

const key = { id: 'u' };
const good = { ...key, email: 'e', ssn: '1' };
let user: User;

/** Each with the path of its first issue; null: it is about no attribute. */
const INPUT: [string, () => unknown, (string | number)[] | null][] = [
  ['a value of another type', () => User.create({ ...good, age: 'x' as never }), ['age']],
  ['an empty key of an index', () => Entry.create({ id: 'e', at: 1, place: '' }), ['place']],
  ['a large key of an index', () => Entry.create({ id: 'e', at: 1, place: 'x'.repeat(2049) }), ['place']],
  ['a value in a list', () => User.create({ ...good, days: [new Date(0), 'x' as never] }), ['days', 1]],
  ['a missing required value', () => User.build(key).save(), ['email']],
  ['a missing member', () => User.create({ ...good, address: new Address() }), ['address', 'city']],
  ['a value that is not allowed', () => User.create({ ...good, kind: 'z' as never }), ['kind']],
  ['a value in an update', () => User.updateByKey(key, { age: Number.NaN }), ['age']],
  ['a value in an action', () => user.update(u => [u.days.at(0).set('x' as never)]), ['days', 0]],
  ['a value in a condition', () => user.save({ condition: u => u.age.gt('x' as never) }), ['age']],
  ['a value in a filter', () => User.scan().filter(u => u.age.gt('x' as never)), ['age']],
  ['a required value taken away', () => user.update({ email: undefined as never }), ['email']],
  ['a required value removed', () => user.update(u => u.email.remove()), ['email']],
  ['a required member removed', () => user.update(u => u.address.city.remove()), ['address', 'city']],
  ['an upsert without a required value', () => User.upsert(key), ['email']],
  ['a part of a key', () => Entry.get({ id: 'e', at: 'x' as never }), ['at']],
  ['a part of a key that is missing', () => Entry.get({ id: 'e' } as never), ['at']],
  ['an empty key', () => User.get({ id: '' }), ['id']],
  ['a key that is reserved', () => User.get({ id: 'unique#x' }), ['id']],
  ['what is no cursor', () => Entry.query({ id: 'e' }).page({ cursor: 'nonsense' }), ['cursor']],
  [
    'the cursor of another query',
    async () => {
      for (const n of [1, 2]) await Entry.create({ id: 'e', at: n });
      const { cursor } = await Entry.query({ id: 'e' }).limit(1).page();
      return Entry.query({ id: 'f' }).page({ cursor });
    },
    ['cursor'],
  ],
];

const USAGE: [string, () => unknown][] = [
  ['an attribute that there is not', () => User.build({ nope: 1 } as never)],
  ['a key whose type nothing says', () => Untyped.get({ id: 1 as never })],
  ['a key that is none', () => User.get('u' as never)],
  ['a part of a key that there is not', () => User.get({ ...key, nope: 1 } as never)],
  ['an option that there is not', () => user.save({ nope: 1 } as never)],
  ['a condition that is dropped', () => user.save({ condition: u => (u.age.gt(1) && u.age.lt(5)) as never })],
  ['a condition that is none', () => user.save({ condition: (() => 5) as never })],
  ['two actions on one path', () => user.update(u => [u.age.set(1), u.age.add(1)])],
  ['an assignment in an update', () => user.update(u => Object.assign(u, { age: 5 }) as never)],
  ['an assignment to a member', () => user.update(u => Object.assign(u.address, { zip: 'x' }) as never)],
  ['an assignment to a key of a map', () => user.update(u => Object.assign(u.map, { zip: 'x' }) as never)],
  ['an assignment deep in a map', () => user.update(u => Object.assign(u.map.get('in'), { zip: 'x' }) as never)],
  ['an assignment to an element', () => user.update(u => Object.assign(u.tags, ['x']) as never)],
  ['an assignment to a member that there is not', () => user.update(u => Object.assign(u.address, { no: 1 }) as never)],
  ['an assignment to a member with a codec', () => user.update(u => Object.assign(u.url, { hash: 'x' }) as never)],
  ['an assignment to no attribute', () => user.update(u => Object.assign(u, { nope: 5 }) as never)],
  ['a Date where no type is declared', () => User.create({ ...good, anything: new Date(0) })],
  ['a Date in a map', () => User.create({ ...good, map: { at: new Date(0) } })],
  ['a bigint where no type is declared', () => user.update({ anything: 1n })],
  ['a class where no type is declared', () => user.update(u => [u.anything.set(new URL('http://x') as never)])],
  ['a function', () => User.create({ ...good, anything: () => 1 })],
  ['a Set of what no set holds', () => User.create({ ...good, anything: new Set([true]) })],
  ['undefined in a condition', () => user.save({ condition: u => u.age.gt(undefined as never) })],
  ['undefined in a filter', () => User.scan().filter(u => u.age.eq(undefined as never))],
  ['a part of a key whose type nothing says', () => BuiltUntyped.build({ id: 'b', part: 5 }).save()],
  ['an order of numbers that a key does not pad', () => betweenCounts()],
  ['a member to set that is no function', () => user.setIn({ map: {} } as never)],
  ['an update of the key', () => user.update({ id: 'x' })],
  ['an update of the version', () => user.update({ version: 5 })],
  ['an update of what is set once', () => user.update({ ssn: '2' })],
  ['a save of what is set once', () => Object.assign(user, { ssn: '2' }).save()],
  [
    'an index that there is not',
    () =>
      User.query(key)
        .index('nope' as never)
        .all(),
  ],
  ['a key of no index', () => User.query({ age: 1 } as never).all()],
  ['a limit of 0', () => Entry.query({ id: 'e' }).limit(0)],
  ['findBy of what is not unique', () => User.findBy({ age: 1 })],
  ['an add to what is unique', () => user.update(u => [u.number.add(1)])],
  ['an increment of what is unique', () => user.increment('number')],
  ['a unique class in a batch', () => batchWrite([User.build(good)])],
  ['plain objects in a batch', () => batchWrite([{ id: 'x' }])],
  ['a record of another class', () => repository(User).save(Entry.build({ id: 'e', at: 1 }) as never)],
  ['two operations on one item', () => transact(tx => [1, 2].map(n => tx.update(Entry, { id: 'e', at: 1 }, { n })))],
  ['a block that is none', () => transact(undefined as never)],
  ['a reference of another class', () => user.save({ condition: attributes(Entry).n.gt(1) as never })],
  ['a stored item that its class cannot read', () => User.get({ id: 'wrong' })],
];

const betweenCounts = () =>
  Built.query({ id: 'b', place: 'x' })
    .where(b => b.count.gt(1))
    .all();

beforeAll(async () => {
  await createTable(padded);
  await createTable(User);
  await createTable(Entry);
  engineOf(client).execute('PutItem', { TableName: 'coded-users', Item: { id: { S: 'wrong' }, age: { S: 'x' } } });
});
beforeEach(async () => {
  await User.deleteByKey(key);
  user = await User.create(good);
});

describe('A ValidationError', () => {
  it.each(INPUT)('is of input: %s', async (_, call, path) => {
    const error = await failure(async () => call(), ValidationError);
    expect(error.code).toBe('VALIDATION');
    expect(error.issues[0]?.path ?? null).toEqual(path);
    if (path) expect(error.message).toContain(error.issues[0]!.message);
  });

  it.each(USAGE)('is of a mistake in the program: %s', async (_, call) => {
    const error = await failure(async () => call(), ValidationError);
    expect(error.code).toBe('USAGE');
  });

  it('is of input in no other place', () => {
    const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
    const uses = files.map(file => [
      file,
      readFileSync(join(LIB, file), 'utf8').match(/new ValidationError\(|ValidationError\.about\(/g)?.length ?? 0,
    ]);
    const found = uses.filter(([file, count]) => count !== 0 && !String(file).startsWith('errors/'));
    expect(Object.fromEntries(found)).toEqual(OF_INPUT);
  });
});
