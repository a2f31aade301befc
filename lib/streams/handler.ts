import { tableNameOf } from '../client/target';
import { itemIdentity } from '../entity/item-identity';
import { checkCount } from '../errors/given';
import { checkOptions, type OptionNames } from '../errors/known-options';
import { ValidationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { inOrderByKey } from './by-key';
import { type Inserted, loadChange, type Modified, type Removed } from './change';
import { classOfChange } from './classes';
import { type FailurePolicy, skipUnreadableAndLog } from './failure';
import { type ChangeKind, type ItemChange, itemChangeOf, type StreamRecord, type StreamView } from './record';

/** The event of a Lambda function for a DynamoDB stream. Any type of it fits. */
export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

/** The answer that Lambda reads if the event source mapping has `ReportBatchItemFailures`. */
export interface StreamBatchResponse {
  /** Empty if all succeeded; otherwise the record from which the batch must be delivered again. */
  batchItemFailures: { itemIdentifier: string }[];
}

export interface StreamHandler {
  /** Lambda's second argument, the context, is not used. */
  (event: StreamEvent, ...context: unknown[]): Promise<StreamBatchResponse>;
  /** The classes that it handles. */
  readonly classes: readonly EntityClass[];
}

export interface StreamHandlerOptions<V extends StreamView = StreamView> {
  /** How many changes are handled at once. Those of one item always run one after the other. Default 1. */
  concurrency?: number | undefined;
  /** The view of the stream, for the types of `record`, `before` and `changes`. Default: both images. */
  view?: V | undefined;
  /** What to do with an item of no class of the handler without `on.other`: `'skip'` (the default), or `'error'`, which fails the batch. */
  unknown?: 'skip' | 'error' | undefined;
  /**
   * Decides about a record that failed. Default: a record that the class cannot decode is skipped with a process warning; an error of a function
   * is logged with `console.error`, and the record is delivered again. Here you can move poison records elsewhere, or leave it to the event
   * source mapping: bisecting, retries, an on-failure destination.
   */
  onFailure?: FailurePolicy | undefined;
}

const HANDLER_OPTIONS: OptionNames<StreamHandlerOptions> = {
  concurrency: true,
  view: true,
  unknown: true,
  onFailure: true,
};

interface ChangeOfKind<T, V extends StreamView> {
  insert: Inserted<T, V>;
  modify: Modified<T, V>;
  remove: Removed<T, V>;
}

/** Registers functions for changes. Functions for the same change run one after the other, in the order of registration. */
export interface On<V extends StreamView = 'NEW_AND_OLD_IMAGES'> {
  <T extends object, K extends ChangeKind>(
    type: EntityClass<T>,
    kind: K,
    run: (change: ChangeOfKind<T, V>[K]) => unknown,
  ): void;
  /** Gets items of no class of the handler, as they are in the event. */
  other(run: (raw: StreamRecord) => unknown): void;
}

/**
 * A Lambda function for a DynamoDB stream, with changes as records of your classes.
 *
 * Turn on `ReportBatchItemFailures` in the event source mapping: without it Lambda treats every batch as done. The handler goes through a batch
 * in order and returns the first record that failed, so Lambda delivers that one and those after it again. Each change is delivered at least
 * once. With `concurrency`, different items are handled at once, and the lowest failure is returned when all records before it are done.
 *
 * Items that dynact keeps for itself (counters, reservations of unique values) are left out.
 *
 * @example
 * export const handler = streamHandler(on => {
 *   on(Order, 'insert', ({ record }) => notify(record));
 *   on(Order, 'modify', async ({ record, changes }) => {
 *     if (changes.status) await publish(record.id, changes.status.to);
 *   });
 *   on(Order, 'remove', ({ before, expired }) => archive(before, expired));
 * });
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function streamHandler<const V extends StreamView = 'NEW_AND_OLD_IMAGES'>(
  define: (on: On<V>) => void,
  options: StreamHandlerOptions<V> = {},
): StreamHandler {
  checkOptions('', 'streamHandler', options, HANDLER_OPTIONS);
  const { concurrency = 1 } = options;
  checkCount('streamHandler: concurrency', concurrency);
  const routes = routesOf(define as (on: On<StreamView>) => void);
  const handler = async (event: StreamEvent): Promise<StreamBatchResponse> => {
    const records: readonly StreamRecord[] | undefined = event?.Records;
    if (!Array.isArray(records)) {
      throw ValidationError.misuse('streamHandler: the event of a DynamoDB stream has a list of Records');
    }
    const changes = records.map(itemChangeOf);
    const failed = await inOrderByKey(
      {
        length: records.length,
        keyAt: index => itemIdentity(changes[index]!.tableName ?? '', changes[index]!.keys),
        process: index => processRecord(routes, options, records[index]!, changes[index]!),
      },
      concurrency,
    );
    if (failed === undefined) return { batchItemFailures: [] };
    // Without an identifier Lambda treats the whole batch as failed.
    return { batchItemFailures: [{ itemIdentifier: records[failed]!.dynamodb?.SequenceNumber ?? '' }] };
  };
  return Object.assign(handler, { classes: routes.classes });
}

interface Route {
  readonly type: EntityClass;
  readonly kind: ChangeKind;
  readonly run: (change: never) => unknown;
}

interface Routes {
  readonly routes: readonly Route[];
  readonly others: readonly ((raw: StreamRecord) => unknown)[];
  readonly classes: readonly EntityClass[];
  /** Tables of events in which no class of the handler is. */
  readonly strange: Set<string>;
}

