import { setImmediate as turn } from 'node:timers/promises';
import { type EntityClass, InvalidStateError, type Transaction, TransactWrite, transact, transactGet } from 'dynact';
import { type Committed, complaintAbout } from '../support/history';
import { type Random, sample } from '../support/random';
import { type Kept, KINDS, type Kind } from './entities';
import type { Network } from './network';
import { type Told, toldBy } from './told';

interface Shared {
  readonly type: Kind;
  readonly id: string;
}

type Values = Map<string, string | undefined>;

/** What one attempt read and meant to write. */
interface Attempt {
  readonly name: string;
  readonly reads: Values;
  readonly writes: Values;
}

let clock = 0;

/** Workers that read and write the same few items in every way that promises a serializable result. */
export class SharedHistory {
  readonly told: Record<Told, number> = { applied: 0, 'not applied': 0, unknown: 0 };
  readonly anomalies: string[] = [];
  private readonly history: Committed[] = [];
  private readonly refused = new Map<string, string>();
  private readonly items: readonly Shared[];

  constructor(
    private readonly random: Random,
    private readonly network: Network,
  ) {
    const name = ++clock;
    this.items = KINDS.flatMap(type => [0, 1].map(i => ({ type, id: `shared-${name}-${i}` })));
  }

  async run(workers: number, calls: number): Promise<void> {
    const work = async () => {
      for (let i = 0; i < calls; i++) await this.call();
    };
    await Promise.all(Array.from({ length: workers }, work));
    await this.end();
  }

  private async call(): Promise<void> {
    const choice = this.random();
    const start = ++clock;
    const attempts: Attempt[] = [];
    const begin = (name = `${start}.${attempts.length + 1}`): Attempt => {
      const attempt = { name, reads: new Map(), writes: new Map() };
      attempts.push(attempt);
      return attempt;
    };
    try {
      if (choice < 0.5) await this.block(begin);
      else if (choice < 0.65) await this.blind(begin(`${start}`));
      else await this.alone(begin(`${start}`));
    } catch (error) {
      this.note(toldBy(error), start, attempts, error);
      return;
    }
    this.note('applied', start, attempts);
  }

  /** Reads one to three items, one after the other or at once, and writes some of them, one, or none. */
  private block(begin: () => Attempt): Promise<void> {
    const { random } = this;
    const chosen = sample(random, 1 + Math.floor(random() * 3), this.items);
    const written = chosen.filter(() => random() < 0.6);
    const atOnce = random() < 0.3;
    const choices = written.map(() => random());
    const run = async (tx: Transaction) => {
      const attempt = begin();
      const records = new Map<Shared, Kept | undefined>();
      const read = async (item: Shared) =>
        records.set(item, this.seen(attempt, item, await tx.get(kept(item), keyOf(item))));
      if (atOnce) await Promise.all(chosen.map(read));
      else for (const item of chosen) await read(item);
      await turn();
      for (const [i, item] of written.entries()) write(tx, attempt, item, records.get(item), choices[i]!);
    };
    return transact(run, { client: this.network.client, maxAttempts: 12 });
  }

  /** Writes one to three items without reading them. */
  private async blind(attempt: Attempt): Promise<void> {
    const tx = new TransactWrite({ client: this.network.client, maxAttempts: 12 });
    for (const item of sample(this.random, 1 + Math.floor(this.random() * 3), this.items)) {
      if (this.random() < 0.25) {
        tx.delete(kept(item), keyOf(item));
        attempt.writes.set(identity(item), undefined);
      } else tx.update(kept(item), keyOf(item), valuesOf(attempt, item));
    }
    await tx.commit();
  }

  /** Reads an item and writes it, by calls of their own. */
  private async alone(attempt: Attempt): Promise<void> {
    const { random } = this;
    const { client } = this.network;
    const item = this.items[Math.floor(random() * this.items.length)]!;
    const record = this.seen(attempt, item, await readAlone(item, client));
    if (!record) {
      // Any other creation may come again when the item was deleted: nothing tells the second time.
      const fresh = kept(item).build({ id: item.id, ...valuesOf(attempt, item) });
      await fresh.save({ client, raiseOnConflict: true, idempotent: true });
      this.remember(fresh, attempt, item);
      return;
    }
    const options = { client, raiseOnConflict: true, idempotent: random() < 0.3 };
    const choice = random();
    if (choice < 0.2) {
      attempt.writes.set(identity(item), undefined);
      await record.delete(options);
      if (!record.isNew) this.anomalies.push(`${attempt.name} deleted a record that is not new`);
      return;
    }
    const values = valuesOf(attempt, item);
    if (choice < 0.6) await Object.assign(record, values).save(options);
    else await record.update(values, options);
    // After an idempotent update memory is what was read next, which others may have written.
    if (!options.idempotent || choice < 0.6) this.remember(record, attempt, item);
  }

