import { whenReady } from '../client/abort';
import { readItem } from '../client/requests';
import type { Target } from '../client/target';
import { itemIdentity } from '../entity/item-identity';
import { keyNames, keyOfRecord } from '../entity/key';
import { sharedTargets } from '../entity/shared-targets';
import { withValues } from '../entity/with-values';
import { ValidationError } from '../errors/usage-errors';
import { all, type Maybe, then } from '../validation/maybe';
import type { Item } from '../wire/attribute-value';
import { type Checked, checkWrite } from '../write/check/check-write';
import { type Generated, generate } from '../write/generate';
import { planOf } from '../write/plan/plan';
import type { PlanContext, WritePlan } from '../write/plan/write-plan';
import { type ReservationWrite, reservationWrites, type UniqueWrite } from '../write/unique/reservation-writes';
import type { Write } from '../write/write';
import type { AcrossAttempts } from './across-attempts';
import type { TransactCallOptions } from './options';
import type { BlockRead, ReadSet } from './read-set';

/** DynamoDB's limits. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_OPERATIONS = 100;

/** One operation of the request. */
export interface PreparedWrite {
  readonly write: Write;
  readonly plan: WritePlan;
  readonly target: Target;
  readonly identity: string;
  /** What the block read of the item. */
  readonly read: BlockRead | undefined;
}

export interface Prepared {
  /** By call; undefined if nothing needs to be sent, as for the delete of a new record. */
  readonly calls: readonly (PreparedWrite | undefined)[];
  /** The writes in the order of the calls, then checks of items that were read and are not written. */
  readonly operations: readonly PreparedWrite[];
  /** Writes of the reservations of unique values, which are sent after the operations. */
  readonly reservations: readonly PreparedReservation[];
  /** A block decided on the writes, and another run of it may decide otherwise. */
  readonly decided: boolean;
}

export interface PreparedReservation extends ReservationWrite {
  /** The write whose record claims or gives up the value. */
  readonly owner: PreparedWrite;
}

/** Turns queued writes into operations that can be sent. It changes nothing in memory. */
export async function prepare(
  queued: readonly Write[],
  reads: ReadSet | undefined,
  { client, signal, tracking }: TransactCallOptions,
  shared: AcrossAttempts,
): Promise<Prepared> {
  refuseSameRecord(queued);
  const calls: (PreparedWrite | undefined)[] = [];
  const targetOfWrite = sharedTargets({ client, signal, tracking });
  for (const checked of await whenReady(all(queued.map(checkWrite)), signal)) {
    const { metadata, record } = checked.write;
    const target = targetOfWrite(metadata, record);
    const prepared = prepareWrite(checked, reads, target, shared);
    calls.push(prepared instanceof Promise ? await prepared : prepared);
  }
  const writes = calls.filter(write => write !== undefined);
  const readChecks = reads ? checksOf(reads, writes, shared) : [];
  refuseSameItem(writes);
  const reservations = reservationsOf(writes);
  refuseOverLimits(writes, readChecks, reservations);
  return { calls, operations: [...writes, ...readChecks], reservations, decided: reads !== undefined };
}

/** Returns a promise only if there is something to wait for: an id, or the item. */
function prepareWrite(
  { write, made }: Checked,
  reads: ReadSet | undefined,
  target: Target,
  shared: AcrossAttempts,
): Maybe<PreparedWrite | undefined> {
  const generating = generate(write, target);
  return generating
    ? generating.then(values => prepareGenerated(write, { ...made, ...values }, reads, target, shared))
    : prepareGenerated(write, made, reads, target, shared);
}

function prepareGenerated(
  write: Write,
  generated: Generated | undefined,
  reads: ReadSet | undefined,
  target: Target,
  shared: AcrossAttempts,
): Maybe<PreparedWrite | undefined> {
  const read = reads?.hasAny ? reads.find(target.tableName, keyOf(write, generated)) : undefined;
  const readCheck = read && reads!.isolated ? read.expectation : undefined;
  const { tableName } = target;
  const storedVersion = readCheck ? undefined : storedVersionOf(write, generated, target, shared);
  const { now } = shared;
  const token = write.metadata.writeToken && shared.writeToken;
  const context = { tableName, generated, readCheck, storedVersion, token, now };
  const asked = readCheck ? coveredBy(read!, write) : write;
  const plan = planOf(asked, context);
  return plan?.needsItem
    ? planWithItem(plan, write, asked, context, target, read)
    : prepared(plan, write, target, read);
}

