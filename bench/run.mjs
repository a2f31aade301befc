// `node run.mjs [section...]` prints one table, of all sections or of those named. ROUNDS says how many rounds medians are of, PEERS which
// of the others are measured (`PEERS=dynact,lib-dynamodb`).
import { competitors } from './competitors/index.mjs';
import { machine, versions } from './environment.mjs';
import { codecAlone } from './sections/codec-alone.mjs';
import { heap } from './sections/heap.mjs';
import { importTime } from './sections/import-time.mjs';
import { inProcess, overHttp } from './sections/requests.mjs';
import { size } from './sections/size.mjs';
import { typeCosts } from './sections/type-cost.mjs';
import { young } from './sections/young.mjs';
import { heading, row, title } from './table.mjs';

// Standard error is for what fails.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const ROUNDS = Number(process.env.ROUNDS ?? 9);
const peers = process.env.PEERS?.split(',');
const names = [...competitors.keys()].filter((name, i) => i === 0 || !peers || peers.includes(name));
const [FIRST] = names;
const METHOD = `The first column is what the ${FIRST} takes, the others are ratios to it, where they have no unit. Each competitor runs in a process of
its own; figures are medians of ${ROUNDS} rounds that go round all of them (of young processes and of loading, of half as many).`;

const sections = {
  requests: inProcess,
  young,
  http: overHttp,
  codec: codecAlone,
  heap,
  import: importTime,
  size,
  types: typeCosts,
};
const asked = process.argv.slice(2);
const unknown = asked.find(name => !sections[name]);
if (unknown) throw new Error(`No section ${unknown}; there are ${Object.keys(sections).join(', ')}`);

console.log(`${machine()}.\n${versions()}.\n${METHOD}\n`);
console.log(heading(names));
for (const name of asked.length ? asked : Object.keys(sections)) {
  for await (const line of sections[name](names, ROUNDS)) {
    console.log(line.title ? title(line.title, names.length) : row(line.name, line.cells));
  }
}
