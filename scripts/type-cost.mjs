import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COPIES = 10;
const root = fileURLToPath(new URL('..', import.meta.url));

/** What the compiler says that ten copies of a source cost it. They stand in `folder`, where their imports are looked for. */
export function typeCost(source, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < COPIES; i++) writeFileSync(`${folder}/entity-${i}.ts`, source);
  const config = {
    extends: `${root}tsconfig.json`,
    compilerOptions: { types: ['node'], paths: {} },
    include: ['*.ts'],
  };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
  const args = ['-p', folder, '--extendedDiagnostics', '--singleThreaded'];
  const { status, stdout } = spawnSync(`${root}node_modules/.bin/tsc`, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  const figure = label => Number(new RegExp(`${label}: +([0-9.]+)`).exec(stdout)?.[1]);
  return { instantiations: figure('Instantiations'), seconds: figure('Check time'), types: figure('Types') };
}
