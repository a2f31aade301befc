import { createHash } from 'node:crypto';
import { concurrencyOf } from '../client/chunks';
import { type Deadline, deadlineAfter } from '../client/deadline';
import { DynactError } from '../errors/dynact-error';
import { type Flat, namesOf, type OptionNames } from '../errors/known-options';
import { ThrottledError } from '../errors/service-errors';
import { ConfigurationError, ValidationError } from '../errors/usage-errors';
import { ConditionalCheckFailedError, ConflictError, ItemNotFoundError, UniqueError } from '../errors/write-errors';
import type { Progress } from '../observe/progress';
import type { WriteRate } from '../observe/rate';
import { unawaited } from '../observe/unawaited';
import type { BlockChoice } from '../write/outside-block';
import type { OutcomeChoice } from '../write/write';
import type { Walk } from './walk';

/** How a run of many writes goes. */
export type RunOptions = Flat<{
  /** Writes under way at once. Default 8. */
  concurrency?: number | undefined;
  /** Goes on where a run of the same query stopped: `result.cursor`. */
  cursor?: string | undefined;
  /** Ends the run, and the result has a cursor: the writes that are under way are finished, unless they take more than a second. */
  signal?: AbortSignal | undefined;
  /** How many records there are, for `onProgress`: `await query.count()`. */
  total?: number | undefined;
  /** Called after each record. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Write capacity units a second, of the table and of each index; `rate()` of the query is that of reading. */
  rate?: WriteRate | undefined;
}>;

export type BulkOptions = Flat<
  BlockChoice &
    OutcomeChoice &
    RunOptions & {
      /** Run the hooks of each record, as `update` and `delete` do. Default false. */
      hooks?: boolean | undefined;
    }
>;

export const RUN_OPTIONS: OptionNames<RunOptions> = {
  concurrency: true,
  cursor: true,
  signal: true,
  total: true,
  onProgress: true,
  rate: true,
};

export const BULK_OPTIONS: OptionNames<BulkOptions> = /* @__PURE__ */ namesOf(RUN_OPTIONS, {
  hooks: true,
  outsideTransaction: true,
  idempotent: true,
});

/** What `updateAll` came to. */
export interface UpdateAllResult extends BulkOutcome {
  readonly updated: number;
}

/** What `deleteAll` came to. */
export interface DeleteAllResult extends BulkOutcome {
  readonly deleted: number;
}

/** What became of the other records that a query found. */
export interface BulkOutcome {
  /** Changed or deleted since they were read, so that the query would not find them now: left as they are. */
  readonly skipped: number;
  /** Refused for a reason of their own: see `errors`. */
  readonly failed: number;
  /** The first 100 reasons. */
  readonly errors: readonly BulkFailure[];
  /** Goes on after what is finished; undefined where all of it is. */
  readonly cursor: string | undefined;
  /** Why the run ended early: a ThrottledError, or the reason of the `signal`. */
  readonly stoppedBy: unknown;
}

export interface BulkFailure {
  readonly record: object;
  readonly error: unknown;
}

const DEFAULT_CONCURRENCY = 8;
const MAX_ERRORS = 100;

/** What became of one record. */
type Fate = 'written' | 'skipped' | 'failed';

/** A record that was started, in the order of the walk. */
interface Started {
  readonly mark: string;
  /** Resumes after it. */
  readonly cursor: string | undefined;
  finished: boolean;
}

/** How a run reads its records and writes each of them. */
export interface BulkRun<T extends object> {
  /** From a cursor of the query. */
  walk(cursor: string | undefined): Walk<T>;
  /** Whether a write may move its record to where it is found again: in an index. */
  readonly mayRepeat: boolean;
  /** A text that identifies a record. */
  identity(record: T): string;
  /**
   * @param signal ends a write that is not answered
   * @returns write capacity units consumed
   */
  write(record: T, signal: AbortSignal | undefined): Promise<number>;
}

/** Writes each record that a query finds; at any time no more of them are in memory than a page and what is under way. */
export async function runBulk<T extends object>(
  run: BulkRun<T>,
  options: RunOptions,
): Promise<BulkOutcome & { written: number }> {
  return new BulkWriter(run, options).run();
}

class BulkWriter<T extends object> {
  private readonly concurrency: number;
  private readonly counts: Record<Fate, number> = { written: 0, skipped: 0, failed: 0 };
  private readonly errors: BulkFailure[] = [];
  private readonly started: Started[] = [];
  private readonly underWay = new Set<Promise<void>>();
  /** Not to be written: finished in the run before this one, though others before them were not; or met before in this one. */
  private readonly known: Set<string>;
  /** Marks of the run before this one that were not met yet: the next cursor has them again. */
  private readonly unmet: Set<string>;
  private resume: string | undefined;
  private isComplete = false;
  private stop: { readonly reason: unknown } | undefined;
  private writeUnits = 0;
  private readonly since = Date.now();
  private readonly walk: Walk<T>;
  private readonly deadline: Deadline;

  constructor(
    private readonly bulk: BulkRun<T>,
    private readonly options: RunOptions,
  ) {
    this.concurrency = concurrencyOf(options.concurrency ?? DEFAULT_CONCURRENCY);
    const { cursor, marks } = parse(options.cursor);
    this.walk = bulk.walk(cursor);
    this.resume = cursor;
    this.known = new Set(marks);
    this.unmet = new Set(marks);
    // Last: it listens to the signal until the run has ended, and what is above may throw.
    this.deadline = deadlineAfter(options.signal);
  }

