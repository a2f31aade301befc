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
  times: Math.ceil(50 / (1 + size / 10)),
  timesOverHttp: size < 1000 ? 10 : 2,
});

/** What is measured: how a competitor does it, and how often in a round. */
export const cases = [
  { name: 'get', run: async competitor => read(await competitor.get()), times: 100, timesOverHttp: 30 },
  { name: 'put', run: competitor => competitor.put(1), times: 100, timesOverHttp: 30 },
  { name: 'update', run: async competitor => read(await competitor.update()), times: 100, timesOverHttp: 30 },
  ...[1, 10, 100, 1000].map(page),
  { name: 'batch of 25', run: competitor => competitor.batch(NUMBERS), times: 15, timesOverHttp: 5 },
  { name: 'transaction of 25', run: competitor => competitor.transaction(NUMBERS), times: 15, timesOverHttp: 5 },
];

/** Microseconds for one run: of CPU, threads of the garbage collector included, and by the clock. */
export async function measure(run, times) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < times; i++) await run();
  const wall = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / times, wall: wall / times };
}

/** Runs until it took that much CPU: long enough for the compiler of the engine to be done with it. */
export async function warmUp(run, milliseconds) {
  const start = process.cpuUsage();
  const passed = ({ user, system }) => (user + system) / 1000;
  do await run();
  while (passed(process.cpuUsage(start)) < milliseconds);
}

export const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];
