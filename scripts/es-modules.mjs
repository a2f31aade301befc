// Adds ES modules to dist/, for each entry that `exports` in package.json names, in two forms:
//
// - For Node (`import`): a thin module over the CommonJS one. It re-exports by name and holds no code, so a program that
//   mixes both formats has one module, one metadata store and one class for each error.
// - For bundlers (`module`): the code itself, which they can shake and minify better. They take it for `import` and
//   `require` alike, so a bundle has one copy, too.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { buildSync } from 'esbuild';

const root = new URL('../', import.meta.url);
const require = createRequire(root);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const entries = Object.values(exports).filter(({ require }) => require);

for (const entry of entries) {
  const commonJs = entry.require.default;
  const names = Object.keys(require(commonJs)).sort();
  const from = `from './${basename(commonJs)}';\n`;
  writeFileSync(
    new URL(entry.import.default, root),
    `export {\n${names.map(name => `  ${name},\n`).join('')}} ${from}`,
  );
  writeFileSync(new URL(entry.import.types, root), `export * ${from}`);
}

buildSync({
  absWorkingDir: root.pathname,
  entryPoints: entries.map(entry => entry.require.default.replace('dist/', 'lib/').replace(/js$/, 'ts')),
  outdir: 'dist/esm',
  outbase: 'lib',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'shared-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  target: 'es2022',
});
