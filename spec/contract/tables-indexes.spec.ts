import {
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
} from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  ConfigurationError,
  createTable,
  deleteTable,
  Index,
  PartitionKey,
  SortKey,
  setDefaultClient,
  Table,
  TableNotFoundError,
  tableDefinition,
  updateTable,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure } from './harness';

const name = uniqueTable('indexed');

@Index('byStatus', { partitionKey: 'status', sortKey: 'total', projection: ['note', 'id', 'note'] })
@Index('byTotal', { type: 'local', sortKey: 'total', projection: 'KEYS_ONLY' })
@Index('byPlace', { partitionKey: ['country', 'city'], sortKey: ['year', 'openedAt'] })
@Table(name)
class Order extends ActiveRecord {
  @PartitionKey({ name: 'pk' }) customer!: string;
  @SortKey() id!: string;
  @Attribute() status?: string;
  @Attribute() total = 0;
  @Attribute({ name: 'n' }) note?: string;
  @Attribute() country?: string;
  @Attribute() city?: string;
  @Attribute({ type: Number }) year?: number;
  @Attribute({ type: Date, name: 'opened_at' }) openedAt?: Date;
  @Attribute({ type: 'epochSeconds', name: 'expires' }) expiresAt?: Date;
}

@Index('byStatus', { partitionKey: 'status', sortKey: 'total' })
@Index('byNote', { partitionKey: 'note', projection: 'KEYS_ONLY' })
@Index('byTotal', { type: 'local', sortKey: 'total', projection: 'KEYS_ONLY' })
@Table(name)
class NextOrder extends ActiveRecord {
  @PartitionKey({ name: 'pk' }) customer!: string;
  @SortKey() id!: string;
  @Attribute() status?: string;
  @Attribute() total = 0;
  @Attribute({ name: 'n' }) note?: string;
}

const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });

const indexes = {
  LocalSecondaryIndexes: [
    {
      IndexName: 'byTotal',
      KeySchema: [key('pk', 'HASH'), key('total', 'RANGE')],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byStatus',
      KeySchema: [key('status', 'HASH'), key('total', 'RANGE')],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n'] },
    },
    {
      IndexName: 'byPlace',
      KeySchema: [key('country', 'HASH'), key('city', 'HASH'), key('year', 'RANGE'), key('opened_at', 'RANGE')],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

describe('tableDefinition', () => {
  it('has the indexes, and each of their keys once', () => {
    expect(tableDefinition(Order)).toEqual({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'status', AttributeType: 'S' },
        { AttributeName: 'total', AttributeType: 'N' },
        { AttributeName: 'country', AttributeType: 'S' },
        { AttributeName: 'city', AttributeType: 'S' },
        { AttributeName: 'year', AttributeType: 'N' },
        { AttributeName: 'opened_at', AttributeType: 'S' },
      ],
      KeySchema: [key('pk', 'HASH'), key('id', 'RANGE')],
      ...indexes,
    });
  });

  it('has billing, stream and tags', () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 2 };
    const definition = tableDefinition(Order, {
      billing: { readCapacity: 5, writeCapacity: 2 },
      stream: 'NEW_AND_OLD_IMAGES',
      tags: { team: 'sales' },
    });
    expect(definition).toMatchObject({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      Tags: [{ Key: 'team', Value: 'sales' }],
    });
    expect(definition.GlobalSecondaryIndexes!.map(index => index.ProvisionedThroughput)).toEqual([
      ProvisionedThroughput,
      ProvisionedThroughput,
    ]);
    expect(definition.LocalSecondaryIndexes![0]).not.toHaveProperty('ProvisionedThroughput');
  });

  it('is fit for CloudFormation: only properties of AWS::DynamoDB::Table, and plain JSON', () => {
    const definition = tableDefinition(Order, { billing: { readCapacity: 5, writeCapacity: 2 }, tags: { a: 'b' } });
    expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
    expect(Object.keys(definition).sort()).toEqual([
      'AttributeDefinitions',
      'BillingMode',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'LocalSecondaryIndexes',
      'ProvisionedThroughput',
      'TableName',
      'Tags',
    ]);
  });
});

