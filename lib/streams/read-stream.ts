import { setTimeout as sleep } from 'node:timers/promises';
import { targetOf } from '../client/target';
import { checkOptions, type OptionNames } from '../errors/known-options';
import { ConfigurationError, ValidationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import { type Change, loadChange } from './change';
import { classOfChange } from './classes';
import { type FailurePolicy, skipUnreadable } from './failure';
import { itemChangeOf, type StreamRecord, type StreamView } from './record';
import { type CheckpointStore, type ShardPage, Shards, type StreamStart } from './shards';
import { type StreamsApi, type StreamsClient, streamOf, streamsApiFor } from './streams-client';

export interface ReadStreamOptions<V extends StreamView = StreamView> {
  /** Where to start without a checkpoint: at the oldest record, up to a day old (the default), or with new records only. */
  from?: StreamStart | undefined;
  /** Stores how far the worker came, so that the next one continues there. Default: not stored. */
  checkpoints?: CheckpointStore | undefined;
  /** The client for streams. Default: one with the configuration of the class's client. Needed if that has a custom endpoint in AWS. */
  client?: StreamsClient | undefined;
  /** The view of the stream, for the types. */
  view?: V | undefined;
  /** Milliseconds to wait after a read that found nothing. Default 1000: DynamoDB allows five reads a second for each shard. */
  pollInterval?: number | undefined;
  /** What to do with a record that the class cannot decode. Default: skip it with a process warning; `'fail'` makes the walk reject. */
  onFailure?: FailurePolicy | undefined;
  /** Ends the walk after the current change. */
  signal?: AbortSignal | undefined;
}

const READ_STREAM_OPTIONS: OptionNames<ReadStreamOptions> = {
  from: true,
  checkpoints: true,
  client: true,
  view: true,
  pollInterval: true,
  onFailure: true,
  signal: true,
};

/** The changes of one class, or of a list of classes. */
export type ChangesOf<C extends EntityClass | readonly EntityClass[], V extends StreamView> =
  C extends EntityClass<infer T>
    ? Change<T, V>
    : C extends readonly (infer K)[]
      ? K extends EntityClass<infer T>
        ? Change<T, V>
        : never
      : never;

/**
 * The changes of a table as they happen, for a worker outside Lambda. It needs the optional peer `@aws-sdk/client-dynamodb-streams`.
 *
 * The changes of one item come in order: a shard is read to its end before the shards that it was split into. A change counts as done when the
 * next one is asked for. The checkpoint is stored after each page and at the end, so after a crash the last page is delivered again: each change
 * is delivered at least once. Use one worker for a stream; DynamoDB allows two at most.
 *
 * @example
 * for await (const change of readStream(Order, { checkpoints, signal })) {
 *   if (change.kind === 'insert') await index(change.record);
 * }
 * @throws ConfigurationError the table has no stream, or the SDK's client for streams is not installed
 * @throws InvalidStateError the records after a checkpoint are gone, as they were older than a day
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
export async function* readStream<
  const C extends EntityClass | readonly EntityClass[],
  const V extends StreamView = 'NEW_AND_OLD_IMAGES',
>(classes: C, options: ReadStreamOptions<V> = {}): AsyncGenerator<ChangesOf<C, V>, void, void> {
  const types = (typeof classes === 'function' ? [classes] : classes) as readonly EntityClass[];
  checkOptions('', 'readStream', options, READ_STREAM_OPTIONS);
  const { signal, checkpoints = new Map(), from = 'TRIM_HORIZON', pollInterval = 1000 } = options;
  if (from !== 'TRIM_HORIZON' && from !== 'LATEST') {
    throw ValidationError.misuse(`readStream: from is 'TRIM_HORIZON' or 'LATEST', got ${String(from)}`);
  }
  try {
    const { api, arn } = await sourceOf(types, options);
    const shards = new Shards(api, arn, from, checkpoints, { abortSignal: signal });
    for (;;) {
      const pages = await shards.nextPages();
      if (!pages) return;
      for (const page of pages) {
        if (signal?.aborted) return;
        yield* changesIn(page, types, options, checkpoints) as AsyncGenerator<never, void, void>;
      }
      if (pages.every(({ read }) => read === 0)) await sleep(pollInterval, undefined, { signal });
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

async function sourceOf(
  types: readonly EntityClass[],
  { client, signal }: ReadStreamOptions,
): Promise<{ api: StreamsApi; arn: string }> {
  const targets = types.map(type => targetOf(metadataOf(type), { signal }));
  const [first] = targets;
  const other = targets.find(({ tableName }) => tableName !== first!.tableName);
  if (!first || other) {
    throw new ConfigurationError(
      first
        ? `readStream reads the stream of one table: "${first.tableName}" and "${other!.tableName}" are two`
        : 'readStream needs a class, or a list of classes of one table',
    );
  }
  const api = streamsApiFor(client, () => first.client);
  return { api, arn: await streamOf(api, first.tableName, { abortSignal: signal }) };
}

async function* changesIn(
  { shard, records }: ShardPage,
  types: readonly EntityClass[],
  { onFailure = skipUnreadable, signal }: ReadStreamOptions,
  store: CheckpointStore,
): AsyncGenerator<Change<object>, void, void> {
  let isPageDone = false;
  try {
    for (const record of records) {
      const change = await readable(record, types, onFailure);
      if (change) yield change;
      shard.done = record.dynamodb?.SequenceNumber;
      if (signal?.aborted) return;
    }
    isPageDone = true;
  } finally {
    await shard.save(store, isPageDone);
  }
}

/** The change; undefined for one that is skipped. */
async function readable(
  raw: StreamRecord,
  types: readonly EntityClass[],
  onFailure: FailurePolicy,
): Promise<Change<object> | undefined> {
  try {
    const item = itemChangeOf(raw);
    const metadata = classOfChange(item, types);
    return metadata && metadata !== 'hidden' ? await loadChange(metadata, item, raw) : undefined;
  } catch (error) {
    if ((await onFailure({ error, raw })) !== 'skip') throw error;
    return undefined;
  }
}
