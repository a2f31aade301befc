import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const run = (command: string, args: string[], cwd: string): string => {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  }
};

export const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');

/** A project outside this repository that has installed the packed package. */
export interface Consumer {
  readonly folder: string;
  write(path: string, text: string): void;
  /** What the program prints. */
  node(path: string, ...args: string[]): string;
  /** Gives the project packages that are installed here. */
  link(...packages: string[]): void;
  /** Installs dynact and other packages into a folder of their own. */
  install(folder: string, ...packages: string[]): void;
  /** What the compiler reports; it emits all the same. */
  tsc(project: string): string;
  remove(): void;
}

/** Builds and packs dynact and installs the tarball; what a user brings himself (SDK, node types) is linked from here. */
export function installPackage(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'dynact-consumer-'));
  run('npm', ['run', '-s', 'build'], ROOT);
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT),
  ) as [{ filename: string }];

  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--prefer-offline', '--legacy-peer-deps', '--no-audit', packed.filename], folder);
  const link = (...packages: string[]) => {
    for (const name of packages) {
      const place = join(folder, 'node_modules', name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), place);
    }
  };
  link('@aws-sdk/client-dynamodb', '@types/node');

  return {
    folder,
    link,
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    node: (path, ...args) => run(process.execPath, [path, ...args], folder).trim(),
    install: (into, ...packages) => {
      mkdirSync(join(folder, into));
      writeFileSync(join(folder, into, 'package.json'), '{ "private": true }');
      const args = ['install', '--prefer-offline', '--no-audit', `../${packed.filename}`, ...packages];
      run('npm', args, join(folder, into));
    },
    tsc: project =>
      spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project], { cwd: folder, encoding: 'utf8' }).stdout,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
