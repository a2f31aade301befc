// What is misspelt would be left out without a word: a check that was asked for would not be made.
import {
  ActiveRecord,
  Attribute,
  BelongsTo,
  backfillUnique,
  batchGet,
  batchWrite,
  ConfigurationError,
  CreatedAt,
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
  load,
  measure,
  observe,
  PartitionKey,
  print,
  type Query,
  rekey,
  repository,
  SortKey,
  slow,
  Table,
  TransactGet,
  TransactWrite,
  tableDefinition,
  tableExists,
  transact,
  transactGet,
  UpdatedAt,
  updateTable,
  ValidationError,
  Version,
  within,
} from 'dynact';
import { Engine, memoryHandler, openEngine, serve } from 'dynact/memory';
import { openTelemetry } from 'dynact/otel';
import { readStream, streamHandler } from 'dynact/streams';
import { useMemoryBackend } from 'dynact/testing';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('unknown-options'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() name = '';
  @Attribute() settings: Record<string, string> = {};
  @Attribute() friendId?: string;
  @ExpiresAt({ after: { days: 1 } }) expiresAt?: Date;
  @DeletedAt() deletedAt?: Date;
  @BelongsTo(() => User, { friendId: 'id' }) friend?: User;
  @HasMany(() => User, { id: 'friendId' }) friends!: Query<User>;
}

const app = defineTable(uniqueTable('unknown-shared'), { partitionKey: 'pk', sortKey: 'sk' });

@Table(app, { keys: { table: ['ORG#{orgId}', 'ORG'] } })
class Org extends ActiveRecord {
  @Attribute() orgId!: string;
}

/** As in plain JavaScript. */
const nope = { nope: true } as unknown as undefined;
const key = { id: 'u1' };

type Call = (user: User) => unknown;

const CALLS: Record<string, Call> = {
  'User.get': () => User.get(key, nope),
  'User.get, by getOrFail': () => User.getOrFail(key, nope),
  'User.findBy': () => User.findBy({ name: 'x' }, nope),
  'User.create': () => User.create(key, nope),
  'User.save': user => user.save(nope),
  'User.saveChanges': user => user.saveChanges(nope),
  'User.update': user => user.update({ name: 'x' }, nope),
  'User.delete': user => user.delete(nope),
  'User.reload': user => user.reload(nope),
  'User.increment': user => repository(User).increment(user, 'name' as never, 1, nope),
  'User.touch': user => user.touch(nope),
  'User.softDelete': user => user.softDelete(nope),
  'User.restore': user => user.restore(nope),
  'User.setIn': user => user.setIn(u => u.settings.get('a').set('b'), nope),
  'User.moveTo': user => user.moveTo({ id: 'other' }, nope),
  'User.updateByKey': () => User.updateByKey(key, { name: 'x' }, nope),
  'User.deleteByKey': () => User.deleteByKey(key, nope),
  'User.upsert': () => User.upsert(key, nope),
  'User.findOrCreate': () => User.findOrCreate(key, {}, nope),
  'User.query': () => User.query(key, nope),
  'User.scan': () => User.scan(nope),
  'User.scan, by truncate': () => User.truncate(nope),
  'User.batchGet': () => User.batchGet([key], nope),
  'User.executeStatement': () => User.executeStatement('SELECT * FROM x', [], nope),
  'User.updateAll': () => User.query(key).updateAll({ name: 'x' }, nope),
  'User.deleteAll': () => User.scan().deleteAll(nope),
  'User.tx.save': user => transact(tx => tx.save(user, nope)),
  'User.tx.create': () => transact(tx => tx.create(User.build(key), nope)),
  'User.tx.update': user => transact(tx => tx.update(user, { name: 'x' }, nope)),
  'User.tx.update by key': () => new TransactWrite().update(User, key, { name: 'x' }, nope),
  'User.tx.saveChanges': user => transact(tx => tx.saveChanges(user, nope)),
  'User.tx.increment': user => transact(tx => tx.increment(user, 'name', 1, nope)),
  'User.tx.touch': user => transact(tx => tx.touch(user, nope)),
  'User.tx.softDelete': user => transact(tx => tx.softDelete(user, nope)),
  'User.tx.restore': user => new TransactWrite().restore(user, nope),
  'User.tx.upsert': () => transact(tx => tx.upsert(User, key, nope)),
  'User.tx.delete': user => transact(tx => tx.delete(user, nope)),
  'User.tx.delete by key': () => transact(tx => tx.delete(User, key, nope)),
  'User.tx.get': () => transact(tx => tx.get(User, key, nope)),
  'User.tx.getOrFail': () => transact(tx => tx.getOrFail(User, key, nope)),
  'User.tx.query': () => transact(tx => tx.query(User, key, nope)),
  'User.page': () => User.query(key).page(nope),
  'usage.cost': async () => (await measure(() => {})).cost(nope as never),
  transact: () => transact(() => {}, nope),
  TransactWrite: () => new TransactWrite(nope),
  TransactGet: () => new TransactGet(nope),
  'TransactGet, by transactGet': () => transactGet([User, key], { nope: true } as never),
  batchGet: () => batchGet([User, [key]], { nope: true } as never),
  batchWrite: user => batchWrite([user], nope),
  executeStatement: () => executeStatement('SELECT * FROM x', [], nope),
  'load of one': user => load(user, 'friend', nope),
  'load of many': user => load(user, 'friends', nope),
  collection: () => collection(app, { org: Org }, nope),
  'query of a collection': () => collection(app, { org: Org }).query({ orgId: 'o' }, nope),
  createTable: () => createTable(User, nope),
  updateTable: () => updateTable(User, nope),
  deleteTable: () => deleteTable(User, nope),
  tableExists: () => tableExists(User, nope),
  tableDefinition: () => tableDefinition(User, nope),
  backfillUnique: () => backfillUnique(User, nope),
  rekey: () => rekey(Org, nope),
  streamHandler: () => streamHandler(() => {}, nope),
  readStream: () => readStream(User, nope).next(),
};

