// What the docs say of costs is what the engine measures: each call with its requests, and its capacity units.
import {
  ActiveRecord,
  Attribute,
  BelongsTo,
  batchWrite,
  createTable,
  DeletedAt,
  ExpiresAt,
  HasMany,
  load,
  measure,
  PartitionKey,
  type Query,
  Table,
  transact,
} from 'dynact';
import { engineOf, memoryClient } from 'dynact/memory';

const client = memoryClient();

@Table({ name: 'cost-users', client })
class User extends ActiveRecord {
  @PartitionKey({ generate: 'uuidv7' }) id!: string;
  @Attribute({ unique: true }) email?: string;
  @Attribute() name = '';
  @DeletedAt() deletedAt?: Date;
}

@Table({ name: 'cost-accounts', client })
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() owner = '';
  @Attribute() visits = 0;
  @Attribute() settings: Record<string, Record<string, string>> = {};
  @Attribute() parentId?: string;
  @ExpiresAt({ after: { days: 1 } }) expiresAt?: Date;
  @DeletedAt() deletedAt?: Date;
  @BelongsTo(() => Account, { parentId: 'id' }) parent?: Account;
  @HasMany(() => Account, { id: 'parentId' }) parents!: Query<Account>;
}

let user: User;
let account: Account;
let count = 0;
const next = () => `n${count++}`;

type Row = [call: string, run: () => unknown, requests: string[], writeUnits: number, readUnits: number];

const UNIQUE: Row[] = [
  ['create', () => User.create({ email: next() }), ['TransactWriteItems'], 4, 0],
  ['save of something else', () => Object.assign(user, { name: next() }).save(), ['PutItem'], 1, 0],
  ['update of something else', () => user.update({ name: next() }), ['UpdateItem'], 1, 0],
  ['save that changes the value', () => Object.assign(user, { email: next() }).save(), ['TransactWriteItems'], 6, 0],
  ['update that changes the value', () => user.update({ email: next() }), ['TransactWriteItems', 'GetItem'], 6, 1],
  [
    'updateByKey that changes the value',
    () => User.updateByKey({ id: user.id }, { email: next() }),
    ['GetItem', 'TransactWriteItems', 'GetItem'],
    6,
    2,
  ],
  ['delete', () => user.delete(), ['TransactWriteItems'], 4, 0],
  ['deleteByKey', () => User.deleteByKey({ id: user.id }), ['GetItem', 'TransactWriteItems'], 4, 1],
  ['softDelete', () => user.softDelete(), ['TransactWriteItems', 'GetItem'], 4, 1],
  ['findBy', () => User.findBy({ email: 'jane' }), ['GetItem', 'GetItem'], 0, 2],
];

/** The record as if its map had had a member that it has not. */
const loadedBefore = () => Account.fromItem({ id: { S: account.id }, settings: { M: { z: { M: {} } } } });

const UPDATED = ['TransactWriteItems', 'GetItem'];

const EVERYDAY: Row[] = [
  ['upsert that creates', () => Account.upsert({ id: next() }), ['UpdateItem'], 1, 0],
  ['upsert', () => Account.upsert({ id: account.id, owner: 'x' }), ['UpdateItem'], 1, 0],
  ['saveChanges', () => Object.assign(account, { owner: 'y' }).saveChanges(), ['UpdateItem'], 1, 0],
  ['saveChanges of nothing', () => account.saveChanges(), [], 0, 0],
  ['findOrCreate that creates', () => Account.findOrCreate({ id: next() }), ['PutItem'], 1, 0],
  // The write that is refused takes a unit, too, but its error does not say so.
  ['findOrCreate that finds', () => Account.findOrCreate({ id: account.id }), ['PutItem'], 0, 0],
  ['increment', () => account.increment('visits'), ['UpdateItem'], 1, 0],
  ['touch', () => account.touch(), ['UpdateItem'], 1, 0],
  ['softDelete', () => account.softDelete(), ['UpdateItem'], 1, 0],
  ['setIn', () => account.setIn(a => a.settings.get('a').get('b').set('c')), ['UpdateItem'], 1, 0],
  [
    'setIn of maps that are not as loaded',
    () => loadedBefore().setIn(a => a.settings.get('z').get('y').set('x')),
    ['UpdateItem', 'UpdateItem'],
    1,
    0,
  ],
  ['save with returnOld', () => account.save({ returnOld: true }), ['PutItem'], 1, 0],
  ['delete with returnOld', () => account.delete({ returnOld: true }), ['DeleteItem'], 1, 0],
  ['updateAll', () => Account.query({ id: account.id }).updateAll({ visits: 9 }), ['Query', 'UpdateItem'], 1, 0.5],
  ['deleteAll', () => Account.query({ id: account.id }).deleteAll(), ['Query', 'DeleteItem'], 1, 0.5],
  ['load of @BelongsTo', () => load([account, account], 'parent'), ['BatchGetItem'], 0, 0.5],
  ['load of @HasMany', () => load(account, 'parents').all(), ['Query'], 0, 0.5],
  ['a batch of three', () => batchWrite([1, 2, 3].map(() => Account.build({ id: next() }))), ['BatchWriteItem'], 3, 0],
  ['a save in a block', () => transact(tx => tx.save(account)), ['TransactWriteItems'], 2, 0],
  // A transaction answers without items, so a record that was updated is read.
  ['increment in a block', () => transact(tx => tx.increment(account, 'visits')), UPDATED, 2, 1],
  ['touch in a block', () => transact(tx => tx.touch(account)), UPDATED, 2, 1],
  ['softDelete in a block', () => transact(tx => tx.softDelete(account)), UPDATED, 2, 1],
  ['restore in a block', () => transact(tx => tx.restore(account)), UPDATED, 2, 1],
  ['saveChanges of nothing in a block', () => transact(tx => tx.saveChanges(account)), [], 0, 0],
  ['upsert in a block', () => transact(tx => tx.upsert(Account, { id: next() })), ['TransactWriteItems'], 2, 0],
  ['moveTo in a block', () => transact(tx => tx.moveTo(account, { id: next() })), ['TransactWriteItems'], 4, 0],
  ['moveTo', () => account.moveTo({ id: next() }), ['TransactWriteItems'], 4, 0],
  ['restore', () => account.restore(), ['UpdateItem'], 1, 0],
];

beforeAll(async () => {
  await createTable(User);
  await createTable(Account);
});
beforeEach(async () => {
  await User.truncate();
  user = await User.create({ email: 'jane' });
  account = await Account.create({ id: next(), parentId: 'root' });
  await Account.upsert({ id: 'root' });
});
afterAll(() => client.destroy());

describe.each([
  ['a class with a unique attribute', UNIQUE],
  ['everyday calls', EVERYDAY],
])('The costs of %s', (_, rows) => {
  it.each(rows)('%s', async (_call, run, requests, writeUnits, readUnits) => {
    const sent: string[] = [];
    const stop = engineOf(client).onRequest(({ operation }) => sent.push(operation));
    const usage = await measure(async () => run());
    stop();
    expect(sent).toEqual(requests);
    expect({ writeUnits: usage.writeUnits, readUnits: usage.readUnits }).toEqual({ writeUnits, readUnits });
  });
});
