import {
  ActiveRecord,
  Attribute,
  createTable,
  Discriminator,
  defineTable,
  Table,
  UniqueError,
  UpdatedAt,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

const app = defineTable(uniqueTable('everyday'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
});

@Discriminator('user')
@Table(app, { keys: { table: ['ORG#{org}', 'USER#{id}'], gsi1: ['STATE#{state}', '{updatedAt}'] } })
class User extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute({ generate: 'uuidv7' }) id!: string;
  @Attribute({ unique: true }) email?: string;
  @Attribute() state = 'new';
  @Attribute({ type: Number }) visits?: number;
  @UpdatedAt() updatedAt!: Date;
}

describeEachBackend('A class of a shared table', backend => {
  const db = useTables(backend);
  beforeAll(() => createTable(app));
  let count = 0;
  let org = '';
  beforeEach(() => {
    org = `o${count++}`;
  });
  const stored = (user: User) => db.stored(User, { pk: { S: `ORG#${org}` }, sk: { S: `USER#${user.id}` } });

  it('has generated values and times in its keys', async () => {
    const user = await User.create({ org, email: `${org}@x.io` });
    expect(await stored(user)).toMatchObject({
      gsi1pk: { S: 'STATE#new' },
      gsi1sk: { S: user.updatedAt.toISOString() },
    });
    await user.update({ state: 'old' });
    expect(await stored(user)).toMatchObject({
      gsi1pk: { S: 'STATE#old' },
      gsi1sk: { S: user.updatedAt.toISOString() },
    });
    await user.increment('visits');
    expect(await stored(user)).toMatchObject({ visits: { N: '1' }, gsi1sk: { S: user.updatedAt.toISOString() } });
  });

  it('keeps values unique, in items that no read shows', async () => {
    await User.create({ org, email: `${org}@x.io` });
    await failure(User.create({ org, email: `${org}@x.io` }), UniqueError);
    expect(await User.query({ org }).count()).toBe(1);
    expect((await User.findBy({ email: `${org}@x.io` }))?.org).toBe(org);
    expect(
      await User.scan()
        .filter(u => u.org.eq(org))
        .all(),
    ).toHaveLength(1);
  });

  it('is created or updated by one call', async () => {
    const key = { org, id: 'a' };
    const first = await User.findOrCreate(key, { state: 'made' });
    expect(first.created).toBe(true);
    expect(await stored(first.record)).toMatchObject({ type: { S: 'user' }, gsi1pk: { S: 'STATE#made' } });
    expect((await User.findOrCreate(key, { state: 'x' })).created).toBe(false);
  });

  it('is written by updateAll and deleteAll', async () => {
    for (const id of ['a', 'b']) await User.create({ org, id });
    const result = await User.query({ org }).updateAll(u => u.visits.set(1));
    expect(result.updated).toBe(2);
    await User.query({ org }).deleteAll();
    expect(await User.query({ org }).count()).toBe(0);
  });
});
