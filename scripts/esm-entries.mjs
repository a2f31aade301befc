// Writes a thin ES module beside each CommonJS entry that `exports` in package.json names.
// They re-export by name and hold no code, so a program that mixes both formats has one module, one metadata store and
// one class for each error.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const root = new URL('../', import.meta.url);
const require = createRequire(root);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

for (const entry of Object.values(exports).filter(({ require }) => require)) {
  const commonJs = entry.require.default;
  const names = Object.keys(require(commonJs)).sort();
  const from = `from './${basename(commonJs)}';\n`;
  writeFileSync(
    new URL(entry.import.default, root),
    `export {\n${names.map(name => `  ${name},\n`).join('')}} ${from}`,
  );
  writeFileSync(new URL(entry.import.types, root), `export * ${from}`);
}
