// One competitor in a process of its own, as in a program that uses it: runs a round of a case when it is told to.
import { cases, cpu } from './cases.mjs';
import { competitors } from './competitors/index.mjs';

const competitor = competitors.get(process.argv[2])();

process.on('message', async name => {
  const { run, times, page } = cases.find(one => one.name === name);
  if (page) competitor.page(page);
  process.send(await cpu(() => run(competitor), times));
});

process.on('disconnect', () => process.exit());
