import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  BatchWriteError,
  type BulkOutcome,
  batchWrite,
  DeletedAt,
  InvalidStateError,
  OverwriteError,
  PartitionKey,
  SortKey,
  Table,
  TransactWrite,
  transact,
  UniqueError,
  Version,
} from 'dynact';
import { uniqueTable } from '../support/backends';
import type { Random } from '../support/random';
import type { Network } from './network';
import { type Told, toldBy } from './told';

/** The attributes that a history writes; classes differ in what guards them. */
abstract class Entry extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @SortKey({ type: Number }) place!: number;
  @Attribute({ type: String }) value = '';
  @Attribute({ type: Number }) n = 0;
  @Attribute({ type: { map: Number } }) map: Record<string, number> = {};
}

@Table(uniqueTable('soak-every-loose'))
class Loose extends Entry {}

@Table(uniqueTable('soak-every-strict'))
class Strict extends Entry {
  @Version({ start: 'time' }) version?: number;
}

@Table({ name: uniqueTable('soak-every-token'), writeToken: true })
class Tokened extends Entry {
  @Version({ start: 'time' }) version?: number;
}

@Table(uniqueTable('soak-every-unique'))
export class Named extends Entry {
  @Attribute({ type: String, unique: true }) name?: string;
}

@Table(uniqueTable('soak-every-soft'))
class Soft extends Entry {
  @DeletedAt() deletedAt?: Date;
  @Version({ start: 'time' }) version?: number;
}

export const EVERY_KIND = [Loose, Strict, Tokened, Named, Soft] as const;

type Kind = typeof Loose;

/** An item without what moves on by itself. */
interface Content {
  readonly place: number;
  readonly value: string;
  readonly n: number;
  readonly map: Readonly<Record<string, number>>;
  readonly name?: string | undefined;
  readonly isDeleted: boolean;
}

type State = Content | undefined;

interface Call {
  /** The item after it, if it is applied. */
  readonly after: State;
  /** Whether memory follows: a write by key has none. */
  readonly follows: boolean;
  run(record: Loose, options: { client: DynamoDBClient; signal: AbortSignal | undefined }): Promise<unknown>;
}

/** How a call is made: of the item as it is, with a value that nothing else writes. */
type Way = (before: Content, value: string) => Omit<Call, 'follows'> & { readonly follows?: boolean };

/** Every call that writes, of an item that is there. */
const CHANGES: Record<string, Way> = {
  save: (b, value) => ({
    after: { ...b, value },
    run: (record, to) => Object.assign(record, { value }).save({ ...to, raiseOnConflict: true }),
  }),
  'save over': (b, value) => ({
    after: { ...b, value },
    run: (record, to) => Object.assign(record, { value }).save({ ...to, raiseOnConflict: false }),
  }),
  'save once': (b, value) => ({
    after: { ...b, value },
    run: (record, to) => Object.assign(record, { value }).save({ ...to, idempotent: true }),
  }),
  saveChanges: (b, value) => ({
    after: { ...b, value },
    run: (record, to) => Object.assign(record, { value }).saveChanges({ ...to, raiseOnConflict: true }),
  }),
  'save, with what was there': (b, value) => ({
    after: { ...b, value },
    run: (record, to) => Object.assign(record, { value }).save({ ...to, raiseOnConflict: true, returnOld: true }),
  }),
  update: (b, value) => ({
    after: { ...b, value, n: b.n + 1 },
    run: (record, to) => record.update(r => [r.value.set(value), r.n.add(1)], { ...to, raiseOnConflict: true }),
  }),
  'update once': (b, value) => ({
    after: { ...b, value, n: b.n + 1 },
    run: (record, to) => record.update(r => [r.value.set(value), r.n.add(1)], { ...to, idempotent: true }),
  }),
  increment: b => ({
    after: { ...b, n: b.n + 5 },
    run: (record, to) => record.increment('n', 5, { ...to, idempotent: true }),
  }),
  setIn: b => ({
    after: { ...b, map: { ...b.map, [`k${b.n % 4}`]: b.n } },
    run: (record, to) => record.setIn(r => r.map.get(`k${b.n % 4}`).set(b.n), to),
  }),
  delete: () => ({ after: undefined, run: (record, to) => record.delete({ ...to, raiseOnConflict: true }) }),
  'delete once': () => ({ after: undefined, run: (record, to) => record.delete({ ...to, idempotent: true }) }),
  'delete over': () => ({ after: undefined, run: (record, to) => record.delete({ ...to, raiseOnConflict: false }) }),
  moveTo: b => ({
    after: { ...b, place: b.place + 1 },
    run: (record, to) => record.moveTo({ place: b.place + 1 }, to),
  }),
  'a block': (b, value) => ({
    after: { ...b, value },
    follows: false,
    run: (record, to) =>
      transact(async tx => {
        const read = await tx.getOrFail(record.constructor as Kind, { id: record.id, place: record.place });
        tx.save(Object.assign(read, { value }));
      }, to),
  }),
  'save in a block': (b, value) => ({
    after: { ...b, value },
    run: (record, to) => transact(tx => tx.save(Object.assign(record, { value }), { raiseOnConflict: true }), to),
  }),
  'update in a block': b => ({
    after: { ...b, n: b.n + 2 },
    run: (record, to) => transact(tx => tx.update(record, r => r.n.add(2)), to),
  }),
  'delete in a block': () => ({ after: undefined, run: (record, to) => transact(tx => tx.delete(record), to) }),
  TransactWrite: b => ({
    after: { ...b, n: b.n + 3 },
    run: (record, to) => {
      const tx = new TransactWrite(to);
      tx.update(record, r => r.n.add(3), { raiseOnConflict: true });
      return tx.commit();
    },
  }),
};

