import {
  ActiveRecord,
  Attribute,
  BelongsTo,
  backfillUnique,
  batchGet,
  batchWrite,
  collection,
  configure,
  createTable,
  DeletedAt,
  Discriminator,
  defineTable,
  deleteTable,
  ExpiresAt,
  executeStatement,
  HasMany,
  Index,
  ItemNotFoundError,
  load,
  measure,
  type OperationEvent,
  observe,
  PartitionKey,
  type Query,
  type Relation,
  rekey,
  repository,
  Table,
  TableNotFoundError,
  TransactGet,
  TransactWrite,
  tableExists,
  transact,
  transactGet,
  UniqueError,
  updateTable,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

const app = defineTable(uniqueTable('observed'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
});

@Discriminator('user')
@Table(app, { keys: { table: ['ORG#{org}', 'USER#{id}'], gsi1: ['STATE#{org}#{state}', '{id}'] } })
class User extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute() id!: string;
  @Attribute({ unique: true }) email?: string;
  @Attribute() state = 'new';
  @Attribute({ type: Number }) visits = 0;
  @Attribute() settings: Record<string, Record<string, string>> = {};
  @DeletedAt() deletedAt?: Date;
  @ExpiresAt({ after: { days: 1 } }) expiresAt?: Date;
  @Version() version?: number;
  @HasMany(() => Note, { org: 'org' }) notes?: Query<Note>;
}

@Discriminator('note')
@Table(app, { keys: { table: ['ORG#{org}', 'NOTE#{id}'] } })
class Note extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute() id!: string;
  @Attribute() author!: string;
  @Attribute() settings: Record<string, Record<string, string>> = {};
  @BelongsTo(() => User, { org: 'org', author: 'id' }) writer?: Relation<User>;
}

@Table(uniqueTable('numbered'))
class Numbered extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id!: number;
  @Attribute() label = '';
}

@Table(uniqueTable('observed_table'))
class Made extends ActiveRecord {
  @PartitionKey() id!: string;
}

@Index('byBlog', { partitionKey: 'blog', projection: 'KEYS_ONLY' })
@Table(uniqueTable('observed_posts'))
class Post extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() blog!: string;
}

@Table(uniqueTable('observed_missing'))
class Missing extends ActiveRecord {
  @PartitionKey() id!: string;
}

type ErrorOf = new (...args: never) => Error;

const both = collection(app, { users: User, notes: Note });

interface Call {
  readonly call: string;
  /** What the event calls it. */
  readonly operation?: string;
  readonly entity?: string | undefined;
  /** Its requests, each kind once where several follow each other. */
  readonly commands: readonly string[];
  readonly items: number;
  run(user: User): Promise<unknown>;
}

const more = ({ org }: { org: string }, id: string) => ({ org, id });

