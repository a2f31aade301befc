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

// A hover of an interface that extends others shows its name alone. The engine, which imports nothing of the rest, has a few.
it('has options whose fields a hover shows', () => {
  const lib = join(ROOT, 'lib');
  const files = readdirSync(lib, { encoding: 'utf8', recursive: true }).filter(file =>
    /^(?!engine).*[.]ts$/.test(file),
  );
  const extending = files.filter(file =>
    /interface \w*Options(<[^{]*>)? extends/.test(readFileSync(join(lib, file), 'utf8')),
  );
  expect(extending).toEqual([]);
});
