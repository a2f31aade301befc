// `node run.mjs [section...]` prints one table, of all sections or of those named. ROUNDS says how many rounds medians are of.
import { competitors } from './competitors/index.mjs';
import { machine, versions } from './environment.mjs';
import { codecAlone } from './sections/codec-alone.mjs';
import { heap } from './sections/heap.mjs';
import { importTime } from './sections/import-time.mjs';
import { inProcess, overHttp } from './sections/requests.mjs';
import { size } from './sections/size.mjs';
import { typeCosts } from './sections/type-cost.mjs';
import { heading, row, title } from './table.mjs';

// Standard error is for what fails.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const ROUNDS = Number(process.env.ROUNDS ?? 15);

const sections = {
  requests: inProcess,
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

const names = [...competitors.keys()];
console.log(`${machine()}; ${ROUNDS} rounds.\n${versions()}\n`);
console.log(heading(names));
for (const name of asked.length ? asked : Object.keys(sections)) {
  for await (const line of sections[name](names, ROUNDS)) {
    console.log(line.title ? title(line.title, names.length) : row(line.name, line.cells));
  }
}
