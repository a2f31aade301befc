import { ATTRIBUTES } from './item.mjs';

const NUMBERS = Array.from({ length: 25 }, (_, i) => i + 1);

/** Looks at every attribute once: a competitor that decodes on demand has to do it now. */
function read(item) {
  for (const name of ATTRIBUTES) if (item[name] === undefined) throw new Error(`No ${name} in what was read`);
  return item;
}

const page = size => ({
  name: `page of ${size}`,
  run: async competitor => (await competitor.query()).map(read),
  page: size,
  timesOverHttp: size < 1000 ? 10 : 2,
});

/** What is measured: how a competitor does it, and how often in a round over HTTP. */
export const cases = [
  { name: 'get', run: async competitor => read(await competitor.get()), timesOverHttp: 30 },
  { name: 'put', run: competitor => competitor.put(1), timesOverHttp: 30 },
  { name: 'update', run: async competitor => read(await competitor.update()), timesOverHttp: 30 },
  ...[1, 10, 100, 1000].map(page),
  { name: 'batch of 25', run: competitor => competitor.batch(NUMBERS), timesOverHttp: 5 },
  { name: 'transaction of 25', run: competitor => competitor.transaction(NUMBERS), timesOverHttp: 5 },
];

/** What everybody pays who reads a page as JSON: measured in the process of the first competitor. */
export const floors = [10, 100, 1000].map(size => ({
  name: `JSON.parse of a page of ${size}`,
  page: size,
  run: (_, transport) => JSON.parse(transport.text()),
}));

/** Microseconds for one run: of CPU, threads of the garbage collector included, and by the clock. */
export async function measure(run, times) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < times; i++) await run();
  const wall = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / times, wall: wall / times };
}

/** Runs until it took that much CPU, long enough for the compiler of the engine to be done with it; microseconds for one run. */
export async function warmUp(run, milliseconds) {
  const start = process.cpuUsage();
  for (let count = 1; ; count++) {
    await run();
    const { user, system } = process.cpuUsage(start);
    if (user + system >= milliseconds * 1000) return (user + system) / count;
  }
}

export const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];
