import { cpus } from 'node:os';
import { plainItem, wireItem } from './answers.mjs';
import { bareSdk } from './competitors/bare-sdk.mjs';
import { dynactCompetitor, Order } from './competitors/dynact.mjs';
import { dynamodbToolbox } from './competitors/dynamodb-toolbox.mjs';
import { dynamooseCompetitor } from './competitors/dynamoose.mjs';
import { electroDb } from './competitors/electrodb.mjs';
import { oneTable } from './competitors/onetable.mjs';
import { libDynamodb, sdkWithoutLogFilter } from './competitors/sdk-util.mjs';

// Each round runs every competitor once, so that what disturbs the machine disturbs them all; medians of rounds, ratios to the first.
const ROUNDS = Number(process.env.ROUNDS ?? 15);
const items = Array.from({ length: 25 });

const cases = [
  { name: 'get', run: c => c.get(), times: 200 },
  { name: 'put', run: c => c.put(), times: 200 },
  { name: 'update', run: c => c.update(), times: 200 },
  ...[1, 10, 100, 1000].map(size => ({
    name: `page of ${size}`,
    page: size,
    run: c => c.query(),
    times: Math.max(4, Math.ceil(200 / (1 + size / 10))),
  })),
  { name: 'batch of 25', run: c => c.batch(items), times: 40 },
  { name: 'transaction of 25', run: c => c.transaction(items), times: 40 },
];

const competitors = [
  bareSdk(),
  dynactCompetitor(),
  dynactCompetitor('dynact, lane off', false),
  sdkWithoutLogFilter(),
  libDynamodb(),
  dynamodbToolbox(),
  electroDb(),
  oneTable(),
  dynamooseCompetitor(),
];

const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Microseconds of CPU for one run, threads of the garbage collector included. */
async function cpu(run, times) {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / times;
}

async function measure({ run, page, times }) {
  const samples = competitors.map(() => []);
  for (let round = -3; round < ROUNDS; round++) {
    for (const [i, competitor] of competitors.entries()) {
      competitor.use?.();
      if (page) competitor.page(page);
      const time = await cpu(() => run(competitor), times);
      if (round >= 0) samples[i].push(time);
    }
  }
  return samples.map(median);
}

console.log(
  `Node ${process.version}, ${cpus()[0].model}, ${ROUNDS} rounds; microseconds of CPU for ${competitors[0].name}, then ratios to it\n`,
);
console.log(
  `| | ${competitors.map(({ name }) => name).join(' | ')} |\n| --- |${competitors.map(() => ' ---: |').join('')}`,
);
for (const one of cases) {
  const [base, ...rest] = await measure(one);
  console.log(`| ${one.name} | ${base.toFixed(0)} µs | ${rest.map(time => (time / base).toFixed(2)).join(' | ')} |`);
}
await codecAlone();

/** Decoding and encoding without any request, beside what JSON takes for the same bytes. */
async function codecAlone() {
  const text = JSON.stringify(Array.from({ length: 100 }, (_, i) => wireItem(i)));
  const parsed = JSON.parse(text);
  const { repository } = await import('dynact');
  const { metadataOf } = await import('../dist/metadata/entity-metadata.js');
  const { hydrate } = await import('../dist/entity/record-state.js');
  const metadata = metadataOf(Order);
  const records = parsed.map((_, i) => repository(Order).build(plainItem(i)));
  const timed = {
    parse: () => JSON.parse(text),
    decode: () => parsed.map(item => hydrate(metadata, item)),
    stringify: () => JSON.stringify(parsed),
    encode: () => records.map(record => metadata.record.encode(record)),
  };
  const samples = Object.fromEntries(Object.keys(timed).map(name => [name, []]));
  for (let round = -5; round < ROUNDS * 4; round++) {
    for (const [name, run] of Object.entries(timed)) {
      const time = await cpu(run, 20);
      if (round >= 0) samples[name].push(time);
    }
  }
  const time = name => median(samples[name]);
  console.log(
    `\ndecode of 100 items: ${(time('decode') / time('parse')).toFixed(2)} of JSON.parse (${time('parse').toFixed(0)} µs) of the same bytes`,
  );
  console.log(
    `encode of 100 items: ${(time('encode') / time('stringify')).toFixed(2)} of JSON.stringify (${time('stringify').toFixed(0)} µs) of the same bytes`,
  );
}
