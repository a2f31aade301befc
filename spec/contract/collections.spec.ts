import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  ConfigurationError,
  collection,
  createTable,
  DeletedAt,
  Discriminator,
  defineTable,
  ExpiresAt,
  Table,
  tableDefinition,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, useTables } from './harness';

const app = defineTable(uniqueTable('collections'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
});

@Discriminator('org')
@Table(app, { keys: { table: ['ORG#{orgId}', 'ORG'] } })
class Org extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() name?: string;
}

@Discriminator('user')
@Table(app, { keys: { table: ['ORG#{orgId}', 'USER#{email:lower}'], gsi1: ['NAME#{name}', 'USER'] } })
class User extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() email!: string;
  @Attribute() name?: string;
}

@Discriminator('order')
@Table(app, { keys: { table: ['ORG#{orgId}', 'ORDER#{n:6}'], gsi1: ['NAME#{name}', 'ORDER#{n:6}'] } })
class Order extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() n!: number;
  @Attribute() name?: string;
}

// A table without a discriminator: the keys tell.
const bare = defineTable(uniqueTable('bare'), { partitionKey: 'pk', sortKey: 'sk' });

@Table(bare, { keys: { table: ['ORG#{orgId}', 'ORG'] } })
class BareOrg extends ActiveRecord {
  @Attribute() orgId!: string;
}

@Table(bare, { keys: { table: ['ORG#{orgId}', 'USER#{id}'] } })
class BareUser extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() id!: string;
}

@Table(bare, { keys: { table: ['ORG#{orgId}', 'USER#{id}#{n:2}'] } })
class BareTwin extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() id!: string;
  @Attribute() n!: number;
}

@Discriminator('note')
@Table(app, { keys: { table: ['ORG#{orgId}', 'NOTE#{text}'] } })
class Note extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() text!: string;
  @ExpiresAt() expiresAt?: Date;
  @DeletedAt() deletedAt?: Date;
}

const view = collection(app, { org: Org, users: User, orders: Order });

