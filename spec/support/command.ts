import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** `dynact serve` in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** The `dynact` command, compiled from lib/ into a folder of its own: dist/ may be under construction by another spec. */
export class Command {
  private readonly folder: string;

  constructor() {
    const cache = join(ROOT, '.cache');
    mkdirSync(cache, { recursive: true });
    this.folder = mkdtempSync(join(cache, 'command-'));
    symlinkSync(join(ROOT, 'package.json'), join(this.folder, 'package.json'));
    buildSync({
      entryPoints: [join(ROOT, 'lib/cli/main.ts')],
      outfile: this.main,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'cjs',
    });
  }

  run(...args: string[]): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, [this.main, ...args], { encoding: 'utf8', timeout: 10_000 });
  }

  /** Starts `dynact serve` on a free port. */
  async serve(...args: string[]): Promise<ServerProcess> {
    const child = spawn(process.execPath, [this.main, 'serve', '--port', '0', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
    void ended.then(() => process.removeListener('exit', kill));
    let output = '';
    child.stdout.setEncoding('utf8').on('data', chunk => {
      output += chunk;
    });
    return {
      url: await urlIn(child, () => output),
      process: child,
      output: () => output,
      end: signal => {
        child.kill(signal);
        return ended;
      },
    };
  }

  /** Starts `dynact serve` and kills it some milliseconds after its process began, whatever it is doing. */
  async killWhileStarting(after: number, ...args: string[]): Promise<void> {
    const child = spawn(process.execPath, [this.main, 'serve', '--port', '0', ...args], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await sleep(after);
    child.kill('SIGKILL');
    await ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get main(): string {
    return join(this.folder, 'dist/cli/main.js');
  }
}

async function urlIn(child: ChildProcess, output: () => string): Promise<string> {
  while (child.exitCode === null && child.signalCode === null) {
    const url = /http:\/\/\S+:\d+/.exec(output())?.[0];
    if (url) return url;
    await sleep(5);
  }
  throw new Error(`dynact serve ended without serving: ${output()}`);
}
