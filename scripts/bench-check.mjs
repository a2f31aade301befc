// The short bench, on the newest SDK and the built package, in a folder of its own: on this Node, and on the versions that are named
// (`node scripts/bench-check.mjs 24`), which npm brings.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
const folder = `${root}build/bench-check`;
const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
cpSync(`${root}bench`, folder, {
  recursive: true,
  filter: path => !/node_modules|package|\.tgz|\.npmrc/.test(path.slice(root.length)),
});
writeFileSync(`${folder}/package.json`, JSON.stringify({ private: true, type: 'module' }));
const packed = npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], root)
  .trim()
  .split('\n')
  .at(-1);
const nodes = process.argv.slice(2).map(version => ({ name: `node-${process.platform}-${process.arch}`, version }));
const install = ['install', '--silent', '--no-audit', '--no-package-lock'];
npm([...install, '@aws-sdk/client-dynamodb@latest', `./${packed}`], folder);
const binaries = [process.execPath];
for (const { name, version } of nodes) {
  npm([...install, '--prefix', `${folder}/node-${version}`, `${name}@${version}`], folder);
  binaries.push(`${folder}/node-${version}/node_modules/${name}/bin/node`);
}
const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
for (const binary of binaries) {
  const { status } = spawnSync(binary, ['check.mjs'], { cwd: folder, env, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
