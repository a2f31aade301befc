import { takeNextId } from '../client/requests';
import { type CallOptions, type Target, targetOf } from '../client/target';
import { type HookChoice, runHooks } from '../entity/hooks';
import { itemIdentity } from '../entity/item-identity';
import { keyOf } from '../entity/key';
import { metadataOfRecord } from '../entity/record-metadata';
import { markDeleted, markSaved } from '../entity/record-state';
import type { UnprocessedEntry } from '../errors/write-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { needsId, planDelete, planSave } from '../write/plan';

const TAKER = 'A batch';

/** An entry of a batch as it was given. */
export interface BatchEntry extends UnprocessedEntry {
  readonly metadata: EntityMetadata;
  /** Whether `target` is a record, with hooks and a state, or only a key. */
  readonly isRecord: boolean;
}

/** An entry whose hooks have run: where it goes and, if it needed one, its id are known. */
export interface AcceptedEntry {
  readonly entry: BatchEntry;
  readonly target: Target;
  /** Property values that the record does not have yet. */
  readonly generated: Readonly<Record<string, unknown>> | undefined;
}

type WriteRequest = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } };

/** An entry that may be sent. */
export interface PlannedEntry {
  readonly accepted: AcceptedEntry;
  readonly identity: string;
  readonly request: WriteRequest;
  /** Of the request as JSON: exact, or a bound that costs less to know. */
  readonly bytes: number;
  /** Property values that a put gives the record once it is stored. */
  readonly assigned: Readonly<Record<string, unknown>> | undefined;
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

interface AcceptOptions extends HookChoice, CallOptions {}

/** Runs the before-hook, and takes an id for a record that needs one. A promise only where there is something to wait for. */
export function accept(entry: BatchEntry, options: AcceptOptions): AcceptedEntry | Promise<AcceptedEntry> {
  const { metadata, operation, target: record, isRecord } = entry;
  const target = targetOf(metadata, options);
  const kind = operation === 'put' ? 'beforeSave' : 'beforeDelete';
  const hooks = isRecord ? runHooks(metadata, kind, record, options) : undefined;
  if (hooks) return hooks.then(() => withId(entry, target));
  return withId(entry, target);
}

function withId(entry: BatchEntry, target: Target): AcceptedEntry | Promise<AcceptedEntry> {
  const { metadata, operation, target: record } = entry;
  if (operation === 'delete' || !needsId(metadata, record)) return { entry, target, generated: undefined };
  return takeNextId(target).then(value => ({ entry, target, generated: { [metadata.partitionKey.property]: value } }));
}

/** What to send for an entry. */
export function plan(accepted: AcceptedEntry): PlannedEntry {
  return accepted.entry.operation === 'put' ? planPut(accepted) : planRemoval(accepted);
}

/** Bytes of JSON for one byte that DynamoDB counts, at worst: `{"S":""},` as an element of a list. */
const MAX_EXPANSION = 9;

/** 25 items of this size fit in the 16 MB of a request, whatever they hold. */
const SMALL_ITEM = 64 * 1024;

function bytesOf(request: WriteRequest, size: number): number {
  return size <= SMALL_ITEM ? size * MAX_EXPANSION : Buffer.byteLength(JSON.stringify(request));
}

const OVERWRITE = { raiseOnConflict: false };

function planPut(accepted: AcceptedEntry): PlannedEntry {
  const { metadata, target } = accepted.entry;
  const { operation, key, size, assigned } = planSave(metadata, target, OVERWRITE, accepted.generated);
  const request = { PutRequest: { Item: operation.item } };
  const identity = itemIdentity(metadata.tableName, key);
  return { accepted, identity, request, bytes: bytesOf(request, size), assigned };
}

function planRemoval(accepted: AcceptedEntry): PlannedEntry {
  const { metadata, target, isRecord } = accepted.entry;
  const key = isRecord ? planDelete(metadata, target, OVERWRITE)!.key : keyOf(metadata, target);
  const request = { DeleteRequest: { Key: key } };
  const identity = itemIdentity(metadata.tableName, key);
  return { accepted, identity, request, bytes: bytesOf(request, itemSize(key)), assigned: undefined };
}

/** Makes memory what the database is, once an entry is written, and runs the after-hook. */
export function settle(
  { accepted: { entry }, request, assigned }: PlannedEntry,
  hooks: HookChoice,
): Promise<void> | undefined {
  const { isRecord, metadata, operation, target } = entry;
  if (!isRecord) return undefined;
  if ('PutRequest' in request) markSaved(target, request.PutRequest.Item, assigned!);
  else markDeleted(target);
  return runHooks(metadata, operation === 'put' ? 'afterSave' : 'afterDelete', target, hooks);
}