/** Every public call that sends: what its one event says, and that each request is part of it. */
const CALLS: readonly Call[] = [
  { call: 'create', commands: ['PutItem'], items: 1, run: u => User.create(more(u, 'b')) },
  {
    call: 'create with a unique value',
    operation: 'create',
    commands: ['TransactWriteItems'],
    items: 1,
    run: u => User.create({ ...more(u, 'b'), email: `b@${u.org}` }),
  },
  {
    call: 'create with a number from the counter',
    operation: 'create',
    entity: 'Numbered',
    commands: ['UpdateItem', 'PutItem'],
    items: 1,
    run: () => Numbered.create({}),
  },
  { call: 'get', commands: ['GetItem'], items: 1, run: u => User.get(more(u, 'a')) },
  { call: 'get of nothing', operation: 'get', commands: ['GetItem'], items: 0, run: u => User.get(more(u, 'x')) },
  { call: 'getOrFail', operation: 'get', commands: ['GetItem'], items: 1, run: u => User.getOrFail(more(u, 'a')) },
  { call: 'reload', commands: ['GetItem'], items: 1, run: u => u.reload() },
  { call: 'findBy', commands: ['GetItem'], items: 1, run: u => User.findBy({ email: u.email }) },
  {
    call: 'findBy of nothing',
    operation: 'findBy',
    commands: ['GetItem'],
    items: 0,
    run: u => User.findBy({ email: `none@${u.org}` }),
  },
  {
    call: 'save',
    entity: 'Note',
    commands: ['PutItem'],
    items: 1,
    run: u => Note.build({ ...more(u, 'n'), author: 'a' }).save(),
  },
  {
    call: 'saveChanges',
    commands: ['UpdateItem'],
    items: 1,
    run: u => {
      u.visits = 5;
      return u.saveChanges();
    },
  },
  { call: 'saveChanges of none', operation: 'saveChanges', commands: [], items: 0, run: u => u.saveChanges() },
  { call: 'update', commands: ['UpdateItem'], items: 1, run: u => u.update({ visits: 2 }) },
  {
    call: 'updateByKey',
    entity: 'Note',
    commands: ['UpdateItem'],
    items: 1,
    run: u => Note.updateByKey(more(u, 'n'), { author: 'b' }),
  },
  { call: 'increment', commands: ['UpdateItem'], items: 1, run: u => u.increment('visits') },
  // Its reservation expires with it.
  {
    call: 'touch',
    commands: ['TransactWriteItems', 'GetItem'],
    items: 1,
    run: u => u.touch({ expiresIn: { days: 2 } }),
  },
  {
    call: 'setIn',
    commands: ['UpdateItem'],
    items: 1,
    run: u => u.setIn(a => a.settings.theme!.color!.set('dark')),
  },
  {
    call: 'setIn of a record that others changed',
    operation: 'setIn',
    entity: 'Note',
    commands: ['UpdateItem'],
    items: 1,
    run: async u => {
      const note = await quietly(() => Note.create({ ...more(u, 'n'), author: 'a' }));
      const stale = await quietly(() => Note.getOrFail(more(u, 'n')));
      await quietly(() => note.setIn(a => a.settings.theme!.color!.set('dark')));
      return stale.setIn(a => a.settings.theme!.font!.set('large'));
    },
  },
  { call: 'softDelete', commands: ['TransactWriteItems', 'GetItem'], items: 1, run: u => u.softDelete() },
  {
    call: 'restore',
    commands: ['TransactWriteItems', 'GetItem'],
    items: 1,
    run: async u => {
      await quietly(() => u.softDelete());
      return u.restore();
    },
  },
  {
    call: 'upsert',
    entity: 'Note',
    commands: ['UpdateItem'],
    items: 1,
    run: u => Note.upsert({ ...more(u, 'n'), author: 'a' }),
  },
  {
    call: 'upsert of a unique value',
    operation: 'upsert',
    commands: ['GetItem', 'TransactWriteItems'],
    items: 1,
    run: u => User.upsert({ ...more(u, 'b'), email: `b@${u.org}` }),
  },
  { call: 'findOrCreate', commands: ['PutItem'], items: 1, run: u => User.findOrCreate(more(u, 'b')) },
  {
    call: 'findOrCreate of one that is there',
    operation: 'findOrCreate',
    commands: ['GetItem'],
    items: 1,
    run: u => User.findOrCreate(more(u, 'a'), {}, { expect: 'existing' }),
  },
  {
    call: 'moveTo',
    commands: ['TransactWriteItems'],
    items: 1,
    run: u => u.moveTo({ id: 'moved' }),
  },
  { call: 'delete', commands: ['TransactWriteItems'], items: 1, run: u => u.delete() },
  {
    call: 'deleteByKey',
    entity: 'Note',
    commands: ['DeleteItem'],
    items: 1,
    run: u => Note.deleteByKey(more(u, 'n')),
  },
  { call: 'query', commands: ['Query'], items: 1, run: u => User.query({ org: u.org }).all() },
  { call: 'count', operation: 'query', commands: ['Query'], items: 1, run: u => User.query({ org: u.org }).count() },
  { call: 'first', operation: 'query', commands: ['Query'], items: 1, run: u => User.query({ org: u.org }).first() },
  { call: 'page', operation: 'query', commands: ['Query'], items: 1, run: u => User.query({ org: u.org }).page() },
  {
    call: 'collection',
    operation: 'query',
    entity: 'User, Note',
    commands: ['Query'],
    items: 1,
    run: u => both.query({ org: u.org }).all(),
  },
  { call: 'scan', entity: 'Numbered', commands: ['Scan'], items: 1, run: () => Numbered.scan().all() },
  {
    call: 'updateAll',
    commands: ['Query', 'UpdateItem'],
    items: 1,
    run: u => User.query({ org: u.org }).updateAll(a => a.visits.add(1)),
  },
  {
    call: 'updateAll through an index',
    operation: 'updateAll',
    commands: ['Query', 'UpdateItem'],
    items: 1,
    run: u => User.query({ org: u.org, state: 'new' }).updateAll(a => a.visits.add(1)),
  },
  {
    call: 'deleteAll',
    commands: ['Query', 'TransactWriteItems'],
    items: 1,
    run: u => User.query({ org: u.org }).deleteAll(),
  },
  {
    call: 'batchGet',
    commands: ['BatchGetItem'],
    items: 1,
    run: u => batchGet([User, [more(u, 'a'), more(u, 'x')]]),
  },
  {
    call: 'load',
    commands: ['BatchGetItem'],
    items: 1,
    run: u => load(Note.build({ ...more(u, 'n'), author: 'a' }), 'writer'),
  },
  {
    call: 'load of many',
    operation: 'query',
    entity: 'Note',
    commands: ['Query'],
    items: 0,
    run: u => load(u, 'notes').all(),
  },
  {
    call: 'batchWrite',
    entity: 'Note',
    commands: ['BatchWriteItem'],
    items: 2,
    run: u => batchWrite(['n', 'm'].map(id => Note.build({ ...more(u, id), author: 'a' }))),
  },
  {
    call: 'transact',
    commands: ['GetItem', 'Query', 'TransactWriteItems', 'GetItem'],
    items: 4,
    run: u =>
      transact(async tx => {
        const user = await tx.getOrFail(User, more(u, 'a'));
        await tx.query(User, { org: u.org }).all();
        tx.update(user, { visits: 9 });
      }),
  },
  {
    call: 'TransactWrite',
    operation: 'transact',
    entity: 'Note',
    commands: ['TransactWriteItems'],
    items: 1,
    run: u => {
      const tx = new TransactWrite();
      tx.save(Note.build({ ...more(u, 'n'), author: 'a' }));
      return tx.commit();
    },
  },
  {
    call: 'transactGet',
    commands: ['TransactGetItems'],
    items: 1,
    run: u => transactGet([User, more(u, 'a')], [User, more(u, 'x')]),
  },
  {
    call: 'TransactGet',
    operation: 'transactGet',
    commands: ['TransactGetItems'],
    items: 1,
    run: u => {
      const reads = new TransactGet();
      reads.get(User, more(u, 'a'));
      return reads.commit();
    },
  },
  {
    call: 'executeStatement of a class',
    operation: 'executeStatement',
    commands: ['ExecuteStatement'],
    items: 1,
    run: u =>
      repository(User).executeStatement(`SELECT * FROM "${app.name}" WHERE pk = ? AND sk = ?`, [
        `ORG#${u.org}`,
        'USER#a',
      ]),
  },
  {
    call: 'executeStatement',
    entity: undefined,
    commands: ['ExecuteStatement'],
    items: 1,
    run: u => executeStatement(`SELECT visits FROM "${app.name}" WHERE pk = ? AND sk = ?`, [`ORG#${u.org}`, 'USER#a']),
  },
  {
    call: 'rekey',
    commands: ['Scan'],
    items: 0,
    run: () => rekey(User, { index: 'gsi1' }),
  },
  {
    call: 'backfillUnique',
    commands: ['Scan', 'TransactWriteItems'],
    items: 0,
    run: () => backfillUnique(User),
  },
  { call: 'updateTable', entity: 'Made', commands: ['DescribeTable'], items: 0, run: () => updateTable(Made) },
  { call: 'tableExists', entity: 'Made', commands: ['DescribeTable'], items: 0, run: () => tableExists(Made) },
  {
    call: 'deleteTable',
    entity: 'Made',
    commands: ['DeleteTable', 'DescribeTable'],
    items: 0,
    run: () => deleteTable(Made),
  },
  {
    call: 'tableExists of none',
    operation: 'tableExists',
    entity: 'Made',
    commands: ['DescribeTable'],
    items: 0,
    run: () => tableExists(Made),
  },
  {
    call: 'createTable',
    entity: 'Made',
    commands: ['CreateTable', 'DescribeTable'],
    items: 0,
    run: () => createTable(Made),
  },
];

