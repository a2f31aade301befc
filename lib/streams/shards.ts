import { InvalidStateError } from '../errors/usage-errors';
import { compareStrings } from '../wire/order';
import type { StreamRecord } from './record';
import type { RequestOptions, ShardDescription, StreamsApi } from './streams-client';

/** Where to start in a shard without a checkpoint: at its oldest record, or with new records only. */
export type StreamStart = 'TRIM_HORIZON' | 'LATEST';

/**
 * Stores how far a worker came in each shard: a `Map`, or your own implementation over a table. Positions are text.
 *
 * Each stream needs a store of its own, and so does each kind of worker.
 */
export interface CheckpointStore {
  get(shardId: string): string | undefined | Promise<string | undefined>;
  set(shardId: string, position: string): unknown;
}

/** The position of a shard that was read to its end. No sequence number looks like it. */
const END = 'END';

export interface ShardPage {
  readonly shard: Shard;
  readonly records: readonly StreamRecord[];
}

/** One shard that is being read. */
export class Shard {
  /** The sequence number of the last record that is done. */
  done: string | undefined;
  iterator: string | undefined;
  /** True if no more records will come. */
  isAtEnd = false;
  private saved: string | undefined;

  constructor(
    readonly id: string,
    readonly start: StreamStart,
    position: string | undefined,
  ) {
    this.done = position;
    this.saved = position;
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
    for (const shard of shards) await this.consider(shard, listed);
    this.isFirstLook = false;
    this.isOpen = isOpen;
  }

  private async consider(
    { ShardId: id, ParentShardId: parent, SequenceNumberRange: range }: ShardDescription,
    listed: ReadonlySet<string | undefined>,
  ): Promise<void> {
    if (!id || this.finished.has(id) || this.reading.has(id)) return;
    let position = await this.store.get(id);
    const isClosed = range?.EndingSequenceNumber !== undefined;
    if (position === undefined && this.isFirstLook && this.from === 'LATEST' && isClosed) {
      // A closed shard has no new records.
      position = END;
      await this.store.set(id, position);
    }
    if (position === END) {
      this.finished.add(id);
      return;
    }
    if (parent && listed.has(parent) && !this.finished.has(parent)) return;
    this.reading.set(id, new Shard(id, this.isFirstLook ? this.from : 'TRIM_HORIZON', position));
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
      return { shard, records: Records ?? [] };
    } catch (error) {
      const { name } = error as Error;
      if (name === 'TrimmedDataAccessException') throw lost(shard, error);
      if (name !== 'ExpiredIteratorException') throw error;
      // The consumer took longer than an iterator lives: 15 minutes.
      shard.iterator = undefined;
      return { shard, records: [] };
    }
  }

  private async iteratorFor({ id, start, done }: Shard): Promise<string | undefined> {
    const place = done
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: done }
      : { ShardIteratorType: start };
    const input = { StreamArn: this.streamArn, ShardId: id, ...place };
    return (await this.api.getShardIterator(input, this.options)).ShardIterator;
  }
}

function lost({ id }: Shard, cause: unknown): InvalidStateError {
  return new InvalidStateError(
    `The stream no longer has the records after the checkpoint of ${id}: they were older than a day. Reconcile with the table, then clear the checkpoint to go on with the oldest record`,
    { cause },
  );
}
