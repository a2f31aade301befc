import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { overrideClient } from '../client/configuration';
import type { Surroundings } from '../client/surroundings';
import { tableNameOf } from '../client/target';
import { within } from '../client/within';
import { anyMapCodec } from '../codec/any';
import { inWordsOf } from '../codec/codec';
import type { Clock } from '../engine/database/clock';
import { memoryClient } from '../engine/doors/client';
import { Engine, type EngineRequest, type Snapshot } from '../engine/engine';
import type { Fault } from '../engine/fault';
import { checkChoices, type OptionNames } from '../errors/known-options';
import { ConfigurationError, ValidationError } from '../errors/usage-errors';
import { declaredEntities } from '../metadata/declarations';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { timeToLiveInput } from '../operations/table';
import type { StreamView } from '../streams/record';
import { toBase64 } from '../wire/binary';
import { planOf } from '../write/plan/plan';
import { refuseConcurrent, refuseConcurrentTests } from './concurrent';
import { type DeliverOptions, type Delivery, StreamDelivery, type StreamFunction } from './stream-delivery';
import { tablesOf } from './tables';

/** The hooks of a test runner: globals in jest, globals or imports in vitest. */
export interface TestHooks {
  beforeEach(hook: (...context: unknown[]) => void): unknown;
  afterAll(hook: () => void): unknown;
}

export interface MemoryBackendOptions {
  /**
   * Records that exist when each test begins; a function makes new ones for each test. They are copied, so the objects stay new. With `@TenantKey`,
   * each is of the tenant that it names.
   */
  seed?: (readonly object[] | (() => readonly object[])) | undefined;
  /** The classes to create tables for. Default: all classes with `@Table` that were loaded. */
  classes?: readonly EntityClass[] | undefined;
  /**
   * How often the SDK tries a request. Default 1: an injected failure reaches the code under test. With more, a request is sent again after a
   * lost answer (`db.fail({ operation, error: 'InternalServerError', when: 'after' })`), as in production.
   */
  maxAttempts?: number | undefined;
  /** Your runner's `beforeEach` and `afterAll` if they are not globals, as in vitest without `globals: true`. */
  hooks?: TestHooks | undefined;
  /** What the streams of the tables contain. Default `'NEW_AND_OLD_IMAGES'`. */
  stream?: StreamView | undefined;
}

const BACKEND_OPTIONS: OptionNames<MemoryBackendOptions> = {
  seed: true,
  classes: true,
  maxAttempts: true,
  hooks: true,
  stream: true,
};

/** The DynamoDB of one test. */
export interface MemoryBackend {
  /** The client that all classes use during the test; a real DynamoDBClient. */
  readonly client: DynamoDBClient;
  readonly engine: Engine;
  /** The requests of the test so far, in order: operations with their inputs in DynamoDB's JSON. */
  readonly requests: readonly EngineRequest[];
  /** The items of a table as plain objects, under their stored names. */
  items(tableName: string): Record<string, unknown>[];
  /** Makes requests fail: `db.fail({ operation: 'PutItem', error: 'ThrottlingException' })`. */
  fail(fault: Fault): () => void;
  /**
   * Delivers the changes since the last delivery to this function, as Lambda would: in events of 100 records, and from a failed record on again at
   * the next delivery. A stream handler only gets the changes of its own tables. Changes that the function makes come with the next delivery.
   *
   * @example
   * await db.deliver(handler); // { delivered: 2, batchItemFailures: [] }
   * @throws the error of the function; its records are delivered again
   */
  deliver(handler: StreamFunction, options?: DeliverOptions): Promise<Delivery>;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  /** The clock for expiry and tokens. */
  readonly clock: Clock;
}

/**
 * Runs each test on an embedded DynamoDB of its own, with a table for each entity class; call it once at the top of a test file, or
 * in a `describe`. Classes that name a client of their own use it, too.
 *
 * @example
 * const db = useMemoryBackend({ seed: [Account.build({ id: 'a1', balance: 100 })] });
 *
 * test('withdraws', async () => {
 *   await withdraw('a1', 30);
 *   expect(db.items('accounts')).toEqual([{ id: 'a1', balance: 70 }]);
 * });
 * @throws ConfigurationError outside a test runner, in `test.concurrent`, or when the backend is used outside a test
 */
