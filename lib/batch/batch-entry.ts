import { type CallOptions, homeOf, type Target, targetOf } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import { itemIdentity } from '../entity/item-identity';
import { keyOf } from '../entity/key';
import { metadataOfRecord } from '../entity/record-metadata';
import type { UnprocessedEntry } from '../errors/write-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { type BatchOperation, type WriteRequest, writeRequest } from '../operations/batch';
import { then } from '../validation/maybe';
import { itemSize } from '../wire/size';
import { checkWrite } from '../write/check';
import { follow } from '../write/follow';
import { type Generated, generate } from '../write/generate';
import { planOf, type WritePlan } from '../write/plan';
import type { ValidationChoice, Write } from '../write/write';
import { runAfterHooks, runBeforeHooks } from '../write/write-hooks';

const TAKER = 'A batch';

/** An entry of a batch as it was given. */
export interface BatchEntry extends UnprocessedEntry {
  readonly metadata: EntityMetadata;
  /** Whether `target` is a record, with hooks and a state, or only a key. */
  readonly isRecord: boolean;
}

/** An entry whose hooks have run and that was checked: where it goes and, if it needed one, its id are known. */
export interface AcceptedEntry {
  readonly entry: BatchEntry;
  readonly write: Write;
  readonly target: Target;
  readonly generated: Generated | undefined;
}

/** An entry that may be sent. */
export interface PlannedEntry {
  readonly accepted: AcceptedEntry;
  readonly plan: WritePlan<BatchOperation>;
  readonly identity: string;
  /** Bytes of the request as JSON: exact, or an upper bound that is cheaper to compute. */
  readonly bytes: number;
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

type AcceptOptions = HookChoice & ValidationChoice & CallOptions;

/** Runs the before-hooks and checks, and takes an id for a record that needs one. A promise only where there is something to wait for. */
export function accept(entry: BatchEntry, options: AcceptOptions): AcceptedEntry | Promise<AcceptedEntry> {
  const target = targetOf(entry.metadata, options);
  const write = writeOf(entry, options);
  const hooks = runBeforeHooks(write);
  if (hooks) return hooks.then(() => checked(entry, write, target));
  return checked(entry, write, target);
}

/** Nothing is compared: BatchWriteItem has no conditions. */
function writeOf(
  { operation, metadata, target, isRecord }: BatchEntry,
  { skipHooks, validate }: HookChoice & ValidationChoice,
): Write {
  const options = { skipHooks, validate, raiseOnConflict: false };
  if (operation === 'put') return { verb: 'save', metadata, record: target, options };
  return isRecord
    ? { verb: 'delete', metadata, record: target, options }
    : { verb: 'delete', metadata, key: keyOf(metadata, target), options };
}

function checked(entry: BatchEntry, write: Write, target: Target): AcceptedEntry | Promise<AcceptedEntry> {
  return then(checkWrite(write), ({ made }) => withGenerated(entry, write, target, made));
}

function withGenerated(
  entry: BatchEntry,
  write: Write,
  target: Target,
  made: Generated | undefined,
): AcceptedEntry | Promise<AcceptedEntry> {
  const generated = generate(write, target);
  return generated
    ? generated.then(values => ({ entry, write, target, generated: { ...made, ...values } }))
    : { entry, write, target, generated: made };
}

/** What to send for an entry. */
export function plan(accepted: AcceptedEntry): PlannedEntry {
  const { write, target, generated } = accepted;
  const { tableName } = target;
  const planned = planOf(write, { tableName, generated }) as WritePlan<BatchOperation>;
  const bytes = bytesOf(writeRequest(planned.operation), planned.size || itemSize(planned.key));
  return { accepted, plan: planned, identity: itemIdentity(tableName, planned.key), bytes };
}

/** Bytes of JSON for one byte that DynamoDB counts, at worst: `{"S":""},` as an element of a list. */
const MAX_EXPANSION = 9;

/** 25 items of this size fit in the 16 MB of a request, whatever they hold. */
const SMALL_ITEM = 64 * 1024;

function bytesOf(request: WriteRequest, size: number): number {
  return size <= SMALL_ITEM ? size * MAX_EXPANSION : Buffer.byteLength(JSON.stringify(request));
}

/** Makes memory what the database is, once an entry is written, and runs the after-hook. */
export function settle({ accepted: { write, target }, plan: planned }: PlannedEntry): Promise<void> | undefined {
  if (write.record) follow(write.record, planned, { home: homeOf(target) });
  return runAfterHooks(write);
}
