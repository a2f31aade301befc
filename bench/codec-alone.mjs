import { buildSync } from 'esbuild';
import { plainItem, wireItem } from './answers.mjs';
import { cpu, median } from './cases.mjs';
import { declareOrder } from './competitors/dynact.mjs';

/** Decoding and encoding without any request, beside what JSON takes for the same bytes. */
export async function codecAlone(rounds) {
  const text = JSON.stringify(Array.from({ length: 100 }, (_, i) => wireItem(i)));
  const parsed = JSON.parse(text);
  const { repository, metadataOf, hydrate, Order } = await insides();
  const metadata = metadataOf(Order);
  const records = parsed.map((_, i) => repository(Order).build(plainItem(i)));
  const runs = {
    parse: () => JSON.parse(text),
    decode: () => parsed.map(item => hydrate(metadata, item)),
    stringify: () => JSON.stringify(parsed),
    encode: () => records.map(record => metadata.record.encode(record)),
  };
  const samples = Object.fromEntries(Object.keys(runs).map(name => [name, []]));
  for (let round = -10; round < rounds * 4; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const time = await cpu(run, 20);
      if (round >= 0) samples[name].push(time);
    }
  }
  const time = name => median(samples[name]);
  const ratio = (ours, json) =>
    `${(time(ours) / time(json)).toFixed(2)} of JSON.${json} (${time(json).toFixed(0)} µs) of the same bytes`;
  console.log(
    `\ndecode of 100 items: ${ratio('decode', 'parse')}\nencode of 100 items: ${ratio('encode', 'stringify')}`,
  );
}

/** What the package does not export, built from its sources, with the class declared there. */
async function insides() {
  const outfile = new URL('node_modules/.cache/insides.mjs', import.meta.url);
  const from = file => JSON.stringify(new URL(`../lib/${file}`, import.meta.url).pathname);
  buildSync({
    stdin: {
      contents: `export * from ${from('index.ts')}; export { metadataOf } from ${from('metadata/entity-metadata.ts')}; export { hydrate } from ${from('entity/record-state.ts')};`,
      resolveDir: import.meta.dirname,
    },
    outfile: outfile.pathname,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'es2022',
  });
  const inside = await import(outfile.href);
  return { ...inside, Order: declareOrder(inside) };
}