export function useMemoryBackend(options: MemoryBackendOptions = {}): MemoryBackend {
  checkChoices('useMemoryBackend()', options, BACKEND_OPTIONS);
  let current: TestBackend | undefined;
  let leave = () => {};
  const { beforeEach, afterAll } = options.hooks ?? globalHooks();
  const end = () => {
    leave();
    current?.client.destroy();
    current = undefined;
  };
  refuseConcurrentTests();
  // jest would treat a hook with a parameter as one with a callback.
  beforeEach((...[context]: unknown[]) => {
    refuseConcurrent(context);
    end();
    current = new TestBackend(options);
    leave = overrideClient(current.client);
  });
  // Not after each test: a test's own afterEach hooks may run later than ours, and still use the database.
  afterAll(end);
  return backendOf(() => {
    if (current) return current;
    throw new ConfigurationError(
      'The memory backend exists only while a test runs: use it inside test(), beforeEach() or afterEach()',
    );
  });
}

/** A backend with a new engine in each test. */
function backendOf(current: () => TestBackend): MemoryBackend {
  return {
    get client() {
      return current().client;
    },
    get engine() {
      return current().engine;
    },
    get requests() {
      return current().requests;
    },
    get clock() {
      return current().engine.clock;
    },
    items: tableName => current().items(tableName),
    fail: fault => current().engine.fail(fault),
    deliver: (handler, options) => current().streams.deliver(handler, options),
    snapshot: () => current().engine.snapshot(),
    restore: snapshot => current().engine.restore(snapshot),
  };
}

class TestBackend {
  /** Expired items stay until the test moves the clock, so that the code under test may meet them, as in DynamoDB. */
  readonly engine = new Engine({ ttlInterval: 60_000 });
  readonly client: DynamoDBClient;
  readonly requests: EngineRequest[] = [];
  readonly streams: StreamDelivery;

  constructor({
    seed = [],
    classes = declaredEntities(),
    stream = 'NEW_AND_OLD_IMAGES',
    maxAttempts = 1,
  }: MemoryBackendOptions) {
    this.client = memoryClient({ engine: this.engine, maxAttempts });
    const StreamSpecification = { StreamEnabled: true, StreamViewType: stream };
    for (const { definition, timeToLive } of tablesOf(classes)) {
      this.engine.execute('CreateTable', { ...definition, StreamSpecification });
      if (timeToLive) this.engine.execute('UpdateTimeToLive', timeToLiveInput(definition.TableName!, timeToLive));
    }
    for (const record of typeof seed === 'function' ? seed() : seed) this.put(record);
    this.streams = new StreamDelivery(this.engine);
    this.engine.onRequest(request => this.requests.push(request));
  }

  items(tableName: string): Record<string, unknown>[] {
    return inWordsOf(tableName, () =>
      this.engine.items(tableName).map(item => anyMapCodec.decode({ M: item }) as Record<string, unknown>),
    );
  }

  private put(record: object): void {
    const metadata = metadataOf(record.constructor as EntityClass);
    const tableName = tableNameOf(metadata);
    const write = { verb: 'save', metadata, record, options: { raiseOnConflict: false } } as const;
    const plan = within(tenantOf(metadata, record), () => planOf(write, { tableName, now: Date.now() }));
    if (plan?.operation.kind !== 'put') return;
    const reservations = plan.uniqueness?.claims.map(({ item }) => item) ?? [];
    for (const Item of [plan.operation.item.values, ...reservations]) {
      this.engine.execute('PutItem', asJson({ TableName: tableName, Item }));
    }
  }
}

/** Seeds are the test's own writes: each is of the tenant that it names. */
function tenantOf({ className, tenantKey }: EntityMetadata, record: object): Pick<Surroundings, 'tenant'> {
  if (!tenantKey) return {};
  const tenant = (record as Record<string, Surroundings['tenant'] | null>)[tenantKey.property];
  if (tenant !== undefined && tenant !== null) return { tenant };
  throw ValidationError.misuse(
    `${className}.${tenantKey.property} is @TenantKey, and has no value in this seed: each seed names its tenant`,
  );
}

/** The engine takes DynamoDB's JSON, where bytes are base64. */
function asJson(input: object): object {
  return JSON.parse(JSON.stringify(input, (_, value) => (value instanceof Uint8Array ? toBase64(value) : value)));
}

function globalHooks(): TestHooks {
  const { beforeEach, afterAll } = globalThis as Partial<TestHooks>;
  if (beforeEach && afterAll) return { beforeEach, afterAll };
  throw new ConfigurationError(
    "useMemoryBackend found no test runner: call it in a jest or vitest file; in vitest without `globals: true`, pass `hooks: { beforeEach, afterAll }` from 'vitest'",
  );
}
