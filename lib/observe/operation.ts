import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { answerOf } from './answer';
import type { About, OperationEvent, OperationInfo, RequestEvent, UnitKind, Watch } from './events';
import { currentMeter, isObserved, type Meter, quietly, watchesOf } from './observers';

/** One request as it is sent. */
export interface SentRequest {
  readonly command: string;
  readonly input: object;
  readonly about: readonly About[];
}

/** What counts as its duration: all from its beginning to its end, or the requests, as a consumer may take its time between pages. */
export type Timed = 'whole' | 'requests';

/** A logical operation under way, and what it came to so far. Exists only where somebody observes. */
export class Operation {
  private readonly startedAt = performance.now();
  private requests = 0;
  private attempts = 0;
  private items = 0;
  private scanned: number | undefined;
  private units: number | undefined;
  private readonly consumed: ConsumedCapacity[] = [];
  private kind: UnitKind | undefined;
  private hasEnded = false;
  private underWay = 0;
  private busySince = 0;
  private busy = 0;
  private readonly entities = new Set<string>();
  private readonly tables = new Set<string>();

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

  /** Sends a request of the operation. */
  async track<Output extends object>(request: SentRequest, send: () => Promise<Output>): Promise<Output> {
    const startedAt = performance.now();
    if (this.underWay++ === 0) this.busySince = startedAt;
    try {
      const output = await this.within(send);
      this.answered(request, startedAt, output, undefined);
      return output;
    } catch (error) {
      this.answered(request, startedAt, undefined, error);
      throw error;
    } finally {
      if (--this.underWay === 0) this.busy += performance.now() - this.busySince;
    }
  }

  /** Once: what comes later is of no account. */
  end(error?: unknown): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const event: OperationEvent = {
      ...this.info,
      entity: this.info.entity ?? namesIn(this.entities),
      table: this.info.table ?? namesIn(this.tables),
      durationMs: this.timed === 'requests' ? this.busy : performance.now() - this.startedAt,
      requests: this.requests,
      attempts: this.attempts,
      capacity: this.units,
      consumed: this.consumed,
      items: this.items,
      scanned: this.scanned,
      error,
    };
    const key = Object.getOwnPropertyDescriptor(this.info, 'key');
    if (key) Object.defineProperty(event, 'key', key);
    this.meter?.add(event, this.kind);
    for (const watch of this.watches) quietly(() => watch.end?.(event));
  }

  private within<R>(send: () => Promise<R>): Promise<R> {
    return this.watches.reduce<() => Promise<R>>(
      (inner, watch) => (watch.within ? () => watch.within!(inner) : inner),
      send,
    )();
  }

  private answered(
    { command, input, about }: SentRequest,
    startedAt: number,
    output: object | undefined,
    error: unknown,
  ): void {
    const answer = answerOf(command, input, output);
    const attempts = attemptsOf(output ?? error);
    for (const { metadata, tableName } of about) {
      this.entities.add(metadata.className);
      this.tables.add(tableName);
    }
    this.requests++;
    this.attempts += attempts;
    this.items += answer.items;
    this.kind ??= answer.kind;
    if (answer.scanned !== undefined) this.scanned = (this.scanned ?? 0) + answer.scanned;
    if (answer.units !== undefined) this.units = (this.units ?? 0) + answer.units;
    this.consumed.push(...answer.consumed);
    if (!this.watches.some(watch => watch.request)) return;
    const durationMs = performance.now() - startedAt;
    const event = { command, durationMs, attempts, capacity: answer.units, error };
    Object.defineProperty(event, 'input', { value: input, enumerable: false });
    for (const watch of this.watches) quietly(() => watch.request?.(event as RequestEvent));
  }
}

function namesIn(names: ReadonlySet<string>): string | undefined {
  return [...names].join(', ') || undefined;
}

function attemptsOf(answer: unknown): number {
  const { $metadata } = (answer ?? {}) as { $metadata?: { attempts?: number } };
  return $metadata?.attempts ?? 1;
}

/** An operation that begins; undefined where nobody observes. `describe` is asked only where somebody does. */
export function beginOperation(describe: () => OperationInfo, timed: Timed = 'whole'): Operation | undefined {
  if (!isObserved()) return undefined;
  const info = describe();
  return new Operation(info, watchesOf(info), currentMeter(), timed);
}

/** Runs an operation from its beginning to its end; one that nobody observes is only run. */
export async function carriedOut<R>(operation: Operation | undefined, run: () => Promise<R>): Promise<R> {
  if (!operation) return run();
  try {
    const result = await run();
    operation.end();
    return result;
  } catch (error) {
    operation.end(error);
    throw error;
  }
}
