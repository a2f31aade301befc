import { BatchWriteItemCommand, type BatchWriteItemCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { resolveClient } from '../client/configuration';
import { takeNextId } from '../client/requests';
import { drain, type RetryPolicy } from '../client/retry';
import { send } from '../client/send';
import { type HookChoice, runHooks } from '../entity/hooks';
import { itemIdentity } from '../entity/item-identity';
import { keyOf, keyOfItem } from '../entity/key';
import { needsId, planDelete, planSave } from '../entity/plan';
import { markDeleted, markSaved } from '../entity/record-state';
import { ValidationError } from '../errors/usage-errors';
import { BatchWriteError, type UnprocessedEntry } from '../errors/write-errors';
import type { EntityClass, Key } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { concurrencyOf } from './chunks';

/** Entries that BatchWriteItem takes at once; 25 items of at most 400 KB never reach its 16 MB. */
const MAX_ENTRIES = 25;

/** Attempts in a row that bring nothing, before the rest is given back. */
const BACKOFF: RetryPolicy = { maxAttempts: 10, baseDelay: 25, maxDelay: 2000 };

export interface BatchWriteOptions extends HookChoice {
  client?: DynamoDBClient;
  /** Requests under way at once. Default 4. */
  concurrency?: number;
  signal?: AbortSignal;
  /** Called after each request: how many entries are written so far, and how many were taken in. */
  onProgress?: (progress: { written: number; taken: number }) => void;
}

/** What `batchWrite` writes through. A promise that `put` or `delete` gives resolves when there is room for more: await it in a long loop. */
export interface Batch {
  /** Puts the whole record. */
  put(record: object): Promise<void>;
  /** Deletes the item of a record, or the one with a key. */
  delete(record: object): Promise<void>;
  delete<T extends object>(type: EntityClass<T>, key: Key<T>): Promise<void>;
}

/** Records to put, or a function that puts and deletes. */
export type BatchSource = Iterable<object> | AsyncIterable<object> | ((batch: Batch) => void | Promise<void>);

/**
 * Puts and deletes any number of items of any classes; each for itself: it is no transaction. Sent by 25, some requests at once;
 * what DynamoDB leaves unprocessed is sent again with backoff. Of two entries on one item the later one counts.
 *
 * BatchWriteItem has no conditions: nothing is compared, and an item that is there is overwritten. A version moves on all the same.
 * Hooks run. From an async source, or with `await batch.put(...)`, memory stays constant; anything else is checked before anything is sent.
 *
 * @example
 * await batchWrite(batch => { batch.put(account); batch.delete(Order, { id: 'o1' }); });
 * await batchWrite(async batch => { for await (const row of rows) await batch.put(Row.build(row)); });
 * @throws BatchWriteError some entries were not written: `unprocessed` has them
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function batchWrite(source: BatchSource, options: BatchWriteOptions = {}): Promise<void> {
  const writer = new BatchWriter(options);
  if (typeof source !== 'function') {
    await (Array.isArray(source)
      ? writer.all(batch => source.forEach(record => void batch.put(record)))
      : writer.stream(source));
  } else {
    await writer.all(source);
  }
}

/** An entry as it was given. */
interface Entry extends UnprocessedEntry {
  readonly metadata: EntityMetadata;
  readonly isRecord: boolean;
}

/** An entry that may be sent. */
interface PreparedEntry extends Entry {
  readonly identity: string;
  readonly client: DynamoDBClient;
  readonly request: { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } };
  /** What memory becomes once it is written. */
  readonly follow: () => void;
}

class BatchWriter {
  private readonly concurrency: number;
  /** The next request of each client, by item. */
  private readonly buffers = new Map<DynamoDBClient, Map<string, PreparedEntry>>();
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly requests = new Set<Promise<void>>();
  private readonly unprocessed: Entry[] = [];
  private failure: unknown;
  private written = 0;
  private taken = 0;

  constructor(private readonly options: BatchWriteOptions) {
    this.concurrency = concurrencyOf(options.concurrency);
  }

