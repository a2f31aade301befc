// Makes the code of dist/ beside the declarations that tsc put there. Each entry that package.json names has three forms:
//
// - CommonJS (`require`): the one real implementation. In few files, as a cold start pays for each that it opens.
// - For Node (`import`): a thin ES module over the CommonJS one. It exports the same values by name and holds no code, so a program
//   that mixes both formats has one module, one metadata store and one class for each error.
// - For bundlers (`module`): the code as ES modules, which they can shake and minify better. They take it for `import` and
//   `require` alike, so a bundle has one copy, too.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { buildSync, transformSync } from 'esbuild';
import { pruneDeclarations } from './declarations.mjs';

const root = new URL('../', import.meta.url);
const require = createRequire(root);
const { exports, bin } = require('./package.json');
const entries = Object.values(exports).filter(({ require }) => require);
const sourceOf = file => file.replace(/^(\.\/)?dist\//, 'lib/').replace(/js$/, 'ts');

function write(path, text) {
  const file = new URL(path, root);
  mkdirSync(dirname(file.pathname), { recursive: true });
  writeFileSync(file, text);
}

const ENTRIES = {
  absWorkingDir: root.pathname,
  outdir: 'dist/esm',
  outbase: 'lib',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'shared-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'es2022',
  write: false,
};

/** The code as ES modules, what entries have in common in chunks of its own. */
function bundle(entryPoints) {
  const { outputFiles } = buildSync({ ...ENTRIES, entryPoints });
  return outputFiles.map(({ path, text }) => ({ path: path.slice(root.pathname.length), text }));
}

/** The code file by file: a bundler leaves out whole files, with what they import from other packages. */
function files(entryPoints) {
  const { metafile } = buildSync({ ...ENTRIES, entryPoints, metafile: true });
  return Object.keys(metafile.inputs).map(source => {
    const text = readFileSync(new URL(source, root), 'utf8');
    const { code } = transformSync(text, { loader: 'ts', format: 'esm', target: 'es2022' });
    return {
      path: source.replace(/^lib/, 'dist/esm').replace(/ts$/, 'mjs'),
      text: code.replace(/^((?:import|export|\}) .*?"\.[^"]*)";$/gm, '$1.mjs";'),
    };
  });
}

for (const { path, text } of files(entries.map(entry => sourceOf(entry.require.default)))) write(path, text);

/** In Node there is one build of class-transformer; it cannot load the other, which is for bundlers. Opened when it is first used. */
function withTransformerStorage(code) {
  const storage = 'new Proxy({}, { get: (_, name) => require("class-transformer/cjs/storage")[name] })';
  return code.replace(/require\("class-transformer\/(cjs|esm5)\/storage"\)/g, storage);
}

/** Constants between our own files, where esbuild would make getters: they would be in the way of each call from one to another. */
function linked(code) {
  return code
    .replace(/^import \{([^}]*)\} from ("\.[^"]*");$/gm, (_, names, file) => {
      return `const {${names.replaceAll(' as ', ': ')}} = require(${file});`;
    })
    .replace(/^import ("\.[^"]*");$/gm, 'require($1);')
    .replace(
      /^export \{([^}]*)\};$/m,
      (_, names) => `module.exports = {${names.replace(/(\w+) as (\w+)/g, '$2: $1')}};`,
    );
}

// esbuild splits ES modules only, so CommonJS is made of them, file by file.
for (const { path, text } of bundle([
  ...entries.map(entry => sourceOf(entry.require.default)),
  ...Object.values(bin).map(sourceOf),
])) {
  const code = withTransformerStorage(
    transformSync(linked(text), { format: 'cjs', platform: 'node', target: 'es2022' }).code,
  );
  write(
    path.replace('dist/esm/', 'dist/').replace(/mjs$/, 'js'),
    code.replaceAll(/(require|import)\("(\.[^"]*)\.mjs"\)/g, '$1("$2.js")'),
  );
}

pruneDeclarations(
  new URL('dist', root).pathname,
  entries.map(entry => new URL(entry.require.types, root).pathname),
);

for (const entry of entries) {
  const commonJs = entry.require.default;
  const names = Object.keys(require(commonJs)).sort();
  const file = `'./${basename(commonJs)}'`;
  // By `require`: Node would look for the names of what is imported in its whole text first, and take twice as long.
  const exported = `export const {\n${names.map(name => `  ${name},\n`).join('')}} = createRequire(import.meta.url)(${file});`;
  write(entry.import.default, `import { createRequire } from 'node:module';\n\n${exported}\n`);
  write(entry.import.types, `export * from ${file};\n`);
}

// What jest names in its configuration: each of its files has one thing. Node finds the names of the preset's exports in this form.
const START = 'dynact/jest-setup';
const END = 'dynact/jest-teardown';
for (const [file, code, type] of [
  [
    'jest-preset',
    `exports.globalSetup = '${START}';\nexports.globalTeardown = '${END}';`,
    '{ readonly globalSetup: string; readonly globalTeardown: string }',
  ],
  ['jest-setup', "module.exports = require('./run-engine.js').setup;", '() => Promise<void>'],
  ['jest-teardown', "module.exports = require('./run-engine.js').teardown;", '() => Promise<void>'],
]) {
  write(`dist/testing/${file}.js`, `${code}\n`);
  write(`dist/testing/${file}.d.ts`, `declare const value: ${type};\nexport = value;\n`);
}
