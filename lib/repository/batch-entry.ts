import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { resolveClient } from '../client/configuration';
import { takeNextId } from '../client/requests';
import { type HookChoice, runHooks } from '../entity/hooks';
import { itemIdentity } from '../entity/item-identity';
import { keyOf } from '../entity/key';
import { needsId, planDelete, planSave } from '../entity/plan';
import { metadataOfRecord } from '../entity/record-metadata';
import { markDeleted, markSaved } from '../entity/record-state';
import type { UnprocessedEntry } from '../errors/write-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { itemSize } from '../wire/size';

const TAKER = 'A batch';

/** An entry of a batch as it was given. */
export interface BatchEntry extends UnprocessedEntry {
  readonly metadata: EntityMetadata;
  /** Whether `target` is a record, with hooks and a state, or only a key. */
  readonly isRecord: boolean;
}

/** An entry whose hooks have run: its client and, if it needed one, its id are known. */
export interface AcceptedEntry extends BatchEntry {
  readonly client: DynamoDBClient;
  readonly generated: Readonly<Record<string, unknown>>;
}

/** An entry that may be sent. */
export interface PlannedEntry extends AcceptedEntry {
  readonly identity: string;
  readonly request: { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } };
  /** Of the request as JSON: exact, or a bound that costs less to know. */
  readonly bytes: number;
  /** Makes memory what the database is, once the entry is written. */
  readonly follow: () => void;
}

export function putOf(record: object): BatchEntry {
  const metadata = metadataOfRecord(TAKER, record);
  return { operation: 'put', entity: metadata.type, metadata, target: record, isRecord: true };
}

export function deleteOf(target: object, key: object | undefined): BatchEntry {
  if (typeof target !== 'function') {
    const metadata = metadataOfRecord(TAKER, target);
    return { operation: 'delete', entity: metadata.type, metadata, target, isRecord: true };
  }
  const metadata = metadataOf(target as EntityClass);
  return { operation: 'delete', entity: metadata.type, metadata, target: key!, isRecord: false };
}

/** Runs the before-hook, and takes an id for a record that needs one. */
export async function accept(
  entry: BatchEntry,
  { client: explicit, signal, ...hooks }: HookChoice & { client?: DynamoDBClient; signal?: AbortSignal },
): Promise<AcceptedEntry> {
  const { metadata, operation, target, isRecord } = entry;
  const { className, tableName, partitionKey } = metadata;
  const client = resolveClient(className, explicit, metadata.client);
  if (isRecord) await runHooks(metadata, operation === 'put' ? 'beforeSave' : 'beforeDelete', target, hooks);
  const generated =
    operation === 'put' && needsId(metadata, target)
      ? { [partitionKey.property]: await takeNextId(client, { className, tableName, signal }, metadata) }
      : {};
  return { ...entry, client, generated };
}

/** What to send for an entry. */
export function plan(entry: AcceptedEntry): PlannedEntry {
  const write = entry.operation === 'put' ? plannedPut(entry) : plannedDelete(entry);
  return { ...entry, ...write };
}

/** Bytes of JSON for one byte that DynamoDB counts, at worst: `{"S":""},` as an element of a list. */
const MAX_EXPANSION = 9;

/** 25 items of this size fit in the 16 MB of a request, whatever they hold. */
const SMALL_ITEM = 64 * 1024;

function bytesOf(request: PlannedEntry['request'], size: number): number {
  return size <= SMALL_ITEM ? size * MAX_EXPANSION : Buffer.byteLength(JSON.stringify(request));
}

function plannedPut({ metadata, target, generated }: AcceptedEntry) {
  const { operation, key, size, assigned } = planSave(metadata, target, { raiseOnConflict: false }, generated);
  const request = { PutRequest: { Item: operation.item } };
  return {
    identity: itemIdentity(metadata.tableName, key),
    request,
    bytes: bytesOf(request, size),
    follow: () => markSaved(target, operation.item, assigned),
  };
}

function plannedDelete({ metadata, target, isRecord }: AcceptedEntry) {
  const key = isRecord ? planDelete(metadata, target, { raiseOnConflict: false })!.key : keyOf(metadata, target);
  const request = { DeleteRequest: { Key: key } };
  return {
    identity: itemIdentity(metadata.tableName, key),
    request,
    bytes: bytesOf(request, itemSize(key)),
    follow: () => isRecord && markDeleted(target),
  };
}

/** Runs the after-hook of an entry that was written. */
export async function settle({ isRecord, metadata, operation, target }: BatchEntry, hooks: HookChoice): Promise<void> {
  if (isRecord) await runHooks(metadata, operation === 'put' ? 'afterSave' : 'afterDelete', target, hooks);
}
