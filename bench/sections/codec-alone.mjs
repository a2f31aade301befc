import { createRequire } from 'node:module';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { buildSync } from 'esbuild';
import { measure, median } from '../cases.mjs';
import { declareOrder } from '../competitors/dynact.mjs';
import { plainItem, wireItems } from '../item.mjs';
import { NONE } from '../table.mjs';

const ITEMS = 100;

/** From bytes to values and back without any request, beside what JSON alone takes for the same bytes. */
export async function* codecAlone(names, count) {
  const body = Buffer.from(JSON.stringify({ Items: wireItems(ITEMS, () => ({})), Count: ITEMS }));
  const parse = () => JSON.parse(body.toString()).Items;
  const parsed = parse();
  const plain = parsed.map((_, i) => plainItem(i + 1));
  const { repository, metadataOf, hydrateFromText, readItems, Order } = await insides();
  const metadata = metadataOf(Order);
  const orders = plain.map(item => repository(Order).build(item));
  const pairs = {
    decode: {
      floor: parse,
      dynact: () => {
        const records = [];
        readItems(body, 'Items', hydrateFromText(metadata, {}, records));
        return records;
      },
      'util-dynamodb': () => parse().map(item => unmarshall(item)),
    },
    encode: {
      floor: () => JSON.stringify(parsed),
      dynact: () => `[${orders.map(order => metadata.record.write(order)).join()}]`,
      'util-dynamodb': () => JSON.stringify(plain.map(item => marshall(item))),
    },
  };
  yield { title: `CPU of ${ITEMS} items alone, beside JSON.parse and JSON.stringify of the same bytes` };
  for (const [name, runs] of Object.entries(pairs)) {
    const { floor, ...others } = await medians(runs, count * 4);
    const cells = names.map(name => (others[name] ? (others[name] / floor).toFixed(2) : NONE));
    yield { name, cells: [`${floor.toFixed(0)} µs`, ...cells.slice(1)] };
  }
}

async function medians(runs, count) {
  const samples = Object.fromEntries(Object.keys(runs).map(name => [name, []]));
  for (let round = -10; round < count; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const { cpu } = await measure(run, 20);
      if (round >= 0) samples[name].push(cpu);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, own]) => [name, median(own)]));
}

/** What the package does not export, built from its sources, with the class declared there. */
async function insides() {
  const outfile = new URL('../node_modules/.cache/insides.cjs', import.meta.url);
  const from = file => JSON.stringify(new URL(`../../lib/${file}`, import.meta.url).pathname);
  buildSync({
    stdin: {
      contents: `export * from ${from('index.ts')}; export { metadataOf } from ${from('metadata/entity-metadata.ts')}; export { hydrateFromText } from ${from('entity/record-state.ts')}; export { readItems } from ${from('codec/text/answer.ts')};`,
      resolveDir: import.meta.dirname,
    },
    outfile: outfile.pathname,
    bundle: true,
    external: ['@aws-sdk/*', 'reflect-metadata'],
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
  });
  const inside = createRequire(import.meta.url)(outfile.pathname);
  return { ...inside, Order: declareOrder(inside) };
}
