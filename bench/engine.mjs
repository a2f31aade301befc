// The embedded engine: how soon it is there, what a million items take, what a query takes among more and more of them. Then the same requests through the
// same SDK client from this process: to an engine in it, over HTTP, and to others, which DYNAMODB_ENDPOINTS names beside DynamoDB Local:
// `DYNAMODB_ENDPOINTS='dynoxide 1.2.1=http://127.0.0.1:8001' npm run engine`.
import { measure, median } from './cases.mjs';
import { engineRequests, fill, newEngine, queryOf100 } from './engine-items.mjs';
import { openEngines } from './engines.mjs';
import { machine } from './environment.mjs';
import { heading, row } from './table.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 9);
const REQUESTS = 640;
const AT_ONCE = [1, 32];
const MILLION = 1_000_000;
const LIMIT_MB = 1500;

const inEnglish = number => Math.round(number).toLocaleString('en');

async function starts() {
  const first = await measure(newEngine, 1);
  const later = [];
  for (let i = 0; i < 100; i++) later.push((await measure(newEngine, 1)).wall);
  console.log(
    `An engine with a table: ${(first.wall / 1000).toFixed(2)} ms, later ones ${(median(later) / 1000).toFixed(2)} ms`,
  );
}

async function queries() {
  for (const count of [1000, 10_000, 100_000, MILLION]) {
    const engine = newEngine();
    fill(engine, count, 1);
    const query = queryOf100(engine, count, 1);
    await measure(query, 200);
    const { wall } = await measure(query, 1000);
    console.log(`A query of 100 of ${inEnglish(count)} items of one partition: ${wall.toFixed(0)} µs`);
  }
}

async function size() {
  const engine = newEngine();
  globalThis.gc();
  const before = process.memoryUsage().rss;
  const { wall } = await measure(() => fill(engine, MILLION, 100), 1);
  globalThis.gc();
  const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
  const rate = inEnglish((MILLION / wall) * 1e6);
  console.log(`${inEnglish(MILLION)} items: ${megabytes.toFixed(0)} MB, ${rate} put/s without the SDK`);
  if (megabytes > LIMIT_MB) throw new Error(`That is over ${LIMIT_MB} MB`);
}

/** Requests in a second: medians of rounds that go round all engines, after some that warm up. */
async function rates(clients, request, atOnce) {
  const samples = clients.map(() => []);
  const run = client => Promise.all(Array.from({ length: atOnce }, () => client.send(request())));
  for (let round = -2; round < ROUNDS; round++) {
    for (const [i, client] of clients.entries()) {
      const { wall } = await measure(() => run(client), REQUESTS / atOnce);
      if (round >= 0) samples[i].push((atOnce / wall) * 1e6);
    }
  }
  return samples.map(median);
}

async function throughput() {
  const { clientOf, stop } = await openEngines();
  const names = [...clientOf.keys()];
  const clients = [...clientOf.values()];
  const requests = engineRequests();
  for (const client of clients) await client.send(requests.createTable());
  console.log(`\n${heading(names)}`);
  for (const atOnce of AT_ONCE) {
    for (const name of ['put', 'get', 'update']) {
      const cells = (await rates(clients, requests[name], atOnce)).map(inEnglish);
      console.log(row(atOnce === 1 ? `${name}/s` : `${name}/s, ${atOnce} at once`, cells));
    }
  }
  await stop();
}

console.log(`${machine()}.\n`);
await starts();
await size();
await queries();
await throughput();
process.exit();
