import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { orAborted, throwIfAborted } from '../client/abort';
import { anySignal } from '../client/any-signal';
import { concurrencyOf } from '../client/chunks';
import { drain, mayResend, type RetryPolicy, withRetries } from '../client/retry';
import type { TrackedOptions, Tracking } from '../client/target';
import { sharedTargets } from '../entity/shared-targets';
import { DynactError } from '../errors/dynact-error';
import { InvalidStateError } from '../errors/usage-errors';
import { BatchWriteError, OutcomeUnknownError } from '../errors/write-errors';
import type { Progress } from '../observe/progress';
import { unawaited } from '../observe/unawaited';
import { inTurn } from '../write/in-turn';
import {
  accept,
  type BatchEntry,
  deleteOf,
  finish,
  goesAlone,
  type PlannedEntry,
  plan,
  putOf,
  recordsOf,
  replanned,
  sendAlone,
  settle,
  writeOptionsOf,
} from './batch-entry';
import { BatchRequest, sendEntries } from './batch-request';
import type { Batch, BatchWriteOptions } from './options';

/** Attempts in a row without progress, before the rest is returned as unprocessed. */
const BACKOFF: RetryPolicy = { maxAttempts: 10, baseDelay: 25, maxDelay: 2000 };

/** What goes to one client. */
interface Outgoing {
  readonly client: DynamoDBClient;
  /** Filled, and not sent yet. */
  next: BatchRequest;
  /** The requests that are under way. */
  readonly underWay: Map<BatchRequest, Promise<void>>;
}

/**
 * Takes entries in one after the other, and sends them as requests fill up. After the first error nothing more is sent, and entries go to
 * `unprocessed`.
 */
export class BatchWriter {
  private readonly concurrency: number;
  private readonly signal: AbortSignal | undefined;
  private readonly outgoing = new Map<DynamoDBClient, Outgoing>();
  private readonly requests = new Set<Promise<void>>();
  private readonly unprocessed: BatchEntry[] = [];
  private readonly now = Date.now();
  private failure: { readonly cause: unknown } | undefined;
  private hasSent = false;
  private written = 0;

  private readonly tracking: Tracking | undefined;
  private readonly sending: TrackedOptions;
  private readonly writeOptions: ReturnType<typeof writeOptionsOf>;
  private readonly startedAt = performance.now();
  private units = 0;
  /** How many entries there are, where that is known. */
  private total: number | undefined;

  constructor(
    private readonly options: BatchWriteOptions,
    tracking: Tracking | undefined,
  ) {
    this.concurrency = concurrencyOf(options.concurrency);
    this.signal = options.signal && anySignal(options.signal);
    const onCapacity = (units: number) => {
      this.units += units;
    };
    this.tracking = options.onProgress ? { ...tracking, onCapacity } : tracking;
    this.sending = { ...options, tracking: this.tracking };
    this.writeOptions = writeOptionsOf(options);
  }

  async run(source: (batch: Batch) => void | Promise<void>, total?: number): Promise<void> {
    this.total = total;
    const early: BatchEntry[] = [];
    let atOnce: Promise<void> | undefined;
    let last: Promise<void> | undefined;
    let isOver = false;

    const give = (entryOf: () => BatchEntry): Promise<void> => {
      if (isOver) return Promise.reject(new InvalidStateError('The batch is over: await all that its function starts'));
      try {
        const entry = entryOf();
        if (last) last = last.then(() => this.take(entry));
        else early.push(entry);
      } catch (error) {
        this.fail(error);
      }
      if (last) return this.goingOnAfter(last);
      atOnce ??= this.goingOnAfter(Promise.resolve());
      return atOnce;
    };

    const given = source({
      put: record => give(() => putOf(record)),
      delete: (target: object, key?: object) => give(() => deleteOf(target, key)),
    });
    const running = Promise.resolve(given);
    running.catch(error => this.fail(error));
    last = this.takeAll(early);
    const [outcome] = await Promise.allSettled([orAborted(running, this.options.signal)]);
    isOver = true;
    if (outcome.status === 'rejected') this.fail(outcome.reason);
    await last;
    await this.finish();
  }