  async run(): Promise<BulkOutcome & { written: number }> {
    try {
      if (!this.isStopped) await this.writeAll();
    } catch (error) {
      if (!this.isStopped) this.stop = { reason: error };
    }
    await Promise.all(this.underWay);
    this.deadline.cancel();
    if (this.stop && !this.mayGoOn(this.stop.reason)) throw this.stop.reason;
    const { written, skipped, failed } = this.counts;
    return { written, skipped, failed, errors: this.errors, cursor: this.cursor, stoppedBy: this.stop?.reason };
  }

  private async writeAll(): Promise<void> {
    const { walk } = this;
    for await (const record of walk) {
      // The signal may have been aborted while a page was read.
      if (this.isStopped) return;
      const mark = markOf(this.bulk.identity(record));
      const entry: Started = { mark, cursor: walk.cursor, finished: this.known.has(mark) };
      this.unmet.delete(mark);
      if (this.bulk.mayRepeat) this.known.add(mark);
      this.started.push(entry);
      if (!entry.finished) this.begin(record, entry);
      if (this.underWay.size >= this.concurrency) await Promise.race(this.underWay);
      if (this.isStopped) return;
    }
  }

  private get isStopped(): boolean {
    const { signal } = this.options;
    if (signal?.aborted) this.stop ??= { reason: signal.reason };
    return this.stop !== undefined;
  }

  private mayGoOn(reason: unknown): boolean {
    return reason instanceof ThrottledError || !!this.options.signal?.aborted;
  }

  private begin(record: T, entry: Started): void {
    const writing = this.write(record, entry).finally(() => {
      this.underWay.delete(writing);
      if (entry.finished) this.report();
    });
    this.underWay.add(writing);
  }

  /** Never rejects. */
  private async write(record: T, entry: Started): Promise<void> {
    try {
      this.writeUnits += await this.bulk.write(record, this.deadline.signal);
      this.finish(entry, 'written');
    } catch (error) {
      const fate = fateOf(error);
      if (!fate) {
        this.stop ??= { reason: error };
        return;
      }
      if (fate === 'failed' && this.errors.length < MAX_ERRORS) this.errors.push({ record, error });
      this.finish(entry, fate);
    }
  }

  private finish(entry: Started, fate: Fate): void {
    entry.finished = true;
    this.counts[fate]++;
  }

  private report(): void {
    const { onProgress, total } = this.options;
    this.forget();
    if (!onProgress) return;
    const { written, skipped, failed } = this.counts;
    const seconds = Math.max(Date.now() - this.since, 1) / 1000;
    const units = this.writeUnits + this.walk.capacityUnits;
    const progress = { done: written + skipped + failed, total, failed, unitsPerSecond: units / seconds };
    unawaited(
      () => onProgress(progress),
      error => {
        this.stop ??= { reason: error };
      },
    );
  }

  /** Records that are finished, with all before them, need not be remembered: the cursor is after them. */
  private forget(): void {
    let finished = 0;
    while (this.started[finished]?.finished) finished++;
    if (finished > 0) {
      this.resume = this.started[finished - 1]!.cursor;
      // Past the last record there is nothing to resume.
      this.isComplete = this.resume === undefined;
    }
    this.started.splice(0, finished);
  }

  private get cursor(): string | undefined {
    this.forget();
    if (!this.stop || this.isComplete) return undefined;
    const marks = this.started.filter(({ finished }) => finished).map(({ mark }) => mark);
    return [this.resume ?? '', ...marks, ...this.unmet].join('.') || START;
  }
}

/** The cursor of a run that finished nothing. */
const START = '.';

/** No run of a sensible concurrency needs more. */
const MAX_CURSOR_LENGTH = 1_000_000;

function parse(text: string | undefined): { cursor: string | undefined; marks: string[] } {
  if (text === undefined) return { cursor: undefined, marks: [] };
  if (typeof text !== 'string' || text.length > MAX_CURSOR_LENGTH) {
    throw ValidationError.misuse('The cursor must be the text that an earlier run gave');
  }
  const [cursor, ...marks] = text.split('.');
  return { cursor: cursor || undefined, marks: marks.filter(mark => mark !== '') };
}

function markOf(identity: string): string {
  return createHash('sha256').update(identity).digest('base64url').slice(0, 12);
}

/** Whether an error is about this record alone; undefined: about whatever else comes, too. */
function fateOf(error: unknown): Fate | undefined {
  if (error instanceof UniqueError) return 'failed';
  if ([ConditionalCheckFailedError, ConflictError, ItemNotFoundError].some(type => error instanceof type))
    return 'skipped';
  if (error instanceof ThrottledError || error instanceof ConfigurationError) return undefined;
  if (error instanceof DynactError && error.code === 'USAGE') return undefined;
  if (error instanceof DynactError && error.code !== 'TABLE_NOT_FOUND') return 'failed';
  return error instanceof Error && ITEM_ERRORS.has(error.name) ? 'failed' : undefined;
}

const ITEM_ERRORS = new Set([
  'ValidationException',
  'TransactionConflictException',
  'ItemCollectionSizeLimitExceededException',
]);
