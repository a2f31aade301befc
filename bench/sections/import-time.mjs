import { spawnSync } from 'node:child_process';
import { median } from '../cases.mjs';
import { competitors } from '../competitors/index.mjs';
import { NONE } from '../table.mjs';

/** A program that loads the SDK's client, then the packages, and prints the milliseconds of both. */
const program = (load, packages) => `
  const start = performance.now();
  ${load('@aws-sdk/client-dynamodb')};
  const between = performance.now();
  ${packages.map(name => `${load(name)};`).join('\n')}
  console.log(between - start, performance.now() - between);
`;

const forms = [
  { name: '`require`', type: 'commonjs', load: name => `require('${name}')` },
  { name: '`import`', type: 'module', load: name => `await import('${name}')` },
];

function load({ type, load }, packages) {
  const options = { cwd: import.meta.dirname, encoding: 'utf8' };
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [`--input-type=${type}`, '-e', program(load, packages)],
    options,
  );
  const [sdk, own] = stdout.split(' ').map(Number);
  if (!own) throw new Error(stderr);
  return packages.length ? own : sdk;
}

/** Cold: each time in a new process. The first column has the SDK's own time, the others what comes on top. */
export async function* importTime(names, count) {
  yield { title: 'Loading, on top of the SDK’s client' };
  for (const form of forms) {
    const samples = names.map(() => []);
    for (let round = -1; round < count / 2; round++) {
      for (const [i, name] of names.entries()) {
        const { packages } = competitors.get(name);
        const time = packages && load(form, packages);
        if (round >= 0) samples[i].push(time);
      }
    }
    const cells = samples.map(own => (own[0] === undefined ? NONE : `${median(own).toFixed(1)} ms`));
    yield { name: form.name, cells };
  }
}
