// Runs every section of docs/set-up.md as it stands, on the packed package, and what varies beside it: options, and versions of compilers.
// `--only WORD` runs the rows with the word in their titles; `--latest` takes the latest versions of the tools instead of those below.
// Installs into a folder of its own, which is removed at the end.
import { exec } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const latest = process.argv.includes('--latest');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
const EXPECTED = 'Jane 70 true 2';

/** What the sections leave open, so that a new release of a tool does not stop a run. */
const VERSIONS = {
  '@babel/cli': '8.1.0',
  '@babel/core': '8.1.3',
  '@babel/plugin-proposal-decorators': '8.0.2',
  '@babel/plugin-transform-typescript': '8.0.6',
  '@babel/preset-env': '8.0.7',
  '@swc/cli': '0.8.1',
  '@swc/core': '1.16.18',
  '@swc/jest': '0.2.39',
  '@types/jest': '30.0.0',
  '@types/node': '20.19.43',
  esbuild: '0.28.2',
  jest: '30.5.2',
  'ts-jest': '29.4.15',
  tsx: '4.23.15',
  typescript: '7.0.2',
  vite: '8.4.0',
  vitest: '5.1.2',
};

const BABEL_7 = Object.fromEntries(
  Object.keys(VERSIONS)
    .filter(tool => tool.startsWith('@babel/'))
    .map(tool => [tool, '7']),
);

/** The command with versions for those tools that it installs without one. */
const withVersions = (command, versions) =>
  command.startsWith('npm install')
    ? command.replace(/(?<= )[@\w/-]+(?= |$)/g, tool => (versions[tool] ? `${tool}@${versions[tool]}` : tool))
    : command;

const pinned = command => (latest ? command : withVersions(command, VERSIONS));

