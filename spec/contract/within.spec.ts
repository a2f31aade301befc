import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConfigurationError,
  configure,
  createTable,
  PartitionKey,
  Repository,
  repository,
  setDefaultClient,
  Table,
  tableDefinition,
  tableExists,
  transact,
  within,
} from 'dynact';
import { memoryClient } from 'dynact/memory';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure } from './harness';

const ordersTable = uniqueTable('orders');
let stage = 'dev';

@Table({ name: () => `${stage}-${ordersTable}` })
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() total = 0;
}

describeEachBackend('where calls go', backend => {
  beforeAll(async () => {
    setDefaultClient(backend.client());
    for (stage of ['dev', 'live', 'other']) await createTable(Order);
  });
  beforeEach(() => {
    stage = 'dev';
  });
  afterAll(() => setDefaultClient(undefined));

  const at = <R>(name: string, run: () => R): R => {
    const before = stage;
    stage = name;
    try {
      return run();
    } finally {
      stage = before;
    }
  };

  it('a function names the table at each call', async () => {
    await Order.create({ id: 'f1' });
    stage = 'live';
    expect(tableDefinition(Order).TableName).toBe(`live-${ordersTable}`);
    expect(await Order.get({ id: 'f1' })).toBeUndefined();
    await Order.create({ id: 'f1', total: 2 });
    stage = 'dev';
    expect((await Order.getOrFail({ id: 'f1' })).total).toBe(0);
  });

  it('configure({ tableName }) names the tables of all classes, and their table definitions', async () => {
    configure({ tableName: name => name.replace('dev-', 'live-') });
    try {
      await Order.create({ id: 'c1' });
      expect(tableDefinition(Order).TableName).toBe(`live-${ordersTable}`);
      expect(await tableExists(Order)).toBe(true);
    } finally {
      configure({ tableName: undefined });
    }
    expect(await Order.get({ id: 'c1' })).toBeUndefined();
    expect(await at('live', () => Order.get({ id: 'c1' }))).toBeDefined();
  });

  it('within gives every call a table, across everything that is awaited', async () => {
    await within({ tableName: `live-${ordersTable}` }, async () => {
      const order = await Order.create({ id: 'w1' });
      await order.update({ total: 1 });
      await batchWrite([Order.build({ id: 'w2' })]);
      await transact(async tx => {
        const read = await tx.getOrFail(Order, { id: 'w1' });
        read.total += 1;
        tx.save(read);
      });
      expect((await Order.query({ id: 'w1' }).all()).map(({ total }) => total)).toEqual([2]);
      expect(await Order.batchGet([{ id: 'w1' }, { id: 'w2' }])).not.toContain(undefined);
    });
    expect(await Order.batchGet([{ id: 'w1' }, { id: 'w2' }])).toEqual([undefined, undefined]);
    expect(await at('live', () => Order.batchGet([{ id: 'w1' }, { id: 'w2' }]))).not.toContain(undefined);
  });

  it('runs at the same time as others, each with its own table', async () => {
    const stages = ['dev', 'live', 'other'];
    await Promise.all(
      stages.map(name =>
        within({ tableName: () => `${name}-${ordersTable}` }, async () => {
          for (let i = 0; i < 5; i++) await Order.build({ id: 'side', total: stages.indexOf(name) }).save();
        }),
      ),
    );
    for (const name of stages) {
      const found = await at(name, () => Order.getOrFail({ id: 'side' }));
      expect(found.total).toBe(stages.indexOf(name));
    }
  });

  it('inside another, it keeps the choices that it does not name', async () => {
    const client = memoryClient();
    await client.send(new CreateTableCommand({ ...tableDefinition(Order), TableName: 'inner' }));
    await within({ client }, () =>
      within({ tableName: 'inner' }, async () => {
        await Order.create({ id: 'n1' });
        expect(await Order.get({ id: 'n1' })).toBeDefined();
      }),
    );
    expect(await Order.get({ id: 'n1' })).toBeUndefined();
    client.destroy();
  });

  it('the choices of a call or a repository come first', async () => {
    const tableName = `other-${ordersTable}`;
    await within({ tableName: `live-${ordersTable}` }, async () => {
      await Order.create({ id: 'e1' }, { tableName });
      await new Repository(Order, { tableName }).create({ id: 'e2' });
      expect(await Order.get({ id: 'e1' })).toBeUndefined();
      expect(await repository(Order, { tableName }).batchGet([{ id: 'e1' }, { id: 'e2' }])).not.toContain(undefined);
    });
  });

  it('a query made inside goes there, wherever it is read', async () => {
    await at('live', () => Order.create({ id: 'q1' }));
    const query = within({ tableName: `live-${ordersTable}` }, () => Order.query({ id: 'q1' }));
    expect(await query.all()).toHaveLength(1);
  });

  it('refuses anything else than a name, and a missing function', async () => {
    expect(() => within({ tableName: 'x' }, undefined as never)).toThrow(ConfigurationError);
    await failure(
      within({ tableName: () => '' }, () => Order.get({ id: '1' })),
      ConfigurationError,
    );
    stage = '';
    @Table({ name: () => process.env.NO_SUCH_TABLE! })
    class Nowhere extends ActiveRecord {
      @PartitionKey() id!: string;
    }
    const error = await failure(Nowhere.get({ id: '1' }), ConfigurationError);
    expect(error.message).toMatch(/^Nowhere: the function that names its table gave no text/);
  });
});