  /** Runs a function. What it gives before it first waits is checked as a whole before anything is sent. */
  async all(source: (batch: Batch) => void | Promise<void>): Promise<void> {
    const early: Entry[] = [];
    let tail: Promise<void> | undefined;
    const accept = (entry: Entry): Promise<void> => {
      if (!tail) {
        early.push(entry);
        return Promise.resolve();
      }
      tail = tail.then(() => this.take(entry));
      return tail;
    };
    const running = source(batchOver(accept));
    tail = this.takeAll(early);
    tail.catch(() => {});
    const [sourced] = await Promise.allSettled([running]);
    await tail;
    if (sourced.status === 'rejected') this.fail(sourced.reason);
    await this.finish();
  }

  async stream(source: Iterable<object> | AsyncIterable<object>): Promise<void> {
    try {
      for await (const record of source) {
        if (this.failure) break;
        await this.take(putOf(record));
      }
    } catch (error) {
      this.fail(error);
    }
    await this.finish();
  }

  private async takeAll(entries: readonly Entry[]): Promise<void> {
    const prepared: PreparedEntry[] = [];
    for (const entry of entries) prepared.push(await this.prepare(entry));
    for (const entry of prepared) await this.place(entry);
  }

  private async take(entry: Entry): Promise<void> {
    if (this.failure) {
      this.unprocessed.push(entry);
      return;
    }
    try {
      await this.place(await this.prepare(entry));
    } catch (error) {
      this.unprocessed.push(entry);
      this.fail(error);
    }
  }

  private async prepare(entry: Entry): Promise<PreparedEntry> {
    const { metadata, operation, target, isRecord } = entry;
    const client = resolveClient(metadata.className, this.options.client, metadata.client);
    if (isRecord) await runHooks(metadata, operation === 'put' ? 'beforeSave' : 'beforeDelete', target, this.options);
    const write = operation === 'put' ? await this.preparePut(entry, client) : prepareDelete(entry);
    this.taken++;
    return { ...entry, client, ...write };
  }

  private async preparePut({ metadata, target }: Entry, client: DynamoDBClient) {
    const context = { className: metadata.className, tableName: metadata.tableName, signal: this.options.signal };
    const generated = needsId(metadata, target)
      ? { [metadata.partitionKey.property]: await takeNextId(client, context, metadata) }
      : {};
    const { operation, key, assigned } = planSave(metadata, target, { raiseOnConflict: false }, generated);
    return {
      identity: itemIdentity(metadata.tableName, key),
      request: { PutRequest: { Item: operation.item } },
      follow: () => markSaved(target, operation.item, assigned),
    };
  }

  /** Into the next request; a later entry on an item takes the place of an earlier one, and waits for one under way. */
  private async place(entry: PreparedEntry): Promise<void> {
    await this.underWay.get(entry.identity);
    let buffer = this.buffers.get(entry.client);
    if (!buffer) {
      buffer = new Map();
      this.buffers.set(entry.client, buffer);
    }
    buffer.set(entry.identity, entry);
    if (buffer.size === MAX_ENTRIES) await this.flush(entry.client);
  }

  /** Sends the next request of a client as soon as there is room for it. */
  private async flush(client: DynamoDBClient): Promise<void> {
    const entries = [...this.buffers.get(client)!.values()];
    this.buffers.delete(client);
    while (this.requests.size >= this.concurrency) await Promise.race(this.requests);
    if (this.failure) {
      this.unprocessed.push(...entries);
      return;
    }
    const request = this.write(client, entries).finally(() => {
      this.requests.delete(request);
      for (const { identity } of entries) this.underWay.delete(identity);
    });
    this.requests.add(request);
    for (const { identity } of entries) this.underWay.set(identity, request);
  }