/** What the page has: files for all sections, and by section its files and commands. */
function readPage() {
  const text = readFileSync(`${root}docs/set-up.md`, 'utf8');
  const sections = text.split(/^## /m).map(section => {
    const files = {};
    for (const [, file, code] of section.matchAll(/^`([^`\n]+)`\n\n```\w+\n(.*?)^```/gms)) files[file] = code;
    const commands = [...section.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, code]) => code.trim().split('\n'));
    return { title: section.split('\n', 1)[0], files, commands };
  });
  return { common: sections[0].files, sections: sections.slice(1).filter(({ commands }) => commands.length > 0) };
}

const { common, sections } = readPage();
const section = title => sections.find(candidate => candidate.title === title);
const edit = (title, name, change) => {
  const { files, commands } = section(title);
  return { title: name, files: { ...files }, commands: [...commands], ...change({ files, commands }) };
};

/** The same section with another version of some tools. */
const withVersion = (title, name, versions) =>
  edit(title, `${title}, ${name}`, ({ commands }) => ({
    commands: commands.map(command => withVersions(command, versions)),
  }));

const withOption = (title, file, options) =>
  edit(title, `${title}, ${JSON.stringify(options)}`, ({ files }) => {
    const config = JSON.parse(files[file]);
    return {
      files: {
        ...files,
        [file]: JSON.stringify({ ...config, compilerOptions: { ...config.compilerOptions, ...options } }),
      },
    };
  });

const replaced = (title, name, file, from, to) =>
  edit(title, `${title}, ${name}`, ({ files }) => ({ files: { ...files, [file]: files[file].replace(from, to) } }));

/** What an editor shows, which goes by the language service of the compiler. */
function editor(version) {
  return {
    title: `Hovers and completion, TypeScript ${version}`,
    files: { 'editor-view.mjs': readFileSync(`${root}scripts/editor-view.mjs`, 'utf8') },
    commands: [`npm install --save-dev typescript@${version}`, 'node editor-view.mjs'],
  };
}

const LEGACY = 'tsc';
const STANDARD = 'tsc with standard decorators';
const INIT = 'tsc --init';
const STRICT = 'tsc with every check';
const BUNDLE = 'esbuild, and a Lambda bundle';
const standard = { experimentalDecorators: false, emitDecoratorMetadata: false };

const variants = [
  ...['5.9', '6'].flatMap(typescript =>
    [LEGACY, STANDARD, INIT, STRICT].map(title => withVersion(title, `TypeScript ${typescript}`, { typescript })),
  ),
  withVersion('Babel', 'Babel 7', BABEL_7),
  ...[LEGACY, STANDARD].map(title => withOption(title, 'tsconfig.json', { useDefineForClassFields: false })),
  withOption(STRICT, 'tsconfig.json', standard),
  replaced('swc with standard decorators', '2022-03', '.swcrc', '2023-11', '2022-03'),
  replaced(BUNDLE, 'standard decorators', 'build.mjs', / {2}tsconfigRaw: .*\n/, ''),
  withOption('ts-jest', 'tsconfig.json', standard),
  replaced(
    '@swc/jest',
    'standard decorators',
    'jest.config.js',
    'legacyDecorator: true, decoratorMetadata: true',
    "decoratorVersion: '2023-11'",
  ),
  ...['vitest', 'vitest with standard decorators'].map(title =>
    withVersion(title, 'Vite 7', { vitest: '3', vite: '7' }),
  ),
  ...['5.9', '6'].map(editor),
];

/** esbuild for engines with decorators, which there are none of: the message of Node has to say where. */
const esnext = {
  title: 'esbuild with target esnext is a SyntaxError',
  files: {},
  commands: [
    'npm install --save-dev esbuild',
    'npx esbuild src/account.ts --format=cjs --target=esnext --outfile=dist/account.js',
    'node dist/account.js',
  ],
  fails: /SyntaxError: Invalid or unexpected token/,
};

const folder = mkdtempSync(join(tmpdir(), 'dynact-set-up-'));
const NPM = {
  npm_config_prefer_offline: 'true',
  npm_config_fetch_retries: '5',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_legacy_peer_deps: 'true',
  NODE_NO_WARNINGS: '1',
};

async function run(command, cwd) {
  const { stdout } = await promisify(exec)(command, { cwd, env: { ...process.env, ...NPM }, timeout: 600_000 });
  return stdout;
}

function write(into, files) {
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(dirname(join(into, file)), { recursive: true });
    writeFileSync(join(into, file), code);
  }
}

/** Why a row does not do what it should; undefined if it does. */
async function attempt({ files, commands, fails }, i) {
  const project = join(folder, 'projects', String(i));
  write(project, { 'package.json': '{ "private": true }', ...common, ...files });
  let output = '';
  try {
    for (const command of commands) output = await run(pinned(command), project);
  } catch (error) {
    const shown = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || String(error);
    return fails?.test(shown) ? undefined : shown.split('\n').slice(0, 30).join('\n');
  }
  if (fails) return 'It was to fail';
  const isProgram = commands.at(-1).includes('program');
  return isProgram && output.trim().split('\n').at(-1) !== EXPECTED
    ? `It printed ${JSON.stringify(output.trim())}`
    : undefined;
}

const rows = [...sections, ...variants, esnext].filter(({ title }) => title.includes(only)).entries();
const failures = [];

async function work() {
  // The workers share one iterator: each row is taken by one of them.
  for (const [i, row] of rows) {
    const started = Date.now();
    const failure = await attempt(row, i);
    console.log(`${failure ? 'FAILED' : 'ok'}  ${Math.round((Date.now() - started) / 1000)} s  ${row.title}`);
    if (failure) failures.push(`${row.title}\n${failure}`);
  }
}

try {
  await run('npm run -s build', root);
  const [{ filename }] = JSON.parse(await run(`npm pack --json --ignore-scripts --pack-destination ${folder}`, root));
  write(folder, { 'package.json': '{ "private": true }' });
  // In the folder above all projects, so that each installs its tools alone.
  await run(pinned(`npm install ./${filename} @aws-sdk/client-dynamodb @types/node`), folder);
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.error(`\n${failures.join('\n\n')}`);
  process.exitCode = 1;
}
