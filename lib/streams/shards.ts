import { InvalidStateError } from '../errors/usage-errors';
import { compareStrings } from '../wire/order';
import { type StreamRecord, timeOf } from './record';
import type { RequestOptions, ShardDescription, StreamsApi } from './streams-client';

/** Where to start in a shard without a checkpoint: at its oldest record, or with new records only. */
export type StreamStart = 'TRIM_HORIZON' | 'LATEST';

/**
 * Stores how far a worker came in each shard: a `Map`, or your own implementation over a table. Positions are text.
 *
 * A start with new records only is stored too, with its time, under the id `START`.
 *
 * Each stream needs a store of its own, and so does each kind of worker.
 */
export interface CheckpointStore {
  get(shardId: string): string | undefined | Promise<string | undefined>;
  set(shardId: string, position: string): unknown;
}

/** The position of a shard that was read to its end. No sequence number looks like it. */
const END = 'END';

/** The entry of a store for the time of a start with new records only. No shard has this id. */
const START = 'START';

/**
 * Milliseconds that the time of a record may be behind this clock: clocks differ by up to five minutes, as the SDK corrects more, and the times of
 * records are rounded down, by DynamoDB Local to a minute.
 */
const CLOCKS_DIFFER = 6 * 60 * 1000;

export interface ShardPage {
  readonly shard: Shard;
  readonly records: readonly StreamRecord[];
  /** How many records were read, those included that are passed over. */
  readonly read: number;
}

/** One shard that is being read. */
export class Shard {
  iterator: string | undefined;
  /** True if no more records will come. */
  isAtEnd = false;
  /** The sequence number of the last record that is done. */
  done: string | undefined;
  private saved: string | undefined;

  constructor(
    readonly id: string,
    private start: StreamStart,
    position: string | undefined,
    private since: number | undefined,
  ) {
    this.done = position;
    this.saved = position;
  }

  /** Where to go on. `LATEST` is asked for once: the next iterator of that kind would pass over what came meanwhile. */
  place(): { ShardIteratorType: string; SequenceNumber?: string } {
    if (this.done) return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.done };
    const { start } = this;
    this.start = 'TRIM_HORIZON';
    return { ShardIteratorType: start };
  }

  /** The records from the first one on that is not older than the start. */
  wanted(records: readonly StreamRecord[]): readonly StreamRecord[] {
    const { since } = this;
    if (since === undefined || records.length === 0) return records;
    const found = records.findIndex(record => !((timeOf(record)?.getTime() ?? since) < since));
    const passed = found < 0 ? records.length : found;
    if (passed > 0) this.done = records[passed - 1]!.dynamodb?.SequenceNumber;
    if (found >= 0) this.since = undefined;
    return records.slice(passed);
  }

  /** Call this when the records of a page are done. */
  async save(store: CheckpointStore, isPageDone: boolean): Promise<void> {
    const position = this.isAtEnd && isPageDone ? END : this.done;
    if (position === undefined || position === this.saved) return;
    await store.set(this.id, position);
    this.saved = position;
  }
}

/** The shards of a stream: a parent is read to its end before its children, so that the changes of an item stay in order. */
export class Shards {
  private readonly reading = new Map<string, Shard>();
  private readonly finished = new Set<string>();
  private mustLook = true;
  private isFirstLook = true;
  private isOpen = true;
  /** Older records are passed over, in milliseconds; undefined if all are wanted. */
  private since: number | undefined;

  constructor(
    private readonly api: StreamsApi,
    private readonly streamArn: string,
    private readonly from: StreamStart,
    private readonly store: CheckpointStore,
    private readonly options: RequestOptions,
  ) {}

  /** One page of each shard that may be read now; undefined if the stream has ended. */
  async nextPages(): Promise<ShardPage[] | undefined> {
    this.forgetFinished();
    if (this.mustLook || this.reading.size === 0) await this.look();
    if (this.reading.size === 0 && !this.isOpen) return undefined;
    return Promise.all([...this.reading.values()].map(shard => this.pageOf(shard)));
  }

  /** Starts the shards whose parents have ended. */
  private forgetFinished(): void {
    for (const { id, isAtEnd } of this.reading.values()) {
      if (!isAtEnd) continue;
      this.reading.delete(id);
      this.finished.add(id);
      this.mustLook = true;
    }
  }