/** What is stored decides which unique values change. */
function planWithItem(
  { key }: WritePlan,
  write: Write,
  asked: Write,
  context: PlanContext,
  target: Target,
  read: BlockRead | undefined,
): Maybe<PreparedWrite | undefined> {
  return then(read ? read.item : readItem(target, key, true), item =>
    prepared(planOf(asked, { ...context, before: { item } }), write, target, read),
  );
}

function prepared(
  plan: WritePlan | undefined,
  write: Write,
  target: Target,
  read: BlockRead | undefined,
): PreparedWrite | undefined {
  return plan && { write, plan, target, identity: itemIdentity(target.tableName, plan.key), read };
}

/** A save without a conflict check moves past the stored version, which is known after it refused an attempt. */
function storedVersionOf(
  write: Write,
  generated: Generated | undefined,
  { tableName, metadata }: Target,
  { versions }: AcrossAttempts,
): number | undefined {
  if (write.verb !== 'save' || !metadata.version) return undefined;
  return versions.size === 0 ? 0 : (versions.get(itemIdentity(tableName, keyOf(write, generated))) ?? 0);
}

function keyOf({ metadata, record, key }: Write, generated: Generated | undefined): Item {
  return record ? keyOfRecord(metadata, generated ? withValues(record, generated) : record) : key!;
}

/** If the block read the record, the check of that read replaces the record's own conflict check. */
function coveredBy({ records }: BlockRead, write: Write): Write {
  const isCovered = write.record && records.includes(write.record);
  return isCovered ? { ...write, options: { ...write.options, raiseOnConflict: false } } : write;
}

/** A check for each item that was read, unless a write of the item has the check. */
function checksOf(reads: ReadSet, writes: readonly PreparedWrite[], { now }: AcrossAttempts): PreparedWrite[] {
  const toCheck = reads.toCheck();
  if (toCheck.length === 0) return [];
  const written = new Set(writes.map(({ identity }) => identity));
  return toCheck.map(read => checkOf(read, now)).filter(({ identity }) => !written.has(identity));
}

function checkOf(read: BlockRead, now: number): PreparedWrite {
  const { metadata, key, target } = read;
  const { tableName } = target;
  const write: Write = { verb: 'check', metadata, key, options: {} };
  const plan = planOf(write, { tableName, readCheck: read.expectation, now })!;
  return { write, plan, target, identity: itemIdentity(tableName, key), read };
}

/** Refuses two writes of one record before they take ids: with two ids they would be two items. */
function refuseSameRecord(queued: readonly Write[]): void {
  const seen = new Map<object, Write>();
  for (const write of queued) {
    const other = write.record && seen.get(write.record);
    if (other) refuseTogether(other, write);
    if (write.record) seen.set(write.record, write);
  }
}

function refuseTogether(one: Write, other: Write): never {
  throw ValidationError.misuse(
    `A transaction takes one operation on an item: ${describe(one)} and ${describe(other)} are on the same one; make them one, or two transactions`,
  );
}

/** The records that are written. */
export function recordsOf(writes: readonly Write[]): object[] {
  const records: object[] = [];
  for (const { record } of writes) if (record) records.push(record);
  return records;
}

function refuseSameItem(writes: readonly PreparedWrite[]): void {
  const seen = new Map<string, PreparedWrite>();
  for (const write of writes) {
    const other = seen.get(write.identity);
    if (other) refuseTogether(other.write, write.write);
    seen.set(write.identity, write);
  }
}

/** The writes of reservations. A value that one record gives up, another may claim in the same transaction. */
function reservationsOf(writes: readonly PreparedWrite[]): PreparedReservation[] {
  const owners = new Map<UniqueWrite, PreparedWrite>();
  for (const write of writes) {
    const { metadata, key, now, operation, uniqueness } = write.plan;
    if (uniqueness) owners.set({ metadata, key, now, tableName: operation.tableName, uniqueness }, write);
  }
  return reservationWrites([...owners.keys()]).map(write => ({ ...write, owner: owners.get(write.of)! }));
}

function refuseOverLimits(
  writes: readonly PreparedWrite[],
  readChecks: readonly PreparedWrite[],
  reservations: readonly PreparedReservation[],
): void {
  const count = writes.length + readChecks.length + reservations.length;
  if (count > MAX_OPERATIONS) {
    throw ValidationError.misuse(
      `A transaction takes ${MAX_OPERATIONS} operations: this one has ${writes.length} writes and ${readChecks.length} checks of what it read` +
        (reservations.length > 0 ? `, and ${reservations.length} reservations of unique values` : ''),
    );
  }
}

/** `update Account { id }`, for messages: key names, no values. */
function describe({ verb, metadata }: Write): string {
  return `${verb} ${metadata.className} { ${keyNames(metadata)} }`;
}