describeEachBackend('Tables with indexes', backend => {
  let client: DynamoDBClient;
  const sent: [string, Record<string, unknown>][] = [];
  beforeAll(() => {
    client = backend.client();
    client.middlewareStack.add(
      (next, { commandName }) =>
        args => {
          sent.push([commandName as string, { ...args.input }]);
          return next(args);
        },
      { step: 'initialize' },
    );
    setDefaultClient(client);
  });
  beforeEach(() => {
    sent.length = 0;
  });
  afterEach(() => deleteTable(Order).catch(() => {}));
  afterAll(() => setDefaultClient(undefined));

  const described = async () => (await client.send(new DescribeTableCommand({ TableName: name }))).Table!;
  const created = () =>
    sent.find(([command]) => command === 'CreateTableCommand')![1] as unknown as CreateTableCommandInput;

  it('are created as declared', async () => {
    await createTable(Order);
    const table = await described();
    expect(table.TableStatus).toBe('ACTIVE');
    const shape = ({
      IndexName,
      KeySchema,
      Projection,
    }: {
      IndexName?: string;
      KeySchema?: unknown;
      Projection?: unknown;
    }) => ({ IndexName, KeySchema, Projection });
    expect(table.LocalSecondaryIndexes!.map(shape)).toEqual(indexes.LocalSecondaryIndexes);
    const byName = (a: { IndexName?: string }, b: { IndexName?: string }) => a.IndexName!.localeCompare(b.IndexName!);
    expect(table.GlobalSecondaryIndexes!.map(shape).sort(byName)).toEqual(
      [...indexes.GlobalSecondaryIndexes].sort(byName),
    );
    expect(table.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('are created with capacity, stream, tags and time to live', async () => {
    await createTable(Order, {
      billing: { readCapacity: 4, writeCapacity: 3 },
      stream: 'KEYS_ONLY',
      tags: { team: 'sales', env: 'test' },
      timeToLive: 'expiresAt',
    });
    const table = await described();
    expect(table.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 4, WriteCapacityUnits: 3 });
    expect(table.GlobalSecondaryIndexes![0]!.ProvisionedThroughput).toMatchObject({
      ReadCapacityUnits: 4,
      WriteCapacityUnits: 3,
    });
    expect(table.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' });
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    expect(created().Tags).toEqual([
      { Key: 'team', Value: 'sales' },
      { Key: 'env', Value: 'test' },
    ]);
    if (backend.name === 'DynamoDB Local') return; // It takes tags and forgets them.
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: table.TableArn }));
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: 'team', Value: 'sales' },
        { Key: 'env', Value: 'test' },
      ]),
    );
  });

  it('get the new indexes of a class, and lose those that are named, one after the other', async () => {
    await createTable(Order);
    await Order.create({ customer: 'c', id: '1', note: 'found', status: 'open' });
    sent.length = 0;
    const drop = ['byPlace', 'byPlace', 'never was'];
    expect(await updateTable(NextOrder, { drop })).toEqual({ added: ['byNote'], dropped: ['byPlace'] });
    const updates = sent
      .filter(([command]) => command === 'UpdateTableCommand')
      .map(([, input]) => input.GlobalSecondaryIndexUpdates);
    expect(updates).toEqual([
      [{ Delete: { IndexName: 'byPlace' } }],
      [{ Create: { IndexName: 'byNote', KeySchema: [key('n', 'HASH')], Projection: { ProjectionType: 'KEYS_ONLY' } } }],
    ]);
    const { GlobalSecondaryIndexes = [] } = await described();
    expect(GlobalSecondaryIndexes.map(({ IndexName, IndexStatus }) => [IndexName, IndexStatus]).sort()).toEqual([
      ['byNote', 'ACTIVE'],
      ['byStatus', 'ACTIVE'],
    ]);
    expect(await NextOrder.query({ note: 'found' }).projected().all()).toEqual([
      { customer: 'c', id: '1', note: 'found' },
    ]);
    sent.length = 0;
    expect(await updateTable(NextOrder, { drop })).toEqual({ added: [], dropped: [] });
    expect(sent.map(([command]) => command)).toEqual(['DescribeTableCommand']);
  }, 240_000);

  it('keep the indexes of other classes of the table', async () => {
    await createTable(Order);
    expect(await updateTable(NextOrder)).toEqual({ added: ['byNote'], dropped: [] });
    const { GlobalSecondaryIndexes = [] } = await described();
    expect(GlobalSecondaryIndexes.map(({ IndexName }) => IndexName).sort()).toEqual(['byNote', 'byPlace', 'byStatus']);
  }, 240_000);

  it('refuse to drop an index that the class declares', async () => {
    sent.length = 0;
    const { message } = await failure(updateTable(NextOrder, { drop: ['byNote'] }), ValidationError);
    expect(message).toMatch(/^updateTable\(NextOrder\) cannot drop "byNote", which the class declares/);
    expect(sent).toEqual([]);
  });

  it('give a new index the capacity of the table, or another', async () => {
    await createTable(Order, { billing: { readCapacity: 4, writeCapacity: 3 } });
    await updateTable(NextOrder, { drop: ['byPlace'] });
    const capacity = async (index: string) =>
      (await described()).GlobalSecondaryIndexes!.find(({ IndexName }) => IndexName === index)!.ProvisionedThroughput;
    expect(await capacity('byNote')).toMatchObject({ ReadCapacityUnits: 4, WriteCapacityUnits: 3 });
    await updateTable(Order, { billing: { readCapacity: 9, writeCapacity: 8 } });
    expect(await capacity('byPlace')).toMatchObject({ ReadCapacityUnits: 9, WriteCapacityUnits: 8 });
  }, 240_000);

  it('report that waiting took too long', async () => {
    await createTable(Order);
    const busy = { ...(await described()), TableStatus: 'UPDATING' as const };
    client.middlewareStack.add(
      (next, { commandName }) =>
        async args => {
          const result = await next(args);
          if (commandName === 'DescribeTableCommand') (result.output as { Table?: unknown }).Table = busy;
          return result;
        },
      { step: 'initialize', name: 'busy' },
    );
    const { message } = await failure(updateTable(NextOrder, { maxWaitTime: 0.3 }), ConfigurationError);
    client.middlewareStack.remove('busy');
    expect(message).toMatch(
      /^NextOrder: the indexes of ".*" were not ready after 0.3 seconds: DynamoDB is still working; raise maxWaitTime/,
    );
  });

  it('cannot be updated if they do not exist', async () => {
    await failure(updateTable(NextOrder), TableNotFoundError);
    await failure(deleteTable(NextOrder), TableNotFoundError);
  });

  it.each(['note', 'customer', 'nothing'])(
    'refuse %s as the time to live before anything is sent',
    async timeToLive => {
      const { message } = await failure(createTable(Order, { timeToLive }), ConfigurationError);
      expect(message).toBe(
        `Order.${timeToLive} cannot be the time to live: it must be an attribute declared with \`type: 'epochSeconds'\``,
      );
      expect(sent).toEqual([]);
    },
  );
});
