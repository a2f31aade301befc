import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

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
