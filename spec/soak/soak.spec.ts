import { useTables } from '../contract/harness';
import { describeEachBackend } from '../support/backends';
import { seeded } from '../support/random';
import { KINDS, Purse, TokenedPurse } from './entities';
import { EVERY_KIND, EveryWrite, replaceInputs } from './every-write';
import { Network, noCounts, STORM } from './network';
import { OwnItem } from './own-items';
import { buy } from './purchases';
import { SharedHistory } from './shared-items';

const { DYNACT_SOAK_HISTORIES, DYNACT_SOAK_SEED } = process.env;
const HISTORIES = Number(DYNACT_SOAK_HISTORIES ?? 2);
/** New histories in a soak, the same ones in each run of the specs. */
const SEED = Number(DYNACT_SOAK_SEED ?? (DYNACT_SOAK_HISTORIES ? Date.now() % 1e9 : 1));
/** Histories that run at once: most of their time they wait. */
const AT_ONCE = 10;
const TIMEOUT = 300_000 + HISTORIES * 60_000;
/** Milliseconds that a request is held up, at most. */
const DELAY = 20;

/** How many calls of one worker at an item, and how often one is aborted: only where there is time to wait for what it sent. */
const [CALLS, ABORTED] = DYNACT_SOAK_HISTORIES ? [40, 0.1] : [15, 0];

interface History {
  readonly network: Network;
  readonly told: Readonly<Record<string, number>>;
  readonly anomalies: readonly string[];
}

/** Runs histories, and says what they met. */
async function soak(title: string, history: (seed: number) => Promise<History>): Promise<string[]> {
  const totals: Record<string, number> = { ...noCounts() };
  const anomalies: string[] = [];
  const seeds = Array.from({ length: HISTORIES }, (_, i) => SEED + i);
  const work = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const { network, told, anomalies: found } = await history(seed);
      for (const [kind, count] of Object.entries({ ...network.counts, ...told }))
        totals[kind] = (totals[kind] ?? 0) + count;
      for (const anomaly of found) anomalies.push(`seed ${seed}: ${anomaly}`);
      network.client.destroy();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (DYNACT_SOAK_HISTORIES) console.info(`${HISTORIES} histories of ${title}`, totals);
  return anomalies;
}

describeEachBackend('under faults of every kind', backend => {
  const db = useTables(backend, ...KINDS, ...EVERY_KIND, Purse, TokenedPurse);

  const storm = (seed: number) => {
    const random = seeded(seed);
    return { random, network: new Network(db.client, random, STORM, DELAY) };
  };

  it(
    'what many do to the same items is serializable, and they are told what became of it',
    async () => {
      const anomalies = await soak(`shared items on ${backend.name}`, async seed => {
        const { random, network } = storm(seed);
        const history = new SharedHistory(random, network);
        await history.run(12, 10);
        return { network, told: history.told, anomalies: history.anomalies };
      });
      expect(anomalies).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'memory is what is stored after each call',
    async () => {
      const anomalies = await soak(`items of one worker each on ${backend.name}`, async seed => {
        const { random, network } = storm(seed);
        const told = { applied: 0, 'not applied': 0, unknown: 0 };
        const anomalies: string[] = [];
        const alone = async (type: (typeof KINDS)[number]) => {
          const own = new OwnItem(type, `own-${seed}`, random, network, db.client);
          await own.run(25);
          for (const kind of ['applied', 'not applied', 'unknown'] as const) told[kind] += own.told[kind];
          anomalies.push(...own.anomalies);
        };
        await Promise.all(KINDS.map(alone));
        return { network, told, anomalies };
      });
      expect(anomalies).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'every call that writes says what became of it, through middleware that replaces inputs, and aborted too',
    async () => {
      const anomalies = await soak(`every write on ${backend.name}`, async seed => {
        const { random, network } = storm(seed);
        replaceInputs(network.client, random);
        const told = { applied: 0, 'not applied': 0, unknown: 0 };
        const anomalies: string[] = [];
        const alone = async (type: (typeof EVERY_KIND)[number]) => {
          const every = new EveryWrite(type as never, `every-${seed}`, random, network, db.client, ABORTED);
          await every.run(CALLS);
          for (const kind of ['applied', 'not applied', 'unknown'] as const) told[kind] += every.told[kind];
          anomalies.push(...every.anomalies);
        };
        await Promise.all(EVERY_KIND.map(alone));
        return { network, told, anomalies };
      });
      expect(anomalies).toEqual([]);
    },
    TIMEOUT,
  );

  describe('a tenth of the answers lost, the purchases of the docs', () => {
    const LOSSES = { throttled: 0, conflicting: 0, failed: 0, lost: 0.1, late: 0, repeated: 0, held: 0.2 };
    const MONEY = 10_000;
    const spent = async (type: typeof Purse | typeof TokenedPurse) =>
      MONEY - (await type.getOrFail({ id: 'purse' }, { consistentRead: true })).balance;

    it.each([
      ['compare the item', Purse, {}],
      ['compare the item, once', Purse, { idempotent: true }],
      ['compare a version', TokenedPurse, {}],
      ['compare a version, once', TokenedPurse, { idempotent: true }],
    ] as const)(
      '%s, and charge what succeeded',
      async (title, type, options) => {
        const network = new Network(db.client, seeded(SEED), LOSSES, DELAY);
        for (const buyers of [1, 6]) {
          await (type as typeof Purse).build({ id: 'purse', balance: MONEY }).save({ raiseOnConflict: false });
          const { client } = network;
          const { succeeded, unknown, conflicts } = await buy(type, { ...options, client }, buyers, 60 / buyers);
          const charged = await spent(type);
          if (DYNACT_SOAK_HISTORIES) {
            console.info(`${title}: ${buyers} on ${backend.name}`, {
              succeeded,
              unknown,
              conflicts,
              charged,
              ...network.counts,
            });
          }
          expect(charged).toBeGreaterThanOrEqual(succeeded);
          expect(charged).toBeLessThanOrEqual(succeeded + unknown);
          if ('idempotent' in options) expect(unknown).toBe(0);
        }
        network.client.destroy();
      },
      TIMEOUT,
    );
  });
});
