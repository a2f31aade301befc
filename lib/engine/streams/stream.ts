import { modelError } from '../protocol/service-error';
import type { KeyElement } from '../tables/requests';
import type { StreamRecord, StreamView } from './record';

/** How long records stay readable, and streams after they were closed, in milliseconds. */
export const RETENTION = 24 * 60 * 60 * 1000;
/** Old records are only dropped from time to time, as dropping one by one would move all others each time. */
const TRIM_EVERY = 1024;

/** The name of a stream, and what its records contain. */
export interface StreamIdentity {
  readonly arn: string;
  readonly label: string;
  readonly tableName: string;
  readonly view: StreamView;
  readonly keySchema: readonly KeyElement[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** One record, and when its change happened in milliseconds. */
export interface StreamEntry {
  readonly sequence: number;
  readonly at: number;
  readonly record: StreamRecord;
}

/** The state of a stream besides its records. */
export interface StreamState {
  /** The sequence number of the oldest record that still exists. */
  readonly horizon: number;
  /** When it was closed, in milliseconds. */
  readonly closedAt?: number;
}

/** The changes of one table in their order, in a single shard, each for a day. */
export class Stream {
  constructor(
    readonly identity: StreamIdentity,
    /** No record has a lower sequence number. */
    readonly start: number,
    private current: StreamState = { horizon: start },
    private readonly entries: StreamEntry[] = [],
  ) {}

  get state(): StreamState {
    return this.current;
  }

  get shardId(): string {
    const { createdAt } = this.identity;
    return `shardId-${String(createdAt).padStart(20, '0')}-${(this.start % 2 ** 32).toString(16).padStart(8, '0')}`;
  }

  get isOpen(): boolean {
    return this.current.closedAt === undefined;
  }

  /** The sequence number of the last record, or the start of the stream if there is none. */
  get last(): number {
    return this.entries.at(-1)?.sequence ?? this.start;
  }

  append(entry: StreamEntry): void {
    this.entries.push(entry);
    if (this.entries.length % TRIM_EVERY === 0) this.trim(entry.at);
  }

  /** No more records come. */
  close(now: number): void {
    if (this.isOpen) this.current = { ...this.current, closedAt: now };
  }

  /** Whether it was closed so long ago that it no longer exists. */
  isGone(now: number): boolean {
    const { closedAt } = this.current;
    return closedAt !== undefined && now - closedAt >= RETENTION;
  }

  /** The position of the oldest record. */
  oldest(now: number): number {
    this.trim(now);
    return this.current.horizon;
  }

  /**
   * Records from a sequence number on, and where to continue after them; undefined if nothing can follow. Throws `TrimmedDataAccessException` if records
   * from there on were dropped.
   */
  read(from: number, limit: number, maxBytes: number, now: number): { records: StreamRecord[]; next?: number } {
    if (from < this.oldest(now)) throw trimmedError();
    const first = this.positionOf(from);
    let bytes = 0;
    let end = first;
    for (; end < this.entries.length && end - first < limit; end++) {
      bytes += (this.entries[end] as StreamEntry).record.dynamodb.SizeBytes;
      if (bytes > maxBytes && end > first) break;
    }
    const read = this.entries.slice(first, end);
    const last = read.at(-1);
    const isAtEnd = end === this.entries.length && !this.isOpen;
    return { records: read.map(({ record }) => record), next: isAtEnd ? undefined : last ? last.sequence + 1 : from };
  }

  /** All records after a sequence number. */
  entriesAfter(sequence: number): readonly StreamEntry[] {
    return this.entries.slice(this.positionOf(sequence + 1));
  }

  /** A copy of the stream, independent of this one. */
  clone(): Stream {
    return new Stream(this.identity, this.start, this.current, [...this.entries]);
  }

  private trim(now: number): void {
    let expired = 0;
    while (expired < this.entries.length && now - (this.entries[expired] as StreamEntry).at >= RETENTION) expired++;
    if (expired === 0) return;
    const removed = this.entries.splice(0, expired);
    this.current = { ...this.current, horizon: (removed.at(-1) as StreamEntry).sequence + 1 };
  }

  /** The first position whose sequence number is not less than `sequence`. */
  private positionOf(sequence: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle] as StreamEntry).sequence < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function trimmedError(): Error {
  return modelError('TrimmedDataAccessException', 'The data you are trying to access has been trimmed');
}