  async stream(source: Iterable<object> | AsyncIterable<object>): Promise<void> {
    try {
      for await (const record of untilAborted(source, this.options.signal)) {
        await this.take(putOf(record));
        if (this.failure) break;
      }
    } catch (error) {
      this.fail(error);
    }
    await this.finish();
  }

  /** All of them or, if one cannot be sent, none. */
  private async takeAll(entries: readonly BatchEntry[]): Promise<void> {
    if (this.failure) return;
    const planned: PlannedEntry[] = [];
    const targetOfEntry = sharedTargets(this.sending);
    try {
      for (const entry of entries) {
        const accepted = accept(entry, this.writeOptions, targetOfEntry);
        planned.push(plan(accepted instanceof Promise ? await accepted : accepted, this.now));
      }
    } catch (error) {
      this.fail(error);
      return;
    }
    // If the function has failed meanwhile, nothing is written.
    await null;
    for (const entry of planned) {
      const room = this.placePlanned(entry);
      if (room) await room;
    }
  }

  private async take(entry: BatchEntry): Promise<void> {
    if (!this.failure) {
      try {
        throwIfAborted(this.signal);
        const accepted = accept(entry, this.writeOptions, sharedTargets(this.sending));
        const room = this.place(plan(accepted instanceof Promise ? await accepted : accepted, this.now));
        if (room) await room;
        return;
      } catch (error) {
        this.fail(error);
      }
    }
    this.unprocessed.push(entry);
  }

