import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');

interface Cruise {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

/** For each file, the rules it breaks. */
function brokenRules(files: Record<string, string>): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dynact-layers-'));
  try {
    for (const shared of ['package.json', 'node_modules']) symlinkSync(join(ROOT, shared), join(folder, shared));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const args = ['lib', '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json'];
    const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/depcruise'), args, { cwd: folder, encoding: 'utf8' });
    const broken = new Map<string, string[]>();
    for (const { from, rule } of (JSON.parse(stdout) as Cruise).summary.violations) {
      broken.set(from, [...(broken.get(from) ?? []), rule.name].sort());
    }
    return broken;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const SOUND = {
  'lib/errors/a.ts': 'export const a = 1; export type A = 1;',
  'lib/expressions/a.ts': "export { a } from '../errors/a';",
  'lib/transact/a.ts': "export { a } from '../expressions/a';",
  'lib/codec/y.ts': "import type { X } from './x'; export type Y = X;",
  'lib/metadata/checks/a.ts': "export { a } from '../../errors/a';",
  'lib/write/outcome/a.ts': "export { a } from '../plan/b';",
  'lib/write/plan/b.ts': "export { a } from '../../errors/a';",
  'lib/engine/index.ts': "export { a } from './doors/a';",
  'lib/engine/doors/a.ts': "import 'node:http'; export { a } from '../engine';",
  'lib/engine/engine.ts': "export { a } from './partiql/run/a';",
  'lib/engine/partiql/run/a.ts': "export { a } from '../compile/a';",
  'lib/engine/partiql/compile/a.ts': "export { a } from '../../protocol/a';",
  'lib/engine/protocol/a.ts': "export { a } from '../../errors/a'; export type A = 1;",
};

const REFUSED: [what: string, file: string, text: string, rules: string[]][] = [
  [
    'an import of a higher folder',
    'lib/wire/a.ts',
    "import { a } from '../errors/a'; export { a };",
    ['wire-imports-downward'],
  ],
  [
    'an import of a type',
    'lib/wire/b.ts',
    "import type { A } from '../errors/a'; export type B = A;",
    ['wire-imports-downward'],
  ],
  [
    'an import of one type',
    'lib/wire/c.ts',
    "import { type A } from '../errors/a'; export type B = A;",
    ['wire-imports-downward'],
  ],
  ['a re-export', 'lib/wire/d.ts', "export { a } from '../errors/a';", ['wire-imports-downward']],
  ['a re-export of a type', 'lib/wire/e.ts', "export type { A } from '../errors/a';", ['wire-imports-downward']],
  ['a require', 'lib/wire/f.ts', "export const { a } = require('../errors/a');", ['wire-imports-downward']],
  ['a dynamic import', 'lib/wire/g.ts', "export const a = () => import('../errors/a');", ['wire-imports-downward']],
  ['an import of an equal', 'lib/query/a.ts', "export { a } from '../transact/a';", ['query-imports-downward']],
  [
    'the engine using the expressions',
    'lib/engine/expressions/a.ts',
    "export { a } from '../../expressions/a';",
    ['engine-imports-downward'],
  ],
  [
    'an import of a higher floor of the engine',
    'lib/engine/values/a.ts',
    "export { a } from '../storage/b';",
    ['engine-values-imports-downward'],
  ],
  [
    'an import of a type of one',
    'lib/engine/storage/b.ts',
    "import type { A } from '../tables/b'; export type B = A; export const a = 1;",
    ['engine-storage-imports-downward'],
  ],
  [
    'an import of the engine by what it dispatches',
    'lib/engine/operations/a.ts',
    "export { a } from '../engine';",
    ['engine-operations-imports-downward'],
  ],
  [
    'an import of a higher floor of PartiQL',
    'lib/engine/partiql/syntax/a.ts',
    "export { a } from '../compile/a';",
    ['engine-partiql-syntax-imports-downward'],
  ],
  [
    'a folder of the engine without a row',
    'lib/engine/other/a.ts',
    "export { a } from '../protocol/a';",
    ['engine-every-folder-has-a-row'],
  ],
  [
    'a file of it without one',
    'lib/engine/loose.ts',
    "export { a } from './protocol/a';",
    ['engine-every-folder-has-a-row'],
  ],
  [
    "Node's own modules in it",
    'lib/engine/tables/b.ts',
    "import 'node:crypto'; export type A = 1;",
    ['engine-runs-anywhere'],
  ],
  [
    'a plan that looks at its outcome',
    'lib/write/plan/a.ts',
    "export { a } from '../outcome/a';",
    ['write-plan-imports-downward'],
  ],
  [
    'a loose file of the writes',
    'lib/write/loose.ts',
    "export { a } from '../errors/a';",
    ['write-every-folder-has-a-row'],
  ],
  [
    'an error of the metadata beside its checks',
    'lib/metadata/a.ts',
    "export { a } from '../errors/a';",
    ['metadata-checks-in-one-place'],
  ],
  ['a cycle', 'lib/codec/x.ts', "import type { Y } from './y'; export type X = Y;", ['no-cycles']],
  ['a second barrel', 'lib/entity/index.ts', "export { a } from '../errors/a';", ['only-entries-are-index-files']],
  [
    'the use of a barrel',
    'lib/client/a.ts',
    "export * from '../engine/index';",
    ['client-imports-downward', 'one-barrel'],
  ],
  ['a folder without a row', 'lib/other/a.ts', "export { a } from '../errors/a';", ['every-folder-has-a-row']],
  ['a package for development', 'lib/client/b.ts', "import 'jest';", ['declared-dependencies']],
  ['an unknown file', 'lib/client/c.ts', "import './nowhere';", ['declared-dependencies', 'resolvable']],
  ['the insides of the SDK', 'lib/client/d.ts', "import '@smithy/core';", ['declared-dependencies', 'public-sdk-only']],
];

describe('the layers of lib/', () => {
  let broken: Map<string, string[]>;

  beforeAll(() => {
    const cases = Object.fromEntries(REFUSED.map(([_what, file, text]) => [file, text]));
    broken = brokenRules({ ...SOUND, ...cases });
  }, 240_000);

  it('lets a folder import a lower one', () => {
    for (const file of Object.keys(SOUND)) expect(broken.get(file)).toBeUndefined();
  });

  it.each(REFUSED)('refuses %s', (_what, file, _text, rules) => {
    expect(broken.get(file)).toEqual(rules);
  });
});
