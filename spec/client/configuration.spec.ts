import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ActiveRecord, ConfigurationError, configure, PartitionKey, repository, setDefaultClient, Table } from 'dynact';

/** A client that answers every request with its name. */
function named(name: string): DynamoDBClient {
  const client = new DynamoDBClient({ region: 'local', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  client.middlewareStack.add(
    () => async () => ({ response: {}, output: { Item: { id: { S: name } }, $metadata: {} } as never }),
    { step: 'finalizeRequest' },
  );
  return client;
}

const [first, second, own, ofRepository] = ['first', 'second', 'own', 'of repository'].map(named) as [
  DynamoDBClient,
  DynamoDBClient,
  DynamoDBClient,
  DynamoDBClient,
];

@Table('defaults')
class Default extends ActiveRecord {
  @PartitionKey() id!: string;
}

@Table({ name: 'owns', client: own })
class Own {
  @PartitionKey() id!: string;
}

describe('the client of a request', () => {
  afterEach(() => setDefaultClient(undefined));
  const used = async (get: () => Promise<{ id: string } | undefined>) => (await get())?.id;

  it('is the current default client', async () => {
    const records = repository(Default);
    setDefaultClient(first);
    expect(await used(() => Default.get({ id: 'a' }))).toBe('first');
    configure({ client: second });
    expect(await used(() => Default.get({ id: 'a' }))).toBe('second');
    expect(await used(() => records.get({ id: 'a' }))).toBe('second');
    configure({});
    expect(await used(() => Default.get({ id: 'a' }))).toBe('second');
  });

  it('is that of the class before it, and that of the repository before both', async () => {
    setDefaultClient(first);
    expect(await used(() => repository(Own).get({ id: 'a' }))).toBe('own');
    expect(await used(() => repository(Own, { client: ofRepository }).get({ id: 'a' }))).toBe('of repository');
    expect(await used(() => repository(Default, { client: ofRepository }).get({ id: 'a' }))).toBe('of repository');
    setDefaultClient(undefined);
    expect(await used(() => repository(Own).get({ id: 'a' }))).toBe('own');
  });

  it('throws an error that says how to set one', async () => {
    await expect(Default.get({ id: 'a' })).rejects.toThrow(ConfigurationError);
    await expect(Default.get({ id: 'a' })).rejects.toThrow(
      'Default has no client: call setDefaultClient(new DynamoDBClient({ ... })), or give @Table or the repository a `client`',
    );
  });

  it('must be a client of the SDK', () => {
    expect(() => setDefaultClient({} as never)).toThrow(ConfigurationError);
    expect(() => configure({ client: null as never })).toThrow(
      'The client must be one of the AWS SDK v3: new DynamoDBClient({ ... })',
    );
  });
});
