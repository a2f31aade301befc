// The first hundred calls of a case in a new process, as in the early life of a Lambda; microseconds of CPU for one.
import { cases, measure } from './cases.mjs';
import { open } from './competitors/index.mjs';
import { inMemory } from './in-memory.mjs';

const [name, what] = process.argv.slice(2);
const transport = inMemory();
const competitor = await open(name, transport.connect);
const { run, page = 1 } = cases.find(one => one.name === what);
await transport.page(page);
const { cpu } = await measure(() => run(competitor, transport), 100);
process.send(cpu);
await new Promise(resolve => process.once('disconnect', resolve));
