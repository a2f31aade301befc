const items = Array.from({ length: 25 });

const page = size => ({
  name: `page of ${size}`,
  run: competitor => competitor.query(),
  page: size,
  times: Math.max(2, Math.ceil(100 / (1 + size / 10))),
});

/** What is measured: how a competitor does it, and how often in a round. */
export const cases = [
  { name: 'get', run: competitor => competitor.get(), times: 200 },
  { name: 'put', run: competitor => competitor.put(), times: 200 },
  { name: 'update', run: competitor => competitor.update(), times: 200 },
  ...[1, 10, 100, 1000].map(page),
  { name: 'batch of 25', run: competitor => competitor.batch(items), times: 40 },
  { name: 'transaction of 25', run: competitor => competitor.transaction(items), times: 40 },
];

/** Microseconds of CPU for one run, threads of the garbage collector included. */
export async function cpu(run, times) {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / times;
}

export const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];
