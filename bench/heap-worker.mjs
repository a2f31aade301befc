// The bytes of heap that 100,000 entities of one competitor take, by those of 20 pages of 1,000, all kept alive.
import { open } from './competitors/index.mjs';
import { inMemory } from './in-memory.mjs';

const PAGES = 20;
const transport = inMemory();
const competitor = await open(process.argv[2], transport.connect);

function heap() {
  for (let i = 0; i < 3; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

await transport.page(1000);
for (let i = 0; i < 3; i++) await competitor.query();
const before = heap();
const kept = [];
for (let i = 0; i < PAGES; i++) kept.push(await competitor.query());
process.send(((heap() - before) / PAGES) * 100);
await new Promise(resolve => process.once('disconnect', resolve));
if (kept.length !== PAGES) throw new Error('They were not kept');
