import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { answerOf } from './answer';
import type { About, OperationEvent, OperationInfo, RequestEvent, Subject, Timed, UnitKind, Watch } from './events';
import { Ended, Info } from './info';
import { currentMeter, isObserved, type Meter, quietly, watchesOf } from './watching';

/** One request as it was sent. */
export interface SentRequest {
  readonly command: string;
  readonly input: object;
  readonly about: readonly About[];
  readonly startedAt: number | undefined;
}

/** A logical operation under way, and what it came to so far. Exists only where somebody observes. */
export class Operation {
  private readonly startedAt = performance.now();
  private requests = 0;
  private attempts = 0;
  private items = 0;
  private scanned: number | undefined;
  private units: number | undefined;
  private consumed: readonly ConsumedCapacity[] = [];
  private kind: UnitKind | undefined;
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

  /** Whether DynamoDB has to be asked for the capacity, whatever the configuration. */
  get isMeasured(): boolean {
    return this.meter !== undefined;
  }

  /** Gives the time, where anybody needs it of single requests. */
  requestBegins(): number | undefined {
    const isFirst = this.underWay++ === 0;
    if (this.timed === 'whole' && !this.isWatched()) return undefined;
    const now = performance.now();
    if (isFirst) this.busySince = now;
    return now;
  }

  /** Sends a request within the contexts of observers. */
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
    const { command, input, about, startedAt } = request;
    const answer = answerOf(command, input, output);
    const attempts = attemptsOf(output ?? error);
    if (this.info.entity === undefined) this.note(about);
    this.requests++;
    this.attempts += attempts;
    this.items += answer.items;
    this.kind ??= answer.kind;
    if (answer.scanned !== undefined) this.scanned = (this.scanned ?? 0) + answer.scanned;
    if (answer.units !== undefined) {
      this.units = (this.units ?? 0) + answer.units;
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

  /** Once: what comes later is of no account. */
  end(error?: unknown): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const event = this.ended(error);
    this.meter?.add(event, this.kind);
    for (const watch of this.watches) quietly(() => watch.end?.(event));
  }

  private ended(error: unknown): OperationEvent {
    const { entity = namesIn(this.entities), table = namesIn(this.tables) } = this.info;
    const durationMs = this.timed === 'requests' ? this.busy : performance.now() - this.startedAt;
    const { requests, attempts, units: capacity, consumed, items, scanned } = this;
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

function namesIn(names: ReadonlySet<string> = new Set()): string | undefined {
  return [...names].join(', ') || undefined;
}

function attemptsOf(answer: unknown): number {
  const { $metadata } = (answer ?? {}) as { $metadata?: { attempts?: number } };
  return $metadata?.attempts ?? 1;
}

/** An operation that begins; undefined where nobody observes. */
export function begun(describe: () => Subject, timed: Timed): Operation | undefined {
  if (!isObserved()) return undefined;
  const info = new Info(describe());
  return new Operation(info, watchesOf(info), currentMeter(), timed);
}
