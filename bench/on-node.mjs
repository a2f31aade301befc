// `node on-node.mjs 24 [section...]`: the bench on another version of Node, which npm brings.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [version, ...sections] = process.argv.slice(2);
const folder = fileURLToPath(new URL(`node_modules/.cache/node-${version}`, import.meta.url));
const name = `node-${process.platform}-${process.arch}`;
const binary = `${folder}/node_modules/${name}/bin/node`;
if (!existsSync(binary)) {
  mkdirSync(folder, { recursive: true });
  execFileSync('npm', ['install', '--silent', '--no-save', '--no-audit', '--prefix', folder, `${name}@${version}`]);
}
const { status } = spawnSync(binary, [fileURLToPath(new URL('run.mjs', import.meta.url)), ...sections], {
  stdio: 'inherit',
});
process.exitCode = status;
