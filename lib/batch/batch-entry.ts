import { whenReady } from '../client/abort';
import { homeOf, type Target } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import { itemIdentity } from '../entity/item-identity';
import { keyOf } from '../entity/key';
import { metadataOfRecord } from '../entity/record-metadata';
import { type RecordState, stateOf } from '../entity/record-state';
import type { TargetOfPart } from '../entity/shared-targets';
import { ValidationError } from '../errors/usage-errors';
import type { UnprocessedEntry } from '../errors/write-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { BatchOperation } from '../operations/batch';
import { then } from '../validation/maybe';
import { type Checked, checkWrite } from '../write/check/check-write';
import { type Generated, generate } from '../write/generate';
import { inTurn } from '../write/in-turn';
import { follow } from '../write/outcome/follow';
import { planOf } from '../write/plan/plan';
import type { WritePlan } from '../write/plan/write-plan';
import type { SingleVerb, TouchChoice, ValidationChoice, Write } from '../write/write';
import { carryOut } from '../write/write-alone';
import { runAfterHooks, runBeforeHooks } from '../write/write-hooks';

const TAKER = 'A batch';

type BatchWrite = Write<SingleVerb>;

/** An entry of a batch as it was given. */
export interface BatchEntry extends UnprocessedEntry {
  readonly metadata: EntityMetadata;
  /** Whether `target` is a record, with hooks and a state, or only a key. */
  readonly isRecord: boolean;
}

/** An entry whose hooks have run and that was checked: where it goes and, if it needed one, its id are known. */
export interface AcceptedEntry {
  readonly entry: BatchEntry;
  readonly write: BatchWrite;
  readonly target: Target;
  readonly generated: Generated | undefined;
}

/** An entry that may be sent. */
export interface PlannedEntry {
  readonly accepted: AcceptedEntry;
  readonly plan: WritePlan<BatchOperation>;
  /** What was known about the record's item when it was planned. */
  readonly state: RecordState | undefined;
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

/** Nothing is compared: BatchWriteItem has no conditions. */
export function writeOptionsOf({ skipHooks, touch, validate }: HookChoice & TouchChoice & ValidationChoice) {
  return { skipHooks, touch, validate, raiseOnConflict: false, changesOnly: false };
}

/** Runs the before-hooks and checks, and takes an id for a record that needs one. A promise only if there is something to wait for. */
export function accept(
  entry: BatchEntry,
  options: BatchWrite['options'],
  targetOfEntry: TargetOfPart,
): AcceptedEntry | Promise<AcceptedEntry> {
  refuseUnique(entry);
  const target = targetOfEntry(entry.metadata, entry.isRecord ? entry.target : undefined);
  const begun = runBeforeHooks(writeOf(entry, options));
  const checked = whenReady(begun instanceof Promise ? begun.then(checkWrite) : checkWrite(begun), target.signal);
  return then(checked, result => withGenerated(entry, target, result));
}

function refuseUnique({ metadata: { className, unique } }: BatchEntry): void {
  if (unique.length === 0) return;
  throw ValidationError.misuse(
    `${className} has unique attributes, which a batch cannot keep, as BatchWriteItem has no conditions: save or delete its records one by one, or in transactions`,
  );
}

function writeOf({ operation, metadata, target, isRecord }: BatchEntry, options: BatchWrite['options']): BatchWrite {
  if (operation === 'put') return { verb: 'save', metadata, record: target, options };
  return isRecord
    ? { verb: 'delete', metadata, record: target, options }
    : { verb: 'delete', metadata, key: keyOf(metadata, target), options };
}

function withGenerated(
  entry: BatchEntry,
  target: Target,
  { write, made }: Checked<BatchWrite>,
): AcceptedEntry | Promise<AcceptedEntry> {
  const generating = generate(write, target);
  return generating
    ? generating.then(values => ({ entry, write, target, generated: { ...made, ...values } }))
    : { entry, write, target, generated: made };
}

/** What to send for an entry. */
export function plan(accepted: AcceptedEntry, now: number): PlannedEntry {
  const { write, target, generated } = accepted;
  const { tableName } = target;
  const planned = planOf(write, { tableName, generated, now }) as WritePlan<BatchOperation>;
  const state = write.record && stateOf(write.record);
  return { accepted, plan: planned, state, identity: itemIdentity(tableName, planned.key), bytes: bytesOf(planned) };
}

/** The same, or a new plan if another write of its record was done meanwhile. */
export function replanned(entry: PlannedEntry): PlannedEntry {
  const { record } = entry.accepted.write;
  return record && stateOf(record) !== entry.state ? plan(entry.accepted, entry.plan.now) : entry;
}

export function recordsOf(entries: readonly PlannedEntry[]): object[] {
  const records: object[] = [];
  for (const { accepted } of entries) if (accepted.write.record) records.push(accepted.write.record);
  return records;
}

/** Bytes of UTF-8 for one unit of UTF-16. */
const MAX_UTF8 = 3;

/** 25 items whose text has this length fit in the 16 MB of a request, whatever they hold. */
const SMALL_ITEM = 200_000;

/** A key has 3,072 bytes at most, which base64 and escapes make more of. */
const KEY_BYTES = 20_000;

function bytesOf({ operation }: WritePlan<BatchOperation>): number {
  if (operation.kind === 'delete') return KEY_BYTES;
  const { text } = operation.item;
  return text.length <= SMALL_ITEM ? text.length * MAX_UTF8 : Buffer.byteLength(text);
}

/** Makes memory what the database is, once an entry is written. */
export function settle({ accepted: { write, target }, plan: planned }: PlannedEntry): void {
  if (write.record) follow(write.record, planned, { home: homeOf(target) });
}

/** Runs the after-hook. */
export function finish({ accepted: { write, target } }: PlannedEntry): Promise<void> | undefined {
  return runAfterHooks(write, target.signal);
}

/** Whether an entry needs a condition, which BatchWriteItem cannot have: a version must not go back. */
export function goesAlone({ accepted: { write, target } }: PlannedEntry): boolean {
  const { version, startsAtTime } = target.metadata;
  return write.verb === 'save' && version !== undefined && !startsAtTime;
}

/** Sends an entry by itself, past a newer version that it meets; memory follows. */
export async function sendAlone({
  accepted: { write, target, generated },
  plan: { now },
}: PlannedEntry): Promise<void> {
  await inTurn([write.record!], target.signal, () => carryOut(write, target, generated, now));
}