let events: OperationEvent[] = [];
let commands: string[] = [];
let isQuiet = false;

/** What a call needs to be so beforehand is no part of it. */
async function quietly<R>(run: () => Promise<R>): Promise<R> {
  isQuiet = true;
  try {
    return await run();
  } finally {
    isQuiet = false;
  }
}

const withoutRepeats = (names: readonly string[]) => names.filter((name, i) => name !== names[i - 1]);

describeEachBackend('Observation', backend => {
  const db = useTables(backend, User, Numbered, Made, Post);
  let count = 0;
  let user: User;
  let stop = () => {};
  beforeEach(async () => {
    const org = `o${++count}`;
    user = await User.create({ org, id: 'a', email: `a@${org}` });
    db.sent.length = 0;
    events = [];
    commands = [];
    stop = observe({
      begin: () => ({
        request: ({ command }) => !isQuiet && commands.push(command),
        end: event => !isQuiet && events.push(event),
      }),
    });
  });
  afterEach(() => stop());

  it.each(CALLS)('gives one event of $call, with all its requests', async ({ run, ...expected }) => {
    const { call, operation = call, items } = expected;
    const entity = 'entity' in expected ? expected.entity : 'User';
    await run(user);
    expect(events).toHaveLength(1);
    const { length: requests } = commands;
    expect(events[0]).toMatchObject({ operation, entity, requests, error: undefined });
    expect(withoutRepeats(commands)).toEqual(expected.commands);
    expect(events[0]!.items).toBe(items);
    if (!call.startsWith('setIn of') && call !== 'restore') {
      expect(commands).toEqual(db.sent.map(({ command }) => command.replace(/Command$/, '')));
    }
  });

  it.each<readonly [string, number, ErrorOf, (user: User) => Promise<unknown>]>([
    ['create', 1, UniqueError, u => User.create({ ...more(u, 'b'), email: u.email! })],
    ['increment', 1, ItemNotFoundError, u => User.fromObject({ ...more(u, 'gone') }).increment('visits')],
    ['save', 0, ValidationError, u => Object.assign(Note.build({ ...more(u, 'n') }), { author: Symbol('no') }).save()],
    ['updateTable', 1, TableNotFoundError, () => updateTable(Missing)],
    ['deleteTable', 1, TableNotFoundError, () => deleteTable(Missing)],
  ])('reports that %s failed, after %i requests', async (operation, requests, type, run) => {
    const error = await failure(run(user), type);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ operation, requests, items: 0 });
    expect(events[0]!.error).toBe(error);
  });

  it('counts the items that a query finds, not those that it then reads from the table', async () => {
    const query = Post.query({ blog: user.org }).index('byBlog');
    await batchWrite(['p', 'q'].map(id => Post.build({ id, blog: user.org })));
    events = [];
    expect(await query.fromTable().all()).toHaveLength(2);
    expect(events).toMatchObject([{ operation: 'query', index: 'byBlog', items: 2, scanned: 2, requests: 2 }]);
    events = [];
    expect(await query.fromTable().deleteAll()).toMatchObject({ deleted: 2 });
    expect(events).toMatchObject([{ operation: 'deleteAll', index: 'byBlog', items: 2, scanned: 2, requests: 4 }]);
  });

  it('names the properties in the filter of a query whose records are written', async () => {
    await User.query({ org: user.org })
      .filter(u => u.visits.eq(0))
      .updateAll(u => u.visits.add(1));
    expect(events).toMatchObject([{ operation: 'updateAll', filteredBy: ['visits'], items: 1, scanned: 1 }]);
  });

  it('counts read and write units separately, also if one call does both', async () => {
    const note = await Note.create({ ...more(user, 'n'), author: 'a' });
    const usage = await measure(async () => {
      await Note.query({ org: user.org }).updateAll(n => n.author.set('b'));
      await transact(async tx => {
        const found = await tx.getOrFail(Note, more(note, 'n'));
        tx.save(Object.assign(found, { author: 'c' }));
      });
    });
    expect(usage.operations).toEqual([
      { operation: 'transact', entity: 'Note', calls: 1, requests: 2, readUnits: 1, writeUnits: 2 },
      { operation: 'updateAll', entity: 'Note', calls: 1, requests: 2, readUnits: 0.5, writeUnits: 1 },
    ]);
    expect(usage).toMatchObject({ readUnits: 1.5, writeUnits: 3 });
    expect(usage.cost({ perMillionReadUnits: 1_000_000, perMillionWriteUnits: 2_000_000 })).toBe(7.5);
  });

  it('has the units of each call by table and index', async () => {
    configure({ capacity: 'INDEXES' });
    await Post.create({ id: 'p', blog: user.org });
    configure({ capacity: undefined });
    expect(events[0]).toMatchObject({
      capacity: 2,
      consumed: [{ Table: { CapacityUnits: 1 }, GlobalSecondaryIndexes: { byBlog: { CapacityUnits: 1 } } }],
    });
  });
});
