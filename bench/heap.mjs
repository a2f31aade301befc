// The heap of a program that reads a whole table with `for await`, and of one that writes it: 200,000 items of about 300 bytes, and an engine
// in another process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ActiveRecord, Attribute, batchWrite, configure, PartitionKey, Table } from 'dynact';
import { serve } from 'dynact/memory';

const ROWS = Number(process.env.ROWS ?? 200_000);
const LIMIT_MB = 150;

class Row extends ActiveRecord {}
const decorate = (property, decorator) => decorator(Row.prototype, property);
decorate('id', PartitionKey({ type: String }));
decorate('text', Attribute({ type: String }));
decorate('count', Attribute({ type: Number }));
decorate('tags', Attribute({ type: Array }));
Table('rows')(Row);

function* rows() {
  for (let i = 0; i < ROWS; i++) {
    yield Row.build({ id: `row-${i}`, text: 'y'.repeat(240), count: i, tags: ['a', 'b'] });
  }
}

/** Calls back for each row. */
const cases = {
  scan: async seen => {
    for await (const _row of Row.scan()) seen();
  },
  'scan in 4 segments': async seen => {
    for await (const _row of Row.scan().parallel(4)) seen();
  },
  'batchWrite of a generator': async seen => {
    let before = 0;
    const onProgress = ({ written }) => {
      for (; before < written; before++) seen();
    };
    await batchWrite(rows(), { onProgress });
  },
};

if (process.send) await serveRows();
else await measure();

async function serveRows() {
  const { url, engine } = await serve();
  engine.execute('CreateTable', {
    TableName: 'rows',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  for (let i = 0; i < ROWS; i++) {
    const text = { S: `${i} `.padEnd(240, 'x') };
    const tags = { L: [{ S: 'a' }, { S: 'b' }] };
    engine.execute('PutItem', {
      TableName: 'rows',
      Item: { id: { S: `row-${i}` }, text, count: { N: String(i) }, tags },
    });
  }
  process.send(url);
}

async function measure() {
  const server = fork(import.meta.filename);
  const [endpoint] = await once(server, 'message');
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  configure({ client: new DynamoDBClient({ endpoint, region: 'local', credentials }) });
  let isFine = true;
  for (const [name, run] of Object.entries(cases)) {
    globalThis.gc?.();
    const start = process.memoryUsage().heapUsed;
    const began = performance.now();
    let [count, most] = [0, 0];
    await run(() => {
      if (++count % 100 === 0) most = Math.max(most, process.memoryUsage().heapUsed - start);
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const megabytes = most / 1024 / 1024;
    console.log(`${name}: ${count} items in ${seconds} s, ${megabytes.toFixed(0)} MB of heap above the start at most`);
    isFine &&= count === ROWS && megabytes < LIMIT_MB;
  }
  server.kill();
  process.exitCode = isFine ? 0 : 1;
}
