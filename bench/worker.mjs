// One competitor in a process of its own, as in a program that uses it: warms up for a case, or runs a round of it, when it is told to.
// Answered from memory, or over HTTP by the endpoint of the second argument.
import { cases, floors, measure, warmUp } from './cases.mjs';
import { competitors, open } from './competitors/index.mjs';
import { overHttp } from './dynamodb-local.mjs';
import { assertSameWork } from './fairness.mjs';
import { inMemory } from './in-memory.mjs';

const [name, endpoint] = process.argv.slice(2);
const transport = endpoint ? overHttp(endpoint, `bench${[...competitors.keys()].indexOf(name)}`) : inMemory();
const competitor = await open(name, transport.connect);
if (endpoint) await transport.page(1);
else await assertSameWork(competitor, transport);

/** Microseconds of CPU in a round that is answered from memory: many runs, as in a program that is at work. */
const ROUND = 120_000;

let times;

process.on('message', async ({ name, warmUpFor }) => {
  const { run, timesOverHttp, page } = [...cases, ...floors].find(one => one.name === name);
  if (page) await transport.page(page);
  const once = () => run(competitor, transport);
  if (warmUpFor) {
    const cost = await warmUp(once, warmUpFor);
    times = endpoint ? timesOverHttp : Math.ceil(ROUND / cost);
    process.send(null);
  } else {
    // The caches of the processor are full of what the others did.
    await measure(once, Math.ceil(times / 5));
    process.send(await measure(once, times));
  }
});

process.on('disconnect', () => process.exit());
process.send('ready');