const KINDS: ReadonlySet<unknown> = new Set<ChangeKind>(['insert', 'modify', 'remove']);

function routesOf(define: (on: On<StreamView>) => void): Routes {
  const routes: Route[] = [];
  const others: ((raw: StreamRecord) => unknown)[] = [];
  const on = ((type, kind, run) => {
    if (!KINDS.has(kind))
      throw ValidationError.misuse(`streamHandler: on(${type?.name}, ...) takes 'insert', 'modify' or 'remove'`);
    if (typeof run !== 'function')
      throw ValidationError.misuse(`streamHandler: on(${type?.name}, '${kind}', ...) needs a function`);
    routes.push({ type, kind, run });
  }) as On<StreamView>;
  on.other = run => void others.push(run);
  define(on);
  return { routes, others, classes: [...new Set(routes.map(({ type }) => type))], strange: new Set() };
}

/** Throws if the record must be delivered again. */
async function processRecord(
  routes: Routes,
  options: StreamHandlerOptions,
  raw: StreamRecord,
  item: ItemChange,
): Promise<void> {
  try {
    await dispatch(routes, options, raw, item);
  } catch (error) {
    const { onFailure = skipUnreadableAndLog } = options;
    if ((await onFailure({ error, raw })) !== 'skip') throw error;
  }
}

async function dispatch(
  routes: Routes,
  options: StreamHandlerOptions,
  raw: StreamRecord,
  item: ItemChange,
): Promise<void> {
  const metadata = classOfChange(item, routes.classes);
  if (metadata === 'hidden') return;
  if (!metadata) return dispatchOther(routes, options, raw, item);
  const wanted = routes.routes.filter(({ type, kind }) => kind === item.kind && isOf(metadata, type));
  if (wanted.length === 0) return;
  const change = await loadChange(metadata, item, raw);
  for (const { run } of wanted) await run(change as never);
}

/** An item of no class of the handler. */
async function dispatchOther(
  { others, classes, strange }: Routes,
  { unknown }: StreamHandlerOptions,
  raw: StreamRecord,
  { tableName }: ItemChange,
): Promise<void> {
  for (const run of others) await run(raw);
  if (others.length > 0) return;
  if (unknown === 'error') {
    throw ValidationError.misuse(
      `streamHandler: no class of the handler fits an item of ${tableName ? `the table "${tableName}"` : 'the stream'}: handle it with on.other`,
    );
  }
  if (tableName === undefined || strange.has(tableName)) return;
  const tables = classes.map(type => tableNameOf(metadataOf(type)));
  if (tables.includes(tableName)) return;
  strange.add(tableName);
  process.emitWarning(
    `streamHandler: items of the table "${tableName}" are ignored, as the classes of the handler are in ${[...new Set(tables)].map(name => `"${name}"`).join(', ')}: ` +
      'does the function have the name of the table? If they are meant to be ignored, say on.other(() => {})',
  );
}

function isOf({ type }: EntityMetadata, wanted: EntityClass): boolean {
  return type === wanted || type.prototype instanceof wanted;
}