  private async write(client: DynamoDBClient, entries: readonly PreparedEntry[]): Promise<void> {
    const { signal } = this.options;
    let rest = entries;
    const { left, error } = await drain(BACKOFF, signal, entries, async pending => {
      rest = await sendEntries(client, pending, signal);
      await this.succeeded(pending.filter(entry => !rest.includes(entry)));
      return rest;
    }).catch((cause: unknown) => ({ left: rest, error: cause }));
    this.unprocessed.push(...left);
    if (error && left.length > 0) this.fail(error);
  }

  private async succeeded(entries: readonly PreparedEntry[]): Promise<void> {
    for (const { follow } of entries) follow();
    this.written += entries.length;
    for (const { isRecord, metadata, operation, target } of entries) {
      if (isRecord) await runHooks(metadata, operation === 'put' ? 'afterSave' : 'afterDelete', target, this.options);
    }
    this.options.onProgress?.({ written: this.written, taken: this.taken });
  }

  private fail(error: unknown): void {
    this.failure ??= error;
  }

  private async finish(): Promise<void> {
    for (const client of [...this.buffers.keys()]) await this.flush(client);
    await Promise.all(this.requests);
    if (!this.failure && this.unprocessed.length === 0) return;
    if (this.failure && this.written === 0) throw this.failure;
    const reason = this.failure ? 'after an error' : 'as DynamoDB left them unprocessed, however often they were sent';
    throw new BatchWriteError(
      `${this.unprocessed.length} entries of the batch were not written ${reason}; ${this.written} were: send \`unprocessed\` again`,
      { entries: this.unprocessed.map(({ operation, entity, target }) => ({ operation, entity, target })) },
      { cause: this.failure },
    );
  }
}

function batchOver(accept: (entry: Entry) => Promise<void>): Batch {
  return {
    put: record => accept(putOf(record)),
    delete: (target: object, key?: object) => accept(deleteOf(target, key)),
  };
}

function putOf(record: object): Entry {
  const metadata = metadataOfRecord(record);
  return { operation: 'put', entity: metadata.type, metadata, target: record, isRecord: true };
}

function deleteOf(target: object, key: object | undefined): Entry {
  const byKey = typeof target === 'function';
  const metadata = byKey ? metadataOf(target as EntityClass) : metadataOfRecord(target);
  return { operation: 'delete', entity: metadata.type, metadata, target: byKey ? key! : target, isRecord: !byKey };
}

function metadataOfRecord(record: object): EntityMetadata {
  if (typeof record === 'object' && record !== null) return metadataOf(record.constructor as EntityClass);
  throw new ValidationError('A batch takes records, or a class and a key: got neither');
}

function prepareDelete({ metadata, target, isRecord }: Entry) {
  const key = isRecord ? planDelete(metadata, target, { raiseOnConflict: false })!.key : keyOf(metadata, target);
  return {
    identity: itemIdentity(metadata.tableName, key),
    request: { DeleteRequest: { Key: key } },
    follow: () => isRecord && markDeleted(target),
  };
}

/** The entries that were not processed. */
async function sendEntries(
  client: DynamoDBClient,
  entries: readonly PreparedEntry[],
  signal: AbortSignal | undefined,
): Promise<PreparedEntry[]> {
  const tables: Record<string, PreparedEntry['request'][]> = {};
  for (const { metadata, request } of entries) {
    tables[metadata.tableName] ??= [];
    tables[metadata.tableName]!.push(request);
  }
  const { className, tableName } = entries[0]!.metadata;
  const command = new BatchWriteItemCommand({ RequestItems: tables } as unknown as BatchWriteItemCommandInput);
  const { UnprocessedItems = {} } = await send(client, command, { className, tableName, signal });
  const classes = new Map(entries.map(({ metadata }) => [metadata.tableName, metadata]));
  const left = new Set(
    Object.entries(UnprocessedItems).flatMap(([table, requests]) =>
      requests.map(({ PutRequest, DeleteRequest }) =>
        itemIdentity(table, keyOfItem(classes.get(table)!, (PutRequest?.Item ?? DeleteRequest!.Key) as Item)),
      ),
    ),
  );
  return entries.filter(({ identity }) => left.has(identity));
}
