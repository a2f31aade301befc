import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

// In the files beside this one, each line under a `@ts-expect-error` is a wrong use that has to be refused.
it('compiles the right uses of the API and refuses the wrong ones', () => {
  const { stdout } = spawnSync('node_modules/.bin/tsc', ['-p', 'spec/types'], { cwd: ROOT, encoding: 'utf8' });
  expect(stdout).toBe('');
}, 60_000);