const CHOICES: Record<string, () => unknown> = {
  'configure()': () => configure({ nope: true } as object),
  'within()': () => within({ nope: true } as object, () => {}),
  'useMemoryBackend()': () => useMemoryBackend(nope),
  'repository()': () => repository(User, nope),
  'slow()': () => slow({ nope: 5 } as object, () => {}),
  'print()': () => print(nope),
  'openTelemetry()': () => openTelemetry(nope),
  'Engine, by memoryHandler': () => memoryHandler(nope),
  Engine: () => new Engine(nope),
  'fail()': () => new Engine().fail({ error: 'InternalServerError', nope: true } as never),
  'defineTable()': () => defineTable('app', { partitionKey: 'pk', nope: true } as never),
  '@Table': () => Table({ name: 'users', nope: true } as never),
  '@Table of a shared table': () => Table(app, { nope: true } as never),
  '@Attribute': () => Attribute(nope),
  '@PartitionKey': () => PartitionKey(nope),
  '@SortKey': () => SortKey(nope),
  '@Version': () => Version(nope),
  '@CreatedAt': () => CreatedAt(nope),
  '@UpdatedAt': () => UpdatedAt(nope),
  '@ExpiresAt': () => ExpiresAt(nope),
  '@DeletedAt': () => DeletedAt(nope),
  "@Index('byName')": () => Index('byName', { partitionKey: 'name', nope: true } as object),
  '@Discriminator': () => Discriminator('user', nope),
};

describeEachBackend('an option that a call does not have', backend => {
  const db = useTables(backend, User);
  let user: User;
  beforeAll(async () => {
    user = await User.create(key);
  });

  it.each(Object.entries(CALLS))('is refused before anything is sent: %s', async (name, call) => {
    const error = await failure(async () => call(user), ValidationError);
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain(
      `${name.split(/ by key| of (?:one|many)|, by /)[0]} has no option "nope": it takes `,
    );
    expect(db.sent).toEqual([]);
    expect(user.isChanged).toBe(false);
  });

  it('is named with the intended one, if one is similar', async () => {
    const message = async (outcome: Promise<unknown>) => (await failure(outcome, ValidationError)).message;
    expect(await message(user.save({ raiseOnConflct: true } as object))).toBe(
      'User.save has no option "raiseOnConflct": did you mean "raiseOnConflict"?',
    );
    expect(await message(user.delete({ mustexist: true } as object))).toMatch(/did you mean "mustExist"\?$/);
    expect(await message(User.get(key, { consistent: true } as object))).toMatch(/did you mean "consistentRead"\?$/);
    expect(await message(user.touch({ expireIn: { hours: 1 } } as object))).toMatch(/did you mean "expiresIn"\?$/);
    expect(await message(transact(() => {}, { retries: 3 } as object))).toBe(
      'transact has no option "retries": it takes client, clientRequestToken, isolation, maxAttempts, onCommit, returnConsumedCapacity, ' +
        'returnItemCollectionMetrics, signal, unsaved, validateErrors',
    );
    expect(await message(user.setIn(u => u.settings.get('a').set('b'), { condition: true } as object))).toMatch(
      /^User.setIn has no option "condition"/,
    );
  });

  it('is ignored if it is undefined; and options must be an object', async () => {
    await User.get(key, { nope: undefined } as object);
    for (const options of [null, 5, 'x', true]) {
      const error = await failure(User.get(key, options as never), ValidationError);
      expect(error.message).toBe('User.get takes its options as an object');
    }
  });

  it('may be one that programs pass to all their calls', async () => {
    const all = { client: db.client, signal: new AbortController().signal, consistentRead: true, skipHooks: true };
    await User.get(key, all);
    await user.save(all);
    await User.updateByKey(key, { name: 'all' }, all);
    await User.upsert({ id: 'all' }, all);
    await batchWrite([User.build({ id: 'all' })], all);
    await User.deleteByKey({ id: 'all' }, all);
  });
});

describe('an option that a declaration does not have', () => {
  it.each(Object.entries(CHOICES))('is refused: %s', (name, declare) => {
    expect(declare).toThrow(ConfigurationError);
    expect(declare).toThrow(`${name.split(/ of |, by /)[0]} has no option "nope": it takes `);
  });

  it('is refused where an engine is opened or served', async () => {
    await expect(openEngine(nope)).rejects.toThrow('openEngine() has no option "nope": it takes ');
    await expect(serve({ ports: 8000 } as object)).rejects.toThrow(
      'serve() has no option "ports": did you mean "port"?',
    );
  });

  it('must be a function or observer if one is needed', async () => {
    expect(() => observe({} as never)).toThrow(/^observe takes a function of each operation/);
    expect(() => slow({ ms: 5 }, undefined as never)).toThrow(/^slow\(\) takes limits and a function/);
    await expect(measure(Promise.resolve(1) as never)).rejects.toThrow(/^measure takes a function/);
    const { cost } = await measure(() => {});
    expect(() => cost({ perMillionReadUnits: 1 } as never)).toThrow(/^usage.cost takes two numbers/);
    expect(() => User.query(key).limit('5' as never)).toThrow(/takes a whole number from 1 on, got a string$/);
    expect(() => User.query(key).limit(1.5)).toThrow(/got 1.5$/);
  });

  it('is named with the intended one', () => {
    expect(() => Attribute({ requird: true } as object)).toThrow(
      '@Attribute has no option "requird": did you mean "required"?',
    );
  });
});
