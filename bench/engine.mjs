// The embedded engine beside other engines that answer over HTTP: the same requests through the same SDK client from this process.
// `DYNAMODB_ENDPOINTS=http://127.0.0.1:8000,http://127.0.0.1:8001 npm run engine` names the others, started by hand.
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { Engine, memoryClient } from 'dynact/memory';

const TABLE = {
  TableName: `bench-${Date.now()}`,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
};
const { TableName } = TABLE;
const key = i => ({ pk: { S: `p${i % 100}` }, sk: { N: String(i) } });
const item = i => ({ ...key(i), name: { S: `name ${i}` }, count: { N: '1' } });
const perSecond = (count, milliseconds) => Math.round((count / milliseconds) * 1000).toLocaleString('en');
const seconds = async run => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};

const REQUESTS = 3000;
const commands = {
  put: i => new PutItemCommand({ TableName, Item: item(i) }),
  get: i => new GetItemCommand({ TableName, Key: key(i) }),
  update: i =>
    new UpdateItemCommand({
      TableName,
      Key: key(i),
      UpdateExpression: 'ADD #c :one',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }),
};

async function throughSdk(client) {
  await client.send(new CreateTableCommand(TABLE));
  const rates = {};
  for (const [name, command] of Object.entries(commands)) {
    for (let i = 0; i < 500; i++) await client.send(command(i));
    const time = await seconds(async () => {
      for (let i = 0; i < REQUESTS; i++) await client.send(command(i));
    });
    rates[`${name}/s`] = perSecond(REQUESTS, time);
  }
  return rates;
}

const others = (process.env.DYNAMODB_ENDPOINTS ?? '').split(',').filter(Boolean);
const table = { 'embedded engine': await throughSdk(memoryClient()) };
for (const endpoint of others) {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  table[endpoint] = await throughSdk(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
}
console.log('One request after the other through the SDK:');
console.table(table);

const started = await seconds(() => new Engine().execute('CreateTable', TABLE));
const engine = new Engine();
engine.execute('CreateTable', TABLE);
globalThis.gc?.();
const before = process.memoryUsage().rss;
const ITEMS = 1_000_000;
const filled = await seconds(() => {
  for (let i = 0; i < ITEMS; i++) engine.execute('PutItem', { TableName, Item: item(i) });
});
globalThis.gc?.();
const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
const query = () =>
  engine.execute('Query', {
    TableName,
    KeyConditionExpression: 'pk = :p AND sk >= :from',
    ExpressionAttributeValues: { ':p': { S: 'p42' }, ':from': { N: '500000' } },
    Limit: 100,
  });
for (let i = 0; i < 200; i++) query();
const queried = await seconds(() => {
  for (let i = 0; i < 1000; i++) query();
});
console.log(`An engine with a table: ${started.toFixed(2)} ms`);
console.log(
  `${ITEMS.toLocaleString('en')} items: ${megabytes.toFixed(0)} MB, ${perSecond(ITEMS, filled)} put/s without the SDK`,
);
console.log(`A query of 100 items among them: ${(queried / 1000).toFixed(3)} ms`);
