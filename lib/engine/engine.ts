import { checkChoices, type OptionNames } from '../errors/known-options';
import type { Item } from '../wire/attribute-value';
import type { Clock } from './database/clock';
import { Database } from './database/database';
import { errorOf, type Fault, FaultPlan } from './fault';
import type { RequestContext } from './operations/operation';
import { operationNamed } from './operations/registry';
import { ServiceError, serializationError, unknownOperationError } from './protocol/service-error';
import { checkShape } from './protocol/shapes';
import type { Stream } from './streams/stream';
import type { Table } from './tables/table';

/** The options of an engine. */
export interface EngineOptions {
  /**
   * Milliseconds between two searches for expired items, as DynamoDB deletes them some time later. Default 0: they are deleted before the next
   * request.
   */
  readonly ttlInterval?: number | undefined;
  /** False: time to live may be changed at any time, not only once an hour. For tests. */
  readonly ttlChangeLimit?: boolean | undefined;
  /** The region in ARNs. Default: `'us-east-1'`. */
  readonly region?: string | undefined;
  /** The account in ARNs. Default: `'000000000000'`. */
  readonly account?: string | undefined;
}

export const ENGINE_OPTIONS: OptionNames<EngineOptions> = {
  ttlInterval: true,
  ttlChangeLimit: true,
  region: true,
  account: true,
};

/** Keeps a database for later processes. The engine only answers after it has settled. */
export interface Durability {
  /** Resolves when all changes until now are stored. Rejects with a `ServiceError`. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** A database, and what keeps it. */
export interface EngineState {
  readonly database: Database;
  readonly durability?: Durability;
}

/** One request, as listeners see it. */
export interface EngineRequest {
  readonly operation: string;
  /** The parsed JSON: what the SDK calls the input, with binary values in base64. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What comes with a request besides its body. */
export interface RespondOptions {
  readonly signal?: AbortSignal;
  /** The host of the request, which DescribeEndpoints returns. */
  readonly host?: string;
}

/** The answer to a request. */
export interface EngineResponse {
  readonly statusCode: number;
  readonly body: string;
}

/** All tables and streams at one time. `engine.restore` takes it, of the same engine or another one. */
export interface Snapshot {
  readonly tableNames: readonly string[];
}

/** Capacity units without a fraction: DynamoDB writes one. No item can contain this text, as numbers in items are strings. */
const WHOLE_UNITS = /"(?:Read|Write)?CapacityUnits":\d+(?=[,}])/g;

/** The content of snapshots, which is not public. */
const contents = new WeakMap<Snapshot, Pick<Database, 'tables'> & { readonly streams: ReadonlyMap<string, Stream> }>();

/**
 * An embedded DynamoDB: tables, time, and the operations of the API on them. Engines share nothing.
 *
 * ```ts
 * const engine = new Engine();
 * engine.execute('PutItem', { TableName: 'accounts', Item: { id: { S: 'a1' } } });
 * ```
 */
export class Engine {
  /** Milliseconds that each request takes. */
  latency = 0;
  private readonly database: Database;
  private readonly durability: Durability | undefined;
  private readonly faults = new FaultPlan();
  private readonly listeners = new Set<(request: EngineRequest) => void>();

  constructor(options?: EngineOptions);
  /** @internal */
  constructor(options: EngineOptions, state: EngineState);
  constructor(options: EngineOptions = {}, { database, durability }: Partial<EngineState> = {}) {
    checkChoices('Engine', options, ENGINE_OPTIONS);
    this.database = database ?? databaseOf(options);
    this.durability = durability;
  }

  get region(): string {
    return this.database.location.region;
  }

  /** The clock of the engine. */
  get clock(): Clock {
    return this.database.clock;
  }

  get tableNames(): string[] {
    return [...this.database.tables.keys()];
  }

  /** Runs one operation on a request in DynamoDB's JSON form, which then belongs to the engine. Throws `ServiceError`. */
  execute(name: string, input: object): object {
    return this.run(name, input, {}) ?? {};
  }