  private async look(): Promise<void> {
    this.mustLook = false;
    const { shards, isOpen } = await this.describe();
    const listed = new Set(shards.map(({ ShardId }) => ShardId));
    const isStart = this.isFirstLook && this.from === 'LATEST' && (await this.begin(shards));
    const start = isStart ? 'LATEST' : 'TRIM_HORIZON';
    for (const shard of shards) await this.consider(shard, listed, start);
    this.isFirstLook = false;
    this.isOpen = isOpen;
  }

  /**
   * A start with new records only: true if it is made now, false if a worker before this one made it. Its time is stored before anything is
   * read, so what comes after it is never passed over, whatever becomes of this worker.
   */
  private async begin(shards: readonly ShardDescription[]): Promise<boolean> {
    const started = await this.store.get(START);
    if (started === undefined && (await this.hasPositions(shards))) return false;
    const time = started ?? new Date(Date.now() + (this.api.config?.systemClockOffset ?? 0)).toISOString();
    this.since = Date.parse(time) - CLOCKS_DIFFER;
    if (started !== undefined) return false;
    await this.store.set(START, time);
    // A closed shard has no new records.
    for (const { ShardId, SequenceNumberRange } of shards) {
      if (ShardId && SequenceNumberRange?.EndingSequenceNumber !== undefined) await this.store.set(ShardId, END);
    }
    return true;
  }

  /** True for the store of a worker that began with the oldest records. */
  private async hasPositions(shards: readonly ShardDescription[]): Promise<boolean> {
    for (const id of new Set(shards.flatMap(({ ShardId, ParentShardId }) => [ShardId, ParentShardId]))) {
      if (id && (await this.store.get(id)) !== undefined) return true;
    }
    return false;
  }

  private async consider(
    { ShardId: id, ParentShardId: parent }: ShardDescription,
    listed: ReadonlySet<string | undefined>,
    start: StreamStart,
  ): Promise<void> {
    if (!id || this.finished.has(id) || this.reading.has(id)) return;
    const position = await this.store.get(id);
    if (position === END) {
      this.finished.add(id);
      return;
    }
    if (parent && !this.finished.has(parent)) {
      if (listed.has(parent)) return;
      if (position === undefined) await this.checkGone(parent);
    }
    this.reading.set(id, new Shard(id, start, position, this.since));
  }

  /** A shard is gone a day after it was closed, and with it what was not read: its children would begin after a gap. */
  private async checkGone(id: string): Promise<void> {
    const position = await this.store.get(id);
    if (position !== undefined && position !== END) throw lost(id);
  }

  private async describe(): Promise<{ shards: ShardDescription[]; isOpen: boolean }> {
    const shards: ShardDescription[] = [];
    let last: string | undefined;
    let status: string | undefined;
    do {
      const input = { StreamArn: this.streamArn, ExclusiveStartShardId: last };
      const { StreamDescription } = await this.api.describeStream(input, this.options);
      shards.push(...(StreamDescription?.Shards ?? []));
      status = StreamDescription?.StreamStatus;
      last = StreamDescription?.LastEvaluatedShardId;
    } while (last);
    // The ids begin with a time, so parents come first.
    shards.sort((a, b) => compareStrings(a.ShardId ?? '', b.ShardId ?? ''));
    return { shards, isOpen: status !== 'DISABLED' };
  }

  private async pageOf(shard: Shard): Promise<ShardPage> {
    try {
      shard.iterator ??= await this.iteratorFor(shard);
      const { Records, NextShardIterator } = await this.api.getRecords({ ShardIterator: shard.iterator }, this.options);
      shard.iterator = NextShardIterator;
      shard.isAtEnd = NextShardIterator === undefined;
      const records = Records ?? [];
      return { shard, records: shard.wanted(records), read: records.length };
    } catch (error) {
      const { name } = error as Error;
      if (name === 'TrimmedDataAccessException') throw lost(shard.id, error);
      if (name !== 'ExpiredIteratorException') throw error;
      // The consumer took longer than an iterator lives: 15 minutes.
      shard.iterator = undefined;
      return { shard, records: [], read: 0 };
    }
  }

  private async iteratorFor(shard: Shard): Promise<string | undefined> {
    const input = { StreamArn: this.streamArn, ShardId: shard.id, ...shard.place() };
    return (await this.api.getShardIterator(input, this.options)).ShardIterator;
  }
}

function lost(id: string, cause?: unknown): InvalidStateError {
  return new InvalidStateError(
    `The stream no longer has the records after the checkpoint of ${id}: they were older than a day. Reconcile with the table, then clear the checkpoint to go on with the oldest record`,
    { cause },
  );
}