/** The same by key, or of all that a query finds. */
const BY_KEY: Record<string, Way> = {
  updateByKey: (b, value) => ({
    after: { ...b, value },
    run: (record, to) => typeOf(record).updateByKey(keyOf(record), { value }, to),
  }),
  'updateByKey once': b => ({
    after: { ...b, n: b.n + 7 },
    run: (record, to) => typeOf(record).updateByKey(keyOf(record), r => r.n.add(7), { ...to, idempotent: true }),
  }),
  'updateByKey, if': (b, value) => ({
    after: { ...b, n: b.n + 1, value },
    run: (record, to) =>
      typeOf(record).updateByKey(keyOf(record), r => [r.n.add(1), r.value.set(value)], {
        ...to,
        condition: r => r.n.eq(b.n),
      }),
  }),
  upsert: (b, value) => ({
    after: { ...b, value },
    run: async (record, to) => {
      const { created } = await typeOf(record).upsert({ ...keyOf(record), value }, to);
      if (created) throw new Error('It said that it created an item which was there');
    },
  }),
  findOrCreate: b => ({
    after: b,
    run: async (record, to) => {
      const { created } = await typeOf(record).findOrCreate(keyOf(record), { value: 'x' }, to);
      if (created) throw new Error('It said that it created an item which was there');
    },
  }),
  deleteByKey: () => ({ after: undefined, run: (record, to) => typeOf(record).deleteByKey(keyOf(record), to) }),
  'deleteByKey, if': () => ({
    after: undefined,
    run: (record, to) => typeOf(record).deleteByKey(keyOf(record), { ...to, mustExist: true }),
  }),
  updateAll: (b, value) => ({
    after: { ...b, value },
    run: (record, { client, signal }) =>
      outcomeOf(typeOf(record).query({ id: record.id }, { client }).updateAll({ value }, { signal })),
  }),
  'updateAll, once': b => ({
    after: { ...b, n: b.n + 1 },
    run: (record, { client, signal }) =>
      outcomeOf(
        typeOf(record)
          .query({ id: record.id }, { client })
          .updateAll(r => r.n.add(1), { signal, idempotent: true }),
      ),
  }),
  deleteAll: () => ({
    after: undefined,
    run: (record, { client, signal }) =>
      outcomeOf(typeOf(record).query({ id: record.id }, { client }).deleteAll({ signal })),
  }),
};

/** Not for unique attributes, which a batch cannot keep. */
const IN_BATCHES: Record<string, Way> = {
  'put in a batch': (b, value) => ({
    after: { ...b, value },
    run: (record, to) => batchWrite([Object.assign(record, { value })], to),
  }),
  'delete in a batch': () => ({ after: undefined, run: (record, to) => batchWrite(b => void b.delete(record), to) }),
};