  /** Answers the body of a request to one operation, with the latency and faults that were set. */
  async respond(name: string, body: string, { signal, host }: RespondOptions = {}): Promise<EngineResponse> {
    if (signal?.aborted) throw abortError();
    if (this.latency > 0) await sleep(this.latency, signal);
    const response = responseOf(() => textOf(this.answer(name, body, { host })));
    if (!this.durability) return response;
    // No answer, not even to a read, may depend on data that could still be lost.
    return this.durability.settled().then(() => response, errorResponse);
  }

  /** Closes the data folder, if there is one. Do not use the engine afterwards. */
  async close(): Promise<void> {
    await this.durability?.close();
  }

  /** Every item of a table, in no particular order. */
  items(tableName: string): Item[] {
    this.database.expireDue();
    const items: Item[] = [];
    for (const [, { attributes }] of this.database.table(tableName).items.entries.entries()) {
      items.push(structuredClone(attributes));
    }
    return items;
  }

  /** Calls `listener` for every request, before it is answered. Returns a function that removes it. */
  onRequest(listener: (request: EngineRequest) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Makes requests fail: `engine.fail({ operation: 'PutItem', error: 'ThrottlingException' })`. Returns a function that cancels it. */
  fail(fault: Fault): () => void {
    return this.faults.add(fault);
  }

  snapshot(): Snapshot {
    const snapshot: Snapshot = { tableNames: this.tableNames };
    contents.set(snapshot, { tables: cloneTables(this.database.tables), streams: this.database.streams.snapshot() });
    return snapshot;
  }

  /** Restores all tables and streams. A snapshot can be restored any number of times. Throws `TypeError` for anything else. */
  restore(snapshot: Snapshot): void {
    const content = contents.get(snapshot);
    if (!content) throw new TypeError('Only what snapshot() returned can be restored');
    const { tables, streams } = content;
    this.database.tables.clear();
    this.database.tokens.clear();
    for (const [name, table] of cloneTables(tables)) this.database.tables.set(name, table);
    this.database.streams.restore(streams);
    this.database.forgetDue();
  }

  /** Drops all tables, streams, tokens, faults and latency. */
  reset(): void {
    this.database.tables.clear();
    this.database.tokens.clear();
    this.database.streams.restore(new Map());
    this.faults.clear();
    this.latency = 0;
  }

  private answer(name: string, body: string, context: RequestContext): object | undefined {
    const input = parse(body);
    for (const listener of this.listeners) listener({ operation: name, input: parse(body) });
    const fault = this.faults.take(name);
    if (fault && fault.when !== 'after') throw errorOf(fault);
    const output = this.run(name, input, context);
    if (fault) throw errorOf(fault);
    return output;
  }

  private run(name: string, input: object, context: RequestContext): object | undefined {
    const operation = operationNamed(name);
    if (!operation) throw unknownOperationError();
    checkShape(input, operation.shape);
    this.database.expireDue();
    return operation.run(this.database, input, context);
  }
}

/** An empty database with these options. */
export function databaseOf(options: EngineOptions): Database {
  const { region = 'us-east-1', account = '000000000000', ttlInterval = 0, ttlChangeLimit = true } = options;
  return new Database({ region, account }, { interval: ttlInterval, isLimited: ttlChangeLimit });
}

/** The JSON of an answer. */
function textOf(output: object | undefined): string {
  const text = JSON.stringify(output) ?? '';
  return text.includes('"ConsumedCapacity":') ? text.replace(WHOLE_UNITS, '$&.0') : text;
}

function responseOf(answer: () => string): EngineResponse {
  try {
    return { statusCode: 200, body: answer() };
  } catch (error) {
    return errorResponse(error);
  }
}

function errorResponse(error: unknown): EngineResponse {
  if (!(error instanceof ServiceError)) throw error;
  return { statusCode: error.statusCode, body: JSON.stringify(error.toBody()) };
}

function parse(body: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof input === 'object' && input !== null) return input as Record<string, unknown>;
  } catch {
    // Text that is not JSON gets the same answer as JSON of the wrong form.
  }
  throw serializationError();
}

function cloneTables(tables: ReadonlyMap<string, Table>): Map<string, Table> {
  return new Map([...tables].map(([name, table]) => [name, table.clone()]));
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(abortError());
    });
  });
}

/** What the SDK's own handlers reject with when a request is aborted. */
function abortError(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
