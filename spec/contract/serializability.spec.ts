import { setImmediate as turn } from 'node:timers/promises';
import {
  Attribute,
  type EntityClass,
  PartitionKey,
  Table,
  type Transaction,
  TransactionCanceledError,
  TransactionConflictError,
  type TransactOptions,
  transact,
  transactGet,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Committed, complaintAbout } from '../support/history';
import { type Random, sample, seeded, seedOfRun } from '../support/random';
import { useTables } from './harness';

@Table(uniqueTable('serializable-plain'))
class Plain {
  @PartitionKey() id!: string;
  @Attribute() value!: string;
}

@Table(uniqueTable('serializable-versioned'))
class Versioned {
  @PartitionKey() id!: string;
  @Attribute() value!: string;
  @Version() version?: number;
}

type Isolation = TransactOptions['isolation'];

let clock = 0;

/** A history in the making, over items that no other history has. */
class Recorder {
  readonly committed: Committed[] = [];
  readonly items: { type: EntityClass<Plain>; id: string }[];
  attempts = 0;

  constructor(readonly isolation: Isolation) {
    const name = ++clock;
    this.items = [Plain, Versioned].flatMap(type => [0, 1, 2].map(i => ({ type, id: `${type.name}-${name}-${i}` })));
  }

  /** Runs a block and notes what its last run read and wrote. Where it does not commit there is nothing to note: it wrote nothing. */
  async run(block: (step: Steps) => Promise<void>): Promise<void> {
    const start = ++clock;
    let steps!: Steps;
    const run = (tx: Transaction) => {
      steps = new Steps(tx, `${start}`);
      this.attempts++;
      return block(steps);
    };
    await transact(run, { isolation: this.isolation, maxAttempts: 20 });
    const { reads, writes } = steps;
    this.committed.push({ name: `${start}`, start, end: ++clock, reads, writes });
  }

  /** Ends the history: its last transaction reads everything. */
  async complaint(): Promise<string | undefined> {
    const start = ++clock;
    const found = await transactGet(...this.items.map(({ type, id }) => [type, { id }] as const));
    const reads = new Map(found.map((record, i) => [this.items[i]!.id, record?.value]));
    return complaintAbout([...this.committed, { name: 'end', start, end: ++clock, reads, writes: new Map() }]);
  }
}

/** What a block does, noted: each value that it writes is written nowhere else. */
class Steps {
  readonly reads = new Map<string, string | undefined>();
  readonly writes = new Map<string, string | undefined>();

  constructor(
    private readonly tx: Transaction,
    private readonly name: string,
  ) {}

  async read({ type, id }: Recorder['items'][number]): Promise<Plain | undefined> {
    const record = await this.tx.get(type, { id });
    this.reads.set(id, record?.value);
    return record;
  }

  /** Writes an item that the block has read. */
  write({ type, id }: Recorder['items'][number], record: Plain | undefined, how: Random = () => 0.5): void {
    const value = `${id}/${this.name}`;
    const choice = how();
    if (record && choice < 0.15) this.tx.delete(record);
    else if (record && choice < 0.3) this.tx.delete(type, { id });
    else if (record && choice < 0.6) this.tx.save(Object.assign(record, { value }));
    else if (record && choice < 0.8) this.tx.update(record, { value });
    else if (choice < 0.9) this.tx.update(type, { id }, { value });
    else if (record) this.tx.save(Object.assign(record, { value }));
    else this.tx.create(Object.assign(new (type as unknown as new () => object)(), { id, value }));
    this.writes.set(id, record && choice < 0.3 ? undefined : value);
  }
}

/** Reads one to three items, one after the other or at once, and writes some of them, one, or none. */
const randomBlock = (random: Random, { items }: Recorder) => {
  const chosen = sample(random, 1 + Math.floor(random() * 3), items);
  const written = chosen.filter(() => random() < 0.5);
  const atOnce = random() < 0.3;
  return async (steps: Steps) => {
    const records = new Map<string, Plain | undefined>();
    const read = async (item: (typeof chosen)[number]) => records.set(item.id, await steps.read(item));
    if (atOnce) await Promise.all(chosen.map(read));
    else for (const item of chosen) await read(item);
    await turn();
    for (const item of written) steps.write(item, records.get(item.id), random);
  };
};

const WORKERS = 16;