  private seen<R extends Kept>(attempt: Attempt, item: Shared, record: R | undefined): R | undefined {
    attempt.reads.set(identity(item), record?.value);
    if (record && record.value !== record.last) this.anomalies.push(`${attempt.name} read half a write of ${item.id}`);
    return record;
  }

  /** After a write memory is what was written. */
  private remember(record: Kept, attempt: Attempt, item: Shared): void {
    if (isStale(record)) return;
    const written = attempt.writes.get(identity(item));
    if (record.isNew || record.isChanged || record.value !== written || record.last !== written) {
      this.anomalies.push(`${attempt.name} left a record that is not what it wrote`);
    }
  }

  private note(told: Told, start: number, attempts: readonly Attempt[], error?: unknown): void {
    this.told[told]++;
    const end = told === 'applied' ? ++clock : Number.POSITIVE_INFINITY;
    if (told === 'applied') this.history.push({ ...attempts.at(-1)!, start, end });
    if (told === 'unknown')
      for (const attempt of attempts) this.history.push({ ...attempt, start, end, isUnknown: true });
    const refused = told === 'unknown' ? [] : told === 'applied' ? attempts.slice(0, -1) : attempts;
    for (const { writes } of refused) {
      for (const value of writes.values())
        if (value) this.refused.set(value, (error as Error)?.name ?? 'an earlier attempt');
    }
  }

  /** Ends the history: its last transaction reads everything. */
  private async end(): Promise<void> {
    await this.network.settled();
    const start = ++clock;
    const found = await transactGet(...this.items.map(({ type, id }) => [type as EntityClass<Kept>, { id }] as const));
    const reads = new Map(found.map((record, i) => [identity(this.items[i]!), record?.value]));
    this.history.push({ name: 'end', start, end: ++clock, reads, writes: new Map() });
    for (const { name, reads } of this.history) {
      for (const value of reads.values()) {
        const why = value && this.refused.get(value);
        if (why)
          this.anomalies.push(`${name} read ${value}, of which its writer was told that it was not written: ${why}`);
      }
    }
    const complaint = complaintAbout(this.history);
    if (complaint) this.anomalies.push(complaint);
  }
}

const kept = ({ type }: Shared) => type as typeof type & EntityClass<Kept>;

/** It says of itself that it is not what is stored: what was written could not be read back. */
export function isStale(record: Kept): boolean {
  try {
    record.changes();
    return false;
  } catch (error) {
    if (error instanceof InvalidStateError) return true;
    throw error;
  }
}

const keyOf = ({ id }: Shared) => ({ id });

const identity = ({ type, id }: Shared) => `${type.name}/${id}`;

function valuesOf(attempt: Attempt, item: Shared): { value: string; last: string } {
  const value = `${identity(item)}=${attempt.name}`;
  attempt.writes.set(identity(item), value);
  return { value, last: value };
}

function write(tx: Transaction, attempt: Attempt, item: Shared, record: Kept | undefined, choice: number): void {
  const type = kept(item);
  if (record && choice < 0.3) {
    if (choice < 0.15) tx.delete(record);
    else tx.delete(type, keyOf(item));
    attempt.writes.set(identity(item), undefined);
    return;
  }
  const values = valuesOf(attempt, item);
  if (choice > 0.85) tx.update(type, keyOf(item), values);
  else if (!record) tx.create(type.build({ id: item.id, ...values }));
  else if (choice < 0.6) tx.save(Object.assign(record, values));
  else tx.update(record, values);
}

/** Reads are tried until they succeed. */
async function readAlone({ type, id }: Shared, client: Network['client']): Promise<Kept | undefined> {
  for (;;) {
    try {
      return await type.get({ id }, { client, consistentRead: true });
    } catch (error) {
      toldBy(error);
    }
  }
}
