import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConfigurationError,
  createTable,
  PartitionKey,
  repository,
  Table,
  tableDefinition,
  transact,
  transactGet,
} from 'dynact';
import { memoryClient } from 'dynact/memory';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('home'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() name = 'A';
}

describeEachBackend('A record keeps its client and table', backend => {
  const db = useTables(backend, User);
  /** Another account: nothing of the default client's is there. */
  let tenant: DynamoDBClient;
  const users = () => repository(User, { client: tenant });

  beforeAll(async () => {
    tenant = memoryClient();
    await createTable(User, { client: tenant });
  });
  afterAll(() => tenant.destroy());
  beforeEach(() => users().save(User.build({ id: 'u', name: 'A' })));

  const named = async (name: string) => {
    expect(await users().get({ id: 'u' })).toMatchObject({ name });
    expect(await User.get({ id: 'u' })).toBeUndefined();
  };

  it.each<[string, () => Promise<User>]>([
    ['get', () => users().getOrFail({ id: 'u' })],
    ['an option of the call', () => User.getOrFail({ id: 'u' }, { client: tenant })],
    ['create', () => users().create({ id: 'new' })],
    ['updateByKey', () => users().updateByKey({ id: 'u' }, { name: 'A' })],
    ['transact', () => transact(tx => tx.getOrFail(User, { id: 'u' }), { client: tenant })],
  ])('read through %s', async (_, read) => {
    const user = await read();
    user.name = 'B';
    await user.save();
    await user.update({ name: 'C' });
    await user.reload();
    expect(await users().get({ id: user.id })).toMatchObject({ name: 'C' });
    expect(await User.get({ id: user.id })).toBeUndefined();
    await user.delete();
    expect(await users().get({ id: user.id })).toBeUndefined();
  });

  it('in a transaction and in a batch', async () => {
    const user = await users().getOrFail({ id: 'u' });
    user.name = 'B';
    await transact(tx => tx.save(user));
    await named('B');
    user.name = 'C';
    await batchWrite([user]);
    await named('C');
    await transact(tx => tx.update(user, { name: 'D' }));
    expect(user.name).toBe('D');
    await named('D');
    await failure(
      transact(tx => {
        tx.save(user);
        tx.save(User.build({ id: 'default' }));
      }),
      ConfigurationError,
    );
  });

  it('unless a call names another', async () => {
    const user = await users().getOrFail({ id: 'u' });
    user.name = 'B';
    await user.save({ client: db.client });
    expect(await User.get({ id: 'u' })).toMatchObject({ name: 'B' });
    user.name = 'C';
    await user.save();
    expect(await User.get({ id: 'u' })).toMatchObject({ name: 'C' });
    expect(await users().get({ id: 'u' })).toMatchObject({ name: 'A' });
    await repository(User, { client: tenant }).save(user);
    expect(await users().get({ id: 'u' })).toMatchObject({ name: 'C' });
    await User.deleteByKey({ id: 'u' });
  });

  it('in the table that a call names', async () => {
    @Table(uniqueTable('home-other'))
    class Other extends ActiveRecord {
      @PartitionKey() id!: string;
      @Attribute() name = 'A';
    }
    await createTable(Other);
    const tableName = tableDefinition(Other).TableName!;
    const user = await User.create({ id: 't', name: 'A' }, { tableName });
    await user.update({ name: 'B' });
    expect(await Other.get({ id: 't' })).toMatchObject({ name: 'B' });
    expect(await User.get({ id: 't' })).toBeUndefined();
    expect(await User.get({ id: 't' }, { tableName })).toMatchObject({ name: 'B' });
  });

  it('and a key that is given twice is one record', async () => {
    await User.create({ id: 'once' });
    const [first, second] = await transactGet([User, { id: 'once' }], [User, { id: 'once' }]);
    expect(first).toBe(second);
  });
});