describeEachBackend('A collection', backend => {
  const db = useTables(backend);
  // Without time to live: what has expired must stay, as it does for days on AWS.
  beforeAll(() => Promise.all([db.client.send(new CreateTableCommand(tableDefinition(app))), createTable(bare)]));
  let count = 0;
  let orgId = '';
  beforeEach(async () => {
    orgId = `o${count++}`;
    await Org.create({ orgId, name: 'A' });
    for (const n of [2, 1, 3]) await Order.create({ orgId, n, name: `N${orgId}` });
    for (const email of ['Jo@x.io', 'al@x.io']) await User.create({ orgId, email, name: `N${orgId}` });
    db.sent.length = 0;
  });

  it('gives records of all its classes in the order of the sort key, in one request', async () => {
    const records = await view.query({ orgId }).all();
    expect(records.map(record => record.constructor)).toEqual([Order, Order, Order, Org, User, User]);
    expect(db.sent.map(({ command }) => command)).toEqual(['QueryCommand']);
    expect(inFull(view.query({ orgId }).toRequest())).toMatchObject({ KeyConditionExpression: `pk = 'ORG#${orgId}'` });
    expect((await view.query({ orgId }).desc().first())?.constructor).toBe(User);
    expect(records[0]).toEqual(await Order.get({ orgId, n: 1 }));
    expect(records[0]!.isChanged).toBe(false);
  });

  it('groups them', async () => {
    const { org, users, orders, complete, unknown } = await view.query({ orgId }).grouped();
    expect(org.map(({ name }) => name)).toEqual(['A']);
    expect(users.map(({ email }) => email)).toEqual(['al@x.io', 'Jo@x.io']);
    expect(orders.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(complete).toBe(true);
    expect(unknown).toBe(0);
  });

  it('reports that a limit left something out, with a cursor to continue', async () => {
    const first = await view.query({ orgId }).limit(4).grouped();
    expect(first).toMatchObject({ complete: false, users: [] });
    expect(first.orders).toHaveLength(3);
    const rest = await view.query({ orgId }).startFrom(first.cursor).grouped();
    expect(rest).toMatchObject({ complete: true, org: [], orders: [] });
    expect(rest.users).toHaveLength(2);
  });

  it('reads page by page', async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await view.query({ orgId }).pageSize(2).page({ cursor });
      seen.push(...page.items);
      ({ cursor } = page);
    } while (cursor);
    expect(seen).toHaveLength(6);
    await failure(
      Order.query({ orgId }).page({ cursor: (await view.query({ orgId }).limit(1).page()).cursor }),
      ValidationError,
    );
  });

  it('filters by attributes that all classes have', async () => {
    const found = await view
      .query({ orgId })
      .filter(a => a.name.beginsWith('N'))
      .all();
    expect(found).toHaveLength(5);
  });

  it('reads an index', async () => {
    const records = await view.query({ name: `N${orgId}` }).all();
    expect(records.map(record => record.constructor)).toEqual([Order, Order, Order, User, User]);
    expect(
      await view
        .query({ name: `N${orgId}` })
        .index('gsi1')
        .all(),
    ).toHaveLength(5);
  });

  it('leaves out and counts items of other classes, or refuses them', async () => {
    await db.write(Org, { pk: { S: `ORG#${orgId}` }, sk: { S: 'ZZZ' }, type: { S: 'zebra' } });
    const walk = view.query({ orgId }).iterate();
    const seen: unknown[] = [];
    for await (const record of walk) seen.push(record);
    expect(seen).toHaveLength(6);
    expect(walk.unknown).toBe(1);
    expect(await view.query({ orgId }).grouped()).toMatchObject({ complete: true, unknown: 1 });
    await failure(view.query({ orgId }, { onUnknown: 'error' }).all(), ValidationError);
    const strict = collection(app, { org: Org, users: User, orders: Order }, { onUnknown: 'error' });
    await failure(strict.query({ orgId }).all(), ValidationError);
    expect((await view.query({ orgId }).page()).unknown).toBe(1);
  });

  it('shows expired and soft-deleted records if asked to', async () => {
    const notes = collection(app, { org: Org, notes: Note });
    const note = (text: string) => ({ orgId, text });
    await Note.create(note('kept'));
    await Note.create({ ...note('expired'), expiresAt: new Date(Date.now() - 5000) });
    await (await Note.create(note('deleted'))).softDelete();
    const seen = async (query: ReturnType<typeof notes.query>) => (await query.grouped()).notes.map(({ text }) => text);
    const query = notes.query({ orgId });
    expect(await seen(query)).toEqual(['kept']);
    expect(await seen(query.withExpired())).toEqual(['expired', 'kept']);
    expect(await seen(query.withDeleted())).toEqual(['deleted', 'kept']);
    expect(await seen(query.withExpired().withDeleted().desc())).toEqual(['kept', 'expired', 'deleted']);
    expect(await seen(notes.query({ orgId }, { withExpired: true, withDeleted: true }))).toHaveLength(3);
  });

  it('reads consistently if its options say so', async () => {
    expect(view.query({ orgId }, { consistentRead: true }).toRequest()).toMatchObject({ ConsistentRead: true });
    expect(view.query({ orgId }).toRequest().ConsistentRead).toBeFalsy();
  });

  it('distinguishes classes by their keys alone', async () => {
    await BareOrg.create({ orgId });
    await BareUser.create({ orgId, id: 'u' });
    await db.write(BareOrg, { pk: { S: `ORG#${orgId}` }, sk: { S: 'ZZZ' } });
    const { org, users, unknown } = await collection(bare, { org: BareOrg, users: BareUser })
      .query({ orgId })
      .grouped();
    expect([org.length, users.length, unknown]).toEqual([1, 1, 1]);
  });

  it('refuses keys that two classes could have', () => {
    expect(() => collection(bare, { a: BareUser, b: BareTwin })).toThrow(ConfigurationError);
    expect(() => collection(bare, { a: BareUser, b: BareTwin })).toThrow(
      'One key could be of BareUser and of BareTwin',
    );
    expect(() => collection(app, { a: BareUser })).toThrow('BareUser is not of the table of the collection');
    expect(() => collection(app, { a: Org, b: Org })).toThrow('has Org twice');
    expect(() => collection(app, { complete: Org })).toThrow('under the name "complete"');
    expect(() => collection(app, {})).toThrow('needs classes');
  });

  it('refuses keys that are not those of a partition', async () => {
    await failure(view.query({ email: 'x' }).all(), ValidationError);
    await failure(view.query({} as never).all(), ValidationError);
    await failure(view.query({ orgId }).limit(0).all(), ValidationError);
    await failure(view.query({ orgId }).index('nothing').all(), ValidationError);
  });
});
