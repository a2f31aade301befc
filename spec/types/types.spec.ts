import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

// In the files of these folders, each line under a `@ts-expect-error` is a wrong use that has to be refused.
it.each(['spec/types', 'spec/types/standard', 'spec/types/exact'])(
  'compiles the right uses of the API and refuses the wrong ones: %s',
  folder => {
    const { stdout } = spawnSync('node_modules/.bin/tsc', ['-p', folder], { cwd: ROOT, encoding: 'utf8' });
    expect(stdout).toBe('');
  },
  240_000,
);

// A hover of an interface that extends others, of `Omit<...>` and of `A & B` shows names, and no fields.
it('has options whose fields a hover shows', () => {
  const lib = join(ROOT, 'lib');
  const files = readdirSync(lib, { encoding: 'utf8', recursive: true }).filter(file => file.endsWith('.ts'));
  const hiding = [
    /interface \w*Options(<[^{]*>)? extends/,
    /type \w*Options(<[^>]*>)? =(?!\s+Flat<)/,
    /\boptions\??: (Omit|Pick|Partial)</,
    /\boptions\??: \w+(<\w+>)? & /,
  ];
  const found = files.filter(file => {
    const text = readFileSync(join(lib, file), 'utf8');
    return hiding.some(pattern => pattern.test(text));
  });
  expect(found).toEqual([]);
});
