import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { memoryClient } from 'dynact/memory';
import { LOCAL_ENDPOINT } from './environment';

export interface Backend {
  name: 'embedded' | 'DynamoDB Local';
  /** A new client of the backend; on DynamoDB Local all clients of a spec file share one database. */
  client(): DynamoDBClient;
}

const embedded: Backend = {
  name: 'embedded',
  client: () => memoryClient(),
};

/**
 * DynamoDB Local has a database for each access key. One that is shared stops building indexes: each table with a time to live
 * takes one of its ten threads, three are taken, and the seventh takes the last.
 */
const accessKeyId = randomBytes(8).toString('hex');

const dynamoDBLocal = (endpoint: string): Backend => ({
  name: 'DynamoDB Local',
  client: () =>
    new DynamoDBClient({
      endpoint,
      region: 'local',
      credentials: { accessKeyId, secretAccessKey: 'local' },
    }),
});

const endpoint = process.env[LOCAL_ENDPOINT];

/** Where the contract runs: the embedded engine always, DynamoDB Local when the global setup could start it. */
export const backends: Backend[] = endpoint ? [embedded, dynamoDBLocal(endpoint)] : [embedded];

/** A group of specs that runs once on each backend. The reporter counts them by the title `on <backend>`. */
export function describeEachBackend(title: string, define: (backend: Backend) => void): void {
  describe(title, () => {
    for (const backend of backends) {
      describe(`on ${backend.name}`, () => {
        const clients: DynamoDBClient[] = [];
        afterAll(() => {
          for (const client of clients) client.destroy();
        });
        define({
          name: backend.name,
          client: () => {
            const client = backend.client();
            clients.push(client);
            return client;
          },
        });
      });
    }
  });
}

/** A table name that no other group of specs uses: those of a file share a database on DynamoDB Local. */
export const uniqueTable = (prefix: string): string => `${prefix}-${randomBytes(4).toString('hex')}`;