const NAMES: Record<string, Way> = {
  'save another name': (b, value) => ({
    after: { ...b, name: value },
    run: (record, to) => Object.assign(record, { name: value }).save({ ...to, raiseOnConflict: true }),
  }),
  'update the name': (b, value) => ({
    after: { ...b, name: value },
    run: (record, to) => (record as Loose & Named).update({ name: value } as never, to),
  }),
  'update the name by key': (b, value) => ({
    after: { ...b, name: value },
    follows: false,
    run: (record, to) => typeOf(record).updateByKey(keyOf(record), { name: value } as never, to),
  }),
  'name all': (b, value) => ({
    after: { ...b, name: value },
    follows: false,
    run: (record, { client, signal }) =>
      outcomeOf(
        typeOf(record)
          .query({ id: record.id }, { client })
          .updateAll({ name: value } as never, { signal }),
      ),
  }),
};

const SOFT_DELETE: Way = b => ({
  after: { ...b, isDeleted: true },
  run: (record, to) => record.softDelete({ ...to, raiseOnConflict: true }),
});

const OF_DELETED: Record<string, Way> = {
  restore: b => ({
    after: { ...b, isDeleted: false },
    run: (record, to) => record.restore({ ...to, raiseOnConflict: true }),
  }),
  'delete what is soft-deleted': () => ({ after: undefined, run: (record, to) => record.delete(to) }),
};

const fresh = (value: string): Content => ({ place: 1, value, n: 0, map: {}, isDeleted: false });

/** Every call that makes an item. */
const CREATIONS: Record<string, (value: string) => Omit<Call, 'follows' | 'after'> & { readonly follows?: boolean }> = {
  save: value => ({
    run: (record, to) => Object.assign(record, { value }).save({ ...to, raiseOnConflict: true }),
  }),
  'save once': value => ({
    run: (record, to) => Object.assign(record, { value }).save({ ...to, raiseOnConflict: true, idempotent: true }),
  }),
  create: value => ({
    follows: false,
    run: (record, to) => typeOf(record).create({ ...keyOf(record), value }, to),
  }),
  upsert: value => ({
    follows: false,
    run: async (record, to) => {
      const { created } = await typeOf(record).upsert({ ...keyOf(record), value }, to);
      if (!created) throw new Error('It said that it found an item which was not there');
    },
  }),
  findOrCreate: value => ({
    follows: false,
    run: async (record, to) => {
      const { created } = await typeOf(record).findOrCreate(keyOf(record), { value }, to);
      if (!created) throw new Error('It said that it found an item which was not there');
    },
  }),
  'create in a block': value => ({
    run: (record, to) => transact(tx => tx.create(Object.assign(record, { value })), to),
  }),
};

const typeOf = (record: Loose) => record.constructor as Kind;
const keyOf = ({ id, place }: Loose) => ({ id, place });

/** What a bulk run says of its one record, as a call would. */
async function outcomeOf(run: Promise<BulkOutcome>): Promise<void> {
  const { errors, stoppedBy, skipped } = await run;
  if (errors[0]) throw errors[0].error;
  if (stoppedBy) throw stoppedBy;
  if (skipped > 0) throw new Error('It skipped a record that nobody else writes');
}

/**
 * One worker, alone at an item, that makes every call which writes, through middleware that replaces inputs, and aborts some of them: what a
 * call says is so, and memory changes only with the item.
 */
export class EveryWrite {
  readonly told: Record<Told, number> = { applied: 0, 'not applied': 0, unknown: 0 };
  readonly anomalies: string[] = [];
  private record: Loose;
  private before: State;
  private calls = 0;

  constructor(
    private readonly type: Kind,
    private readonly id: string,
    private readonly random: Random,
    private readonly network: Network,
    private readonly calm: DynamoDBClient,
    /** How often a call is aborted. What it sent may arrive at any time then. */
    private readonly aborted: number,
  ) {
    this.record = type.build({ id, place: 1 });
  }

  async run(calls: number): Promise<void> {
    for (let i = 0; i < calls; i++) await this.call();
  }

  private async call(): Promise<void> {
    const value = `${this.id}=${++this.calls}`;
    const [name, call] = this.before ? this.change(this.before, value) : this.creation(value);
    const aborting = this.random() < this.aborted ? new AbortController() : undefined;
    if (aborting) setTimeout(() => aborting.abort(new Error('enough')), this.random() * 20);
    let told: Told = 'applied';
    let why = '';
    try {
      await call.run(this.record, { client: this.network.client, signal: aborting?.signal });
    } catch (error) {
      told = this.toldOf(error);
      why = `${(error as Error).name}: ${(error as Error).message}`;
    }
    this.told[told]++;
    await this.network.settled();
    await this.compare(`${this.type.name} ${name}`, call, told, why);
  }