async function randomHistory(seed: number, blocks: number, isolation: Isolation): Promise<Recorder> {
  const recorder = new Recorder(isolation);
  const random = seeded(seed);
  const work = async () => {
    for (let i = 0; i < blocks; i++) await recorder.run(randomBlock(random, recorder)).catch(ignoreRefusals);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return recorder;
}

/** Out of attempts; or, without isolation, an item to be created was there. */
function ignoreRefusals(error: unknown): void {
  if (!(error instanceof TransactionConflictError || error instanceof TransactionCanceledError)) throw error;
}

/** Runs a block that, when it first pauses, waits until another one has committed. */
async function interleave(
  recorder: Recorder,
  block: (steps: Steps, pause: () => Promise<void>) => Promise<void>,
  others: ((steps: Steps) => Promise<void>)[],
): Promise<void> {
  let reach!: () => void;
  const reached = new Promise<void>(resolve => {
    reach = resolve;
  });
  const committed = reached.then(async () => {
    for (const other of others) await recorder.run(other);
  });
  const pause = () => {
    reach();
    return committed;
  };
  await recorder.run(steps => block(steps, pause));
}

const remove: Random = () => 0;

describeEachBackend('serializability', backend => {
  useTables(backend, Plain, Versioned);

  describe.each<Isolation>(['serializable', 'none'])(
    'of two blocks in the worst order, with isolation %s',
    isolation => {
      let recorder: Recorder;
      let x: Recorder['items'][number];
      let y: Recorder['items'][number];
      let versioned: Recorder['items'][number];

      beforeEach(() => {
        recorder = new Recorder(isolation);
        [x, y, , versioned] = recorder.items as [typeof x, typeof x, typeof x, typeof x];
      });

      const exist = (...items: Recorder['items']) =>
        recorder.run(async steps => {
          for (const item of items) steps.write(item, await steps.read(item));
        });

      afterEach(async () => {
        const complaint = await recorder.complaint();
        if (isolation === 'none') expect(complaint).toMatch(/none may be next/);
        else expect(complaint).toBeUndefined();
      });

      it('an update that would be lost', async () => {
        await exist(x);
        const block = async (steps: Steps, pause = async () => {}) => {
          const record = await steps.read(x);
          await pause();
          steps.write(x, record);
        };
        await interleave(recorder, block, [block]);
      });

      it('a write skew', async () => {
        await exist(x, y);
        const readBoth = (steps: Steps) => Promise.all([steps.read(x), steps.read(y)]);
        const block = async (steps: Steps, pause: () => Promise<void>) => {
          const [record] = await readBoth(steps);
          await pause();
          steps.write(x, record);
        };
        await interleave(recorder, block, [async steps => steps.write(y, (await readBoth(steps))[1])]);
      });

      it('an item that was not there', async () => {
        await exist(y);
        const block = async (steps: Steps, pause: () => Promise<void>) => {
          await steps.read(x);
          const record = await steps.read(y);
          await pause();
          steps.write(y, record);
        };
        const other = async (steps: Steps) => {
          await steps.read(y);
          steps.write(x, await steps.read(x));
        };
        await interleave(recorder, block, [other]);
      });

      it('an item that was deleted and came back to the same version', async () => {
        await exist(versioned);
        const block = async (steps: Steps, pause: () => Promise<void>) => {
          const record = await steps.read(versioned);
          await pause();
          steps.write(versioned, record);
        };
        const deletes = async (steps: Steps) => steps.write(versioned, await steps.read(versioned), remove);
        const creates = async (steps: Steps) => steps.write(versioned, await steps.read(versioned));
        await interleave(recorder, block, [deletes, creates]);
      });

      it.each(['that were there', 'that were not there'])('reads of two items %s', async where => {
        if (where === 'that were there') await exist(x, y);
        const block = async (steps: Steps, pause: () => Promise<void>) => {
          await steps.read(x);
          await pause();
          await steps.read(y);
        };
        await interleave(recorder, block, [
          async steps => {
            for (const item of [x, y]) steps.write(item, await steps.read(item));
          },
        ]);
      });
    },
  );

  describe('of random blocks', () => {
    const size = backend.name === 'embedded' ? { histories: 5, blocks: 8 } : { histories: 2, blocks: 8 };

    it(`holds in ${size.histories} histories of ${WORKERS} workers`, async () => {
      for (let i = 0; i < size.histories; i++) {
        const seed = seedOfRun() + i;
        const recorder = await randomHistory(seed, size.blocks, 'serializable');
        expect({ seed, complaint: await recorder.complaint() }).toEqual({ seed, complaint: undefined });
        // The history is worth the name: most of it committed, and it met conflicts.
        expect(recorder.committed.length).toBeGreaterThan((WORKERS * size.blocks) / 2);
        expect(recorder.attempts).toBeGreaterThan(recorder.committed.length);
      }
    }, 240_000);

    it('does not without isolation', async () => {
      const recorder = await randomHistory(1, size.blocks, 'none');
      expect(await recorder.complaint()).toMatch(/none may be next/);
    }, 240_000);
  });
});
