import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { answerOf } from './answer';
import type { About, OperationEvent, OperationInfo, RequestEvent, Subject, Timed, Watch } from './events';
import { Ended, Info } from './info';
import { currentMeter, isObserved, type Meter, quietly, watchesOf } from './watching';

/** One request as it was sent. */
export interface SentRequest {
  readonly command: string;
  readonly input: object;
  readonly about: readonly About[];
  readonly startedAt: number | undefined;
  /** How many records were made from the text of its answer; undefined if it has the items. */
  readonly records?: number | undefined;
}

/** How an operation begins. */
export interface Beginning {
  /** Default: `'whole'`. */
  readonly timed?: Timed;
  /** The operation that this one is a part of. */
  readonly whole?: Operation | undefined;
}

/** A logical operation that is running. Each request reports to it. Only exists if there are observers. */
export interface Operation {
  /** Whether DynamoDB must be asked for the capacity, whatever the configuration. */
  readonly isMeasured: boolean;
  /** Returns the time, if an observer needs it for single requests. */
  requestBegins(): number | undefined;
  /** Sends a request within the contexts of observers. */
  within<R>(send: () => Promise<R>): Promise<R>;
  requestEnds(request: SentRequest, output: object | undefined, error: unknown): void;
  /** Once: what comes later is of no account. `itemsOf` says how many items it came to, where it is not as many as were answered and written. */
  end(error?: unknown, itemsOf?: (counted: number) => number): void;
}

/** An operation that a program called, and its figures so far. */
class Called implements Operation {
  private readonly startedAt = performance.now();
  private requests = 0;
  private attempts = 0;
  private items = 0;
  private scanned: number | undefined;
  private readUnits: number | undefined;
  private writeUnits: number | undefined;
  private consumed: readonly ConsumedCapacity[] = [];
  private hasEnded = false;
  private underWay = 0;
  private busySince = 0;
  private busy = 0;
  private entities: Set<string> | undefined;
  private tables: Set<string> | undefined;

  constructor(
    private readonly info: OperationInfo,
    private readonly watches: readonly Watch[],
    private readonly meter: Meter | undefined,
    private readonly timed: Timed,
  ) {}

  get isMeasured(): boolean {
    return this.meter !== undefined;
  }

  requestBegins(): number | undefined {
    const isFirst = this.underWay++ === 0;
    if (this.timed === 'whole' && !this.isWatched()) return undefined;
    const now = performance.now();
    if (isFirst) this.busySince = now;
    return now;
  }

  within<R>(send: () => Promise<R>): Promise<R> {
    let sending = send;
    for (const watch of this.watches) {
      if (!watch.within) continue;
      const inner = sending;
      sending = () => watch.within!(inner);
    }
    return sending();
  }

  requestEnds(request: SentRequest, output: object | undefined, error: unknown): void {
    const { command, input, about, startedAt, records } = request;
    const answer = answerOf(command, input, output, records);
    const attempts = attemptsOf(output ?? error);
    if (this.info.entity === undefined) this.note(about);
    this.requests++;
    this.attempts += attempts;
    // A query counts what it finds in an index, not what it reads from the table then.
    if (command !== 'BatchGetItem' || this.scanned === undefined) this.items += answer.items;
    if (answer.scanned !== undefined) this.scanned = (this.scanned ?? 0) + answer.scanned;
    if (answer.units !== undefined) {
      if (answer.kind === 'write') this.writeUnits = (this.writeUnits ?? 0) + answer.units;
      else this.readUnits = (this.readUnits ?? 0) + answer.units;
      this.consumed = [...this.consumed, ...answer.consumed];
    }
    this.underWay--;
    if (startedAt === undefined) return;
    const now = performance.now();
    if (this.underWay === 0) this.busy += now - this.busySince;
    if (!this.isWatched()) return;
    const event = { command, durationMs: now - startedAt, attempts, capacity: answer.units, error };
    Object.defineProperty(event, 'input', { value: input, enumerable: false });
    for (const watch of this.watches) quietly(() => watch.request?.(event as RequestEvent));
  }

  end(error?: unknown, itemsOf?: (counted: number) => number): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    if (itemsOf) this.items = itemsOf(this.items);
    const event = this.ended(error);
    this.meter?.add(event, { readUnits: this.readUnits ?? 0, writeUnits: this.writeUnits ?? 0 });
    for (const watch of this.watches) quietly(() => watch.end?.(event));
  }

  private ended(error: unknown): OperationEvent {
    const { entity = namesIn(this.entities), table = namesIn(this.tables) } = this.info;
    const durationMs = this.timed === 'requests' ? this.busy : performance.now() - this.startedAt;
    const { requests, attempts, readUnits, writeUnits, consumed, items, scanned } = this;
    const capacity = writeUnits === undefined ? readUnits : writeUnits + (readUnits ?? 0);
    return new Ended(this.info, {
      entity,
      table,
      durationMs,
      requests,
      attempts,
      capacity,
      consumed,
      items,
      scanned,
      error,
    });
  }

  private note(about: readonly About[]): void {
    this.entities ??= new Set();
    this.tables ??= new Set();
    for (const { metadata, tableName } of about) {
      this.entities.add(metadata.className);
      this.tables.add(tableName);
    }
  }

  private isWatched(): boolean {
    return this.watches.some(watch => watch.request);
  }
}

/** One that is part of another: the other one hears of its requests, and ends when all of it has. */
class Part implements Operation {
  constructor(private readonly whole: Operation) {}

  get isMeasured(): boolean {
    return this.whole.isMeasured;
  }

  requestBegins(): number | undefined {
    return this.whole.requestBegins();
  }

  within<R>(send: () => Promise<R>): Promise<R> {
    return this.whole.within(send);
  }

  requestEnds(request: SentRequest, output: object | undefined, error: unknown): void {
    this.whole.requestEnds(request, output, error);
  }

  end(): void {}
}

function namesIn(names: ReadonlySet<string> = new Set()): string | undefined {
  return [...names].join(', ') || undefined;
}

function attemptsOf(answer: unknown): number {
  const { $metadata } = (answer ?? {}) as { $metadata?: { attempts?: number } };
  return $metadata?.attempts ?? 1;
}

/** An operation that begins; undefined where nobody observes. */
export function begun(describe: () => Subject, { timed = 'whole', whole }: Beginning = {}): Operation | undefined {
  if (whole) return new Part(whole);
  if (!isObserved()) return undefined;
  const info = new Info(describe());
  return new Called(info, watchesOf(info), currentMeter(), timed);
}