  private toldOf(error: unknown): Told {
    if (error instanceof BatchWriteError) return error.unprocessed.length === 0 ? 'applied' : 'unknown';
    if (error instanceof UniqueError || error instanceof OverwriteError) return 'not applied';
    if (error instanceof InvalidStateError && error.message.includes('was applied')) return 'applied';
    const { name, message } = error as Error;
    if (name === 'AbortError' || message === 'enough') return 'unknown';
    return toldBy(error);
  }

  private async compare(name: string, { after, follows }: Call, told: Told, why: string): Promise<void> {
    const found = await this.stored();
    const content = contentOf(found[0]);
    if (found.length > 1) this.wrong(name, 'left two items');
    const isBefore = isDeepStrictEqual(content, this.before);
    const isDone = isDeepStrictEqual(content, after);
    const said = `${told} ${why}`;
    if (told === 'applied' && !isDone) this.wrong(name, `was applied, it said, and is not: ${JSON.stringify(content)}`);
    if (told === 'not applied' && !isBefore) this.wrong(name, `was not applied, it said (${why}), and is`);
    if (told === 'unknown' && !isBefore && !isDone)
      this.wrong(name, `left what is neither: ${said} ${JSON.stringify(content)}`);
    const known = this.known();
    if (known !== 'stale') {
      if (told === 'applied' && follows && !isDeepStrictEqual(known, after)) this.wrong(name, 'left memory behind');
      if (told !== 'applied' && !isDeepStrictEqual(known, this.before)) this.wrong(name, `changed memory, and ${said}`);
    }
    this.before = content;
    this.record = found[0] ?? this.type.build({ id: this.id, place: 1 });
  }

  /** What memory takes for stored. */
  private known(): State | 'stale' {
    const { record } = this;
    if (record.isNew) return undefined;
    try {
      const from = Object.entries(record.changes() as Record<string, { from: unknown }>).map(([k, c]) => [k, c.from]);
      return contentOf(Object.assign(record.toObject() as object as Loose, Object.fromEntries(from)));
    } catch {
      return 'stale';
    }
  }

  private stored(): Promise<Loose[]> {
    const { type, id, calm } = this;
    return type.query({ id }, { client: calm, consistentRead: true, withDeleted: true } as object).all();
  }

  private change(before: Content, value: string): [string, Call] {
    if (before.isDeleted) return this.oneOf(OF_DELETED, before, value);
    const type: unknown = this.type;
    const more = type === Named ? NAMES : type === Soft ? { ...IN_BATCHES, softDelete: SOFT_DELETE } : IN_BATCHES;
    const isByKey = this.random() < 0.4;
    return isByKey ? this.oneOf(BY_KEY, before, value, false) : this.oneOf({ ...CHANGES, ...more }, before, value);
  }

  private oneOf(ways: Record<string, Way>, before: Content, value: string, follows = true): [string, Call] {
    const name = this.nameOf(ways);
    return [name, { follows, ...ways[name]!(before, value) }];
  }

  private creation(value: string): [string, Call] {
    const name = this.nameOf(CREATIONS);
    return [name, { follows: true, ...CREATIONS[name]!(value), after: fresh(value) }];
  }

  private nameOf(ways: object): string {
    const names = Object.keys(ways);
    return names[Math.floor(this.random() * names.length)]!;
  }

  private wrong(name: string, what: string): void {
    this.anomalies.push(`${this.id}, call ${this.calls}: ${name} ${what}`);
  }
}

function contentOf(record: Loose | undefined): State {
  if (!record) return undefined;
  const { place, value, n, map, name, deletedAt } = record as Loose & { name?: string; deletedAt?: Date };
  return { place, value, n, map: { ...map }, ...(name !== undefined && { name }), isDeleted: deletedAt !== undefined };
}

/** Middleware that hands on inputs of its own. */
export function replaceInputs({ middlewareStack }: DynamoDBClient, random: Random): void {
  const replaced = (args: { input: object }) => {
    const dice = random();
    if (dice < 0.4) return args;
    if (dice < 0.6) return { ...args, input: { ...args.input } };
    return dice < 0.8 ? { ...args, input: structuredClone(args.input) } : { input: { ...args.input } };
  };
  middlewareStack.add(
    ((next: (args: object) => unknown) => (args: { input: object }) => next(replaced(args))) as never,
    {
      step: 'initialize',
      name: 'replaceInputs',
    },
  );
}
