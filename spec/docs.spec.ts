// README.md and docs/: every snippet is compiled and run, every command and link exists.
//
// The `ts` snippets of a page are one program, in order: a later one sees the names of the earlier ones. One that begins with a
// file name (`// account.ts`) is a module that the others import; `*.spec.ts` are run as specs. Checked are comments after statements:
//   // => value                 what an expression, or the variable just declared, is; of an object, the members shown
//   // throws ConflictError     the statement is refused
//   // sends UpdateItem { ... } the request of the statement and the parameters shown; once for each request, or `sends nothing`
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readPage } from './docs/markdown';
import type { PageRun } from './docs/page-run';
import { programOf } from './docs/program';

const ROOT = resolve(__dirname, '..');
const OUT = join(ROOT, '.cache/docs');

const files = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map(f => `docs/${f}`),
];
const allPages = files.filter(file => file.endsWith('.md')).map(file => readPage(join(ROOT, file), ROOT));
// The configurations of tools are run by scripts/set-up-matrix.mjs.
const pages = allPages.filter(({ path }) => path !== 'docs/set-up.md');
const programs = pages
  .map(page => ({ page, ...programOf(page), folder: join(OUT, page.path.replace(/\W/g, '-')) }))
  .filter(({ page }) => page.blocks.some(({ language }) => language === 'ts'));

rmSync(OUT, { recursive: true, force: true });
for (const { folder, modules, flow } of programs) {
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of [...modules, flow]) writeFileSync(join(folder, name), code);
}
writeFileSync(join(OUT, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['**/*.ts'] }));

describe('snippets', () => {
  test('type-check', () => {
    const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', OUT], { encoding: 'utf8' });
    expect(stdout.split('\n').filter(line => line.startsWith('.cache/'))).toEqual([]);
  });

  test.each(programs)('run: $page.path', async ({ page, folder }) => {
    // Fresh modules: pages name their tables alike.
    jest.resetModules();
    const { run } = require(join(folder, 'flow')) as { run: (page: PageRun) => Promise<void> };
    const pageRun = new (require('./docs/page-run') as typeof import('./docs/page-run')).PageRun(page.path);
    try {
      await run(pageRun);
    } finally {
      pageRun.close();
    }
  });

  for (const { page, folder, modules } of programs) {
    for (const { name } of modules.filter(module => module.name.endsWith('.spec.ts'))) {
      describe(`${page.path}: ${name}`, () => {
        jest.isolateModules(() => void require(join(folder, name)));
      });
    }
  }
});

describe('commands', () => {
  const { scripts, bin } = require(join(ROOT, 'package.json')) as Record<'scripts' | 'bin', Record<string, string>>;

  const readProgram = (): string => readFileSync(join(ROOT, 'lib/cli/program.ts'), 'utf8');

  const exists = (command: string): boolean => {
    const [program, ...words] = command.replace(/^(\w+=\S+ )+/, '').split(' ');
    if (program === 'npm' && words[0] === 'run') return words[1]! in scripts;
    if (program === 'npm' && ['start', 'test'].includes(words[0]!)) return words[0]! in scripts;
    if (program === 'npm') return ['ci', 'install'].includes(words[0]!);
    if (program === 'npx') return words[0]! in bin && readProgram().includes(`.command('${words[1]}')`);
    if (program === 'node') return existsSync(join(ROOT, words[0]!.replace(/^build\//, '').concat('.ts')));
    return false;
  };

  const commands = pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code }) => code.trim().split(/\n| && /))
      .map(line => ({ path, command: line.replace(/\s*#.*$/, '') })),
  );

  test.each(commands)('$path: $command', ({ command }) => expect(exists(command)).toBe(true));
});

test('every block is code that is run, or a command that exists', () => {
  const languages = pages.flatMap(({ blocks }) => blocks.map(({ language }) => language));
  expect([...new Set(languages)].filter(language => !['ts', 'sh'].includes(language))).toEqual([]);
});

test.each(allPages.filter(({ links }) => links.length > 0))('links of $path', ({ path, links }) => {
  const leadsNowhere = (link: string): boolean => {
    const [file, anchor] = link.split('#');
    const target = file ? join(ROOT, dirname(path), file) : join(ROOT, path);
    if (!anchor) return !existsSync(target);
    return !allPages.some(page => join(ROOT, page.path) === target && page.anchors.includes(anchor));
  };
  expect(links.filter(leadsNowhere)).toEqual([]);
});