  /** Never throws, nor rejects. A promise if it must wait for room. */
  private placePlanned(planned: PlannedEntry): Promise<void> | undefined {
    const failed = (error: unknown) => {
      this.fail(error);
      this.unprocessed.push(planned.accepted.entry);
    };
    if (this.failure) {
      this.giveBack([planned]);
      return undefined;
    }
    try {
      throwIfAborted(this.signal);
      return this.place(planned)?.catch(failed);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  /** Adds it to the next request, after any earlier entry on the same item. A promise if it must wait for room. */
  private place(entry: PlannedEntry): Promise<void> | undefined {
    const outgoing = this.outgoingTo(entry.accepted.target.client);
    for (const [request, sending] of outgoing.underWay) {
      if (request.has(entry)) return sending.then(() => this.place(plan(entry.accepted, this.now)));
    }
    if (!outgoing.next.hasRoomFor(entry)) return this.flush(outgoing).then(() => this.place(entry));
    if (outgoing.next.add(entry) && this.total !== undefined) this.total--;
    return outgoing.next.isFull ? this.flush(outgoing) : undefined;
  }

  private outgoingTo(client: DynamoDBClient): Outgoing {
    let outgoing = this.outgoing.get(client);
    if (!outgoing) {
      outgoing = { client, next: new BatchRequest(), underWay: new Map() };
      this.outgoing.set(client, outgoing);
    }
    return outgoing;
  }

  /** Sends the next request as soon as there is room for it. */
  private async flush(outgoing: Outgoing): Promise<void> {
    const request = outgoing.next;
    const { entries } = request;
    outgoing.next = new BatchRequest();
    while (this.requests.size >= this.concurrency) await Promise.race(this.requests);
    if (this.failure) {
      this.giveBack(entries);
      return;
    }
    if (entries.length === 0) return;
    const sending = this.write(outgoing.client, entries).finally(() => {
      this.requests.delete(sending);
      outgoing.underWay.delete(request);
    });
    this.requests.add(sending);
    outgoing.underWay.set(request, sending);
  }

  /** Never rejects. */
  private async write(client: DynamoDBClient, entries: readonly PlannedEntry[]): Promise<void> {
    const alone = entries.filter(goesAlone);
    const together = alone.length === 0 ? entries : entries.filter(entry => !goesAlone(entry));
    await Promise.all([this.writeTogether(client, together), ...alone.map(entry => this.writeAlone(entry))]);
  }

  private async writeTogether(client: DynamoDBClient, entries: readonly PlannedEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { left, error } = await drain(BACKOFF, this.signal, entries, async pending => {
      const { written, rest } = await inTurn(recordsOf(pending), this.signal, () => this.sendNow(client, pending));
      // An after-hook may write its record again.
      await this.succeeded(written);
      return rest;
    });
    this.giveBack(left);
    if (left.length > 0) this.fail(error);
  }

  /** Earlier writes of the records are done, and may have changed what is to be sent. */
  private async sendNow(client: DynamoDBClient, pending: readonly PlannedEntry[]) {
    const entries = pending.map(replanned);
    this.hasSent = true;
    const rest = await sendEntries(client, entries, this.signal, this.tracking);
    const written = rest.length === 0 ? entries : entries.filter(entry => !rest.includes(entry));
    for (const entry of written) settle(entry);
    return { written, rest };
  }

  private async writeAlone(entry: PlannedEntry): Promise<void> {
    this.hasSent = true;
    try {
      await withRetries(BACKOFF, this.signal, mayPutAgain, () => sendAlone(entry));
      await this.succeeded([entry]);
    } catch (error) {
      this.giveBack([entry]);
      this.fail(error);
    }
  }

  /** Never rejects: an error of a hook must not resend what is written. */
  private async succeeded(entries: readonly PlannedEntry[]): Promise<void> {
    this.written += entries.length;
    for (const entry of entries) {
      try {
        const hooks = finish(entry);
        if (hooks) await hooks;
      } catch (error) {
        this.fail(error);
      }
    }
    const { onProgress } = this.options;
    if (!onProgress) return;
    unawaited(
      () => onProgress(this.progress()),
      error => this.fail(error),
    );
  }

  private progress(): Progress {
    const seconds = (performance.now() - this.startedAt) / 1000;
    return {
      done: this.written,
      total: this.total,
      failed: this.unprocessed.length,
      unitsPerSecond: seconds > 0 ? this.units / seconds : 0,
    };
  }

  private fail(cause: unknown): void {
    this.failure ??= { cause };
  }

  private giveBack(entries: readonly PlannedEntry[]): void {
    for (const { accepted } of entries) this.unprocessed.push(accepted.entry);
  }

  /** Rejects once the batch has failed; `finish` throws that too, so awaiting it is optional. */
  private goingOnAfter(earlier: Promise<void>): Promise<void> {
    const going = earlier.then(() => {
      if (this.failure) throw this.failure.cause;
    });
    going.catch(() => {});
    return going;
  }

  private async finish(): Promise<void> {
    for (const outgoing of this.outgoing.values()) await this.flush(outgoing);
    await Promise.all(this.requests);
    if (!this.failure) return;
    const { cause } = this.failure;
    if (!this.hasSent) throw cause;
    const why = cause instanceof DynactError ? cause.message : 'see `cause`';
    throw new BatchWriteError(
      `The batch failed with ${this.written} entries written; the other ${this.unprocessed.length} are in \`unprocessed\`: ${why}`,
      { entries: this.unprocessed.map(({ operation, entity, target }) => ({ operation, entity, target })) },
      { cause },
    );
  }
}

/** To put a record twice is to put it: what its answer would have said does not matter. */
function mayPutAgain(error: unknown): boolean {
  return mayResend(error instanceof OutcomeUnknownError ? error.cause : error);
}

/** A source whose next record may never come ends with the signal. */
async function* untilAborted<R>(
  source: Iterable<R> | AsyncIterable<R>,
  signal: AbortSignal | undefined,
): AsyncGenerator<R, void, void> {
  if (!signal || !(Symbol.asyncIterator in source)) {
    yield* source;
    return;
  }
  const records = source[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const next = await orAborted(records.next(), signal);
      isOver = next.done ?? false;
      if (isOver) return;
      yield next.value;
    }
  } finally {
    // One that hangs hears of its end, too; nobody waits for what it makes of that.
    if (!isOver) void Promise.resolve(records.return?.()).catch(() => {});
  }
}
