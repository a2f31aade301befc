// What `npm start` runs: a tour of dynact. Each step says what it is for, and shows its code, the requests it sends, and what comes back.
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConditionalCheckFailedError,
  ConflictError,
  collection,
  defineTable,
  Index,
  OverwriteError,
  PartitionKey,
  Table,
  transact,
  ValidationError,
  Version,
} from 'dynact';
import { sampleTable } from './support/backend';
import { sample } from './support/sample';
import { Tour } from './support/tour';

const accounts = sampleTable('accounts');

@Table(accounts)
@Index('byOwner', { partitionKey: 'owner', sortKey: 'balance' })
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() owner!: string;
  @Attribute() balance = 0;
  @Attribute() roles: Set<string> = new Set();
  @Attribute({ type: Date }) openedAt?: Date;
  @Version() version?: number;
}

const club = defineTable(sampleTable('club'), { partitionKey: 'pk', sortKey: 'sk' });

@Table(club, { keys: { table: ['TEAM#{team}', 'TEAM'] } })
class Team extends ActiveRecord {
  @Attribute() team!: string;
}

@Table(club, { keys: { table: ['TEAM#{team}', 'PLAYER#{shirt:2}'] } })
class Player extends ActiveRecord {
  @Attribute() team!: string;
  @Attribute({ type: Number }) shirt!: number;
  @Attribute() name?: string;
}

const teams = collection(club, { team: Team, players: Player });

export const main = sample([Account, club], async connection => {
  const tour = new Tour('quickstart', connection);

  tour.declare('Annotate a class. A field initialiser is the default of its attribute.', Account);

  await tour.step('Create an account: one request, which never overwrites an item that is there.', () =>
    Account.create({ id: 'a1', owner: 'Jane', balance: 100, openedAt: new Date('2026-01-15T10:30:00Z') }),
  );

  await tour.refused(
    'Somebody takes the same id. The error holds the item that was in the way; no second request for it.',
    OverwriteError,
    () => Account.create({ id: 'a1', owner: 'Joe' }),
    error => error.stored,
  );

  const account = await tour.step('Read it. What comes back is an Account: dates are dates, sets are sets.', () =>
    Account.getOrFail({ id: 'a1' }),
  );

  await tour.step(
    'Edit it in memory. Edits inside lists, sets and maps are seen too.',
    () => account.roles.add('admin'),
    () => account.changes(),
  );

  await tour.step('Save it. The class has a version, so the item must still be as it was read.', () => account.save());

  await tour.step(
    'Take 30, if they are there: DynamoDB checks and subtracts, nothing is read first.',
    () => account.update(a => [a.balance.add(-30)], { condition: a => a.balance.gte(30) }),
    () => account.balance,
  );

  await tour.refused(
    'Take 1,000, and be refused: the error holds the item as it is, and nothing changed, in memory neither.',
    ConditionalCheckFailedError<Account>,
    () => account.update(a => [a.balance.add(-1000)], { condition: a => a.balance.gte(1000) }),
    error => error.stored?.balance,
  );

  await tour.step(
    'Fifty deposits at once, and none is lost.',
    async () => {
      const deposits = Array.from({ length: 50 }, () => Account.updateByKey({ id: 'a1' }, a => a.balance.add(1)));
      await Promise.all(deposits);
    },
    async () => (await Account.getOrFail({ id: 'a1' }, { consistentRead: true })).balance,
  );

  const conflict = await tour.refused(
    'Our copy of the account is old by now: saving it would undo the deposits, so it is refused.',
    ConflictError,
    () => account.save(),
    error => error.diff,
  );

  await tour.step(
    'Read again, edit again, save again.',
    async () => {
      await account.reload();
      account.owner = 'Jane Doe';
      await account.save();
    },
    () => account,
  );

  await tour.step(
    'Move 20 to another account: all of it or nothing, and only if what the block read is still so.',
    () =>
      transact(async tx => {
        const from = await tx.getOrFail(Account, { id: 'a1' });
        const amount = Math.min(from.balance, 20);
        tx.update(from, a => a.balance.add(-amount));
        tx.update(Account, { id: 'a2' }, a => [a.balance.add(amount), a.owner.ifNotExists('Joe')]);
      }),
    async () => (await Account.getOrFail({ id: 'a2' })).balance,
  );

  await tour.step(
    'Query by the key of an index: it is used. What is selected comes as plain objects of that type.',
    () =>
      Account.query({ owner: 'Jane Doe' })
        .where(a => a.balance.gte(50))
        .select('id', 'balance')
        .all(),
  );

  await tour.step('Classes may share a table. Their keys are built of their attributes, by templates.', () =>
    batchWrite([
      Team.build({ team: 'reds' }),
      Player.build({ team: 'reds', shirt: 9, name: 'Ann' }),
      Player.build({ team: 'reds', shirt: 10, name: 'Bo' }),
    ]),
  );

  await tour.step('What is in one partition comes with one request, each item as its class.', () =>
    teams.query({ team: 'reds' }).grouped(),
  );

  await tour.refused('A value that DynamoDB cannot hold is refused before anything is sent.', ValidationError, () =>
    account.update({ balance: Number.NaN }),
  );

  await tour.step(
    'Delete it, if it is still as we know it.',
    async () => {
      await account.reload();
      await account.delete();
    },
    () => Account.get({ id: 'a1' }),
  );

  console.log(
    '\nThe guides are in docs/; another sample runs with node build/samples/<name>; the specs with npm test.',
  );
  return { balance: account.balance, version: account.version, conflict: conflict.diff };
});

if (require.main === module) void main();
