import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from '../../support/command';
import { Load } from './load';

/** `npm run spec:kill` asks for more. */
const ROUNDS = Number(process.env.DYNACT_KILL_ROUNDS ?? 3);
const WORKERS = 14;
const OWNERS = 2;
/** A round ends after some writes, at most as many. */
const WRITES = 300;

describe('a server that is killed while clients write', () => {
  let command: Command;
  let folder: string;
  let folders: string;

  beforeAll(() => {
    command = new Command();
    folder = mkdtempSync(join(tmpdir(), 'dynact-kill-'));
    folders = mkdtempSync(join(tmpdir(), 'dynact-kill-making-'));
  }, 240_000);

  afterAll(() => {
    command?.remove();
    for (const path of [folder, folders]) rmSync(path, { recursive: true, force: true });
  });

  it(
    `loses no acknowledged write and keeps no half of one, ${ROUNDS} times`,
    async () => {
      const load = new Load(WORKERS, OWNERS);
      for (let round = 0; round < ROUNDS; round++) {
        const server = await command.serve('--data', folder);
        try {
          if (round === 0) await load.createTable(server.url);
          await load.check(server.url);
          const enough = load.acknowledged + Math.random() * WRITES;
          let isOver = false;
          const writing = load.run(server.url).finally(() => {
            isOver = true;
          });
          while (!isOver && load.acknowledged < enough) await sleep(1);
          expect(await server.end('SIGKILL')).toBe('SIGKILL');
          await writing;
        } finally {
          await server.end('SIGKILL');
        }
      }
      const server = await command.serve('--data', folder);
      await load.check(server.url);
      expect(await server.end('SIGTERM')).toBe(0);
      if (process.env.DYNACT_KILL_ROUNDS) console.info(`${ROUNDS} rounds, ${load.acknowledged} acknowledged writes`);
    },
    ROUNDS * 90_000,
  );

  it(
    `leaves a folder that opens when it is killed while it makes one, ${2 * ROUNDS} times`,
    async () => {
      for (let round = 0; round < 2 * ROUNDS; round++) {
        const making = join(folders, `made-${round}`);
        await command.killWhileStarting(300 * Math.random(), '--data', making);
        const server = await command.serve('--data', making);
        expect(await server.end('SIGTERM')).toBe(0);
      }
    },
    2 * ROUNDS * 30_000,
  );
});
