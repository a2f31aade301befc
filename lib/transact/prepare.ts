import { whenReady } from '../client/abort';
import { readItem } from '../client/requests';
import type { Target } from '../client/target';
import { itemIdentity } from '../entity/item-identity';
import { keyNames, keyOfRecord } from '../entity/key';
import { withValues } from '../entity/with-values';
import { ValidationError } from '../errors/usage-errors';
import { all, type Maybe, then } from '../validation/maybe';
import type { Item } from '../wire/attribute-value';
import { type Checked, checkWrite } from '../write/check/check-write';
import { type Generated, generate } from '../write/generate';
import { planOf } from '../write/plan/plan';
import type { WritePlan } from '../write/plan/write-plan';
import { type ReservationWrite, reservationWrites, type UniqueWrite } from '../write/unique/reservation-writes';
import type { Write } from '../write/write';
import type { AcrossAttempts } from './across-attempts';
import type { TransactCallOptions } from './options';
import { type BlockRead, type ReadSet, readExpectation } from './read-set';
import { targetOfPart } from './transaction-client';

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
  /** By call; undefined where nothing is to be sent: the delete of a record that is not in DynamoDB. */
  readonly calls: readonly (PreparedWrite | undefined)[];
  /** What was called for, in that order, and then checks of what was read and is not written. */
  readonly operations: readonly PreparedWrite[];
  /** Writes of the reservations of unique values, which are sent after the operations. */
  readonly reservations: readonly PreparedReservation[];
}

export interface PreparedReservation extends ReservationWrite {
  /** The write whose record gets or gives up the value. */
  readonly owner: PreparedWrite;
}

/** Turns what was queued into operations that may be sent. Nothing in memory changes. */
export async function prepare(
  queued: readonly Write[],
  reads: ReadSet | undefined,
  { client, signal, tracking }: TransactCallOptions,
  shared: AcrossAttempts,
): Promise<Prepared> {
  refuseSameRecord(queued);
  const calls: (PreparedWrite | undefined)[] = [];
  for (const checked of await whenReady(all(queued.map(checkWrite)), signal)) {
    const target = targetOfPart(checked.write, { client, signal, tracking });
    const prepared = prepareWrite(checked, reads, target, shared);
    calls.push(prepared instanceof Promise ? await prepared : prepared);
  }
  const writes = calls.filter(write => write !== undefined);
  const readChecks = reads ? checksOf(reads, writes, shared) : [];
  refuseSameItem(writes);
  const reservations = reservationsOf(writes);
  refuseOverLimits(writes, readChecks, reservations);
  return { calls, operations: [...writes, ...readChecks], reservations };
}

/** A promise only where there is something to wait for: an id, or the item. */
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
  const readCheck = read && reads!.isolated ? readExpectation(read) : undefined;
  const { tableName } = target;
  const storedVersion = readCheck ? undefined : storedVersionOf(write, generated, target, shared);
  const { now, writeToken: token } = shared;
  const context = { tableName, generated, readCheck, storedVersion, token, now };
  const asked = readCheck ? coveredBy(read!, write) : write;
  const prepared = (plan: WritePlan | undefined): PreparedWrite | undefined =>
    plan && { write, plan, target, identity: itemIdentity(tableName, plan.key), read };
  const plan = planOf(asked, context);
  if (!plan?.needsItem) return prepared(plan);
  return then(read ? read.item : readItem(target, plan.key, true), item =>
    prepared(planOf(asked, { ...context, before: { item } })),
  );
}

/** A save that compares nothing moves past the stored version, which is known once it was in the way. */
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

/** What the block read of a record says all that its own conflict check could say. */
function coveredBy({ records }: BlockRead, write: Write): Write {
  const isCovered = write.record && records.includes(write.record);
  return isCovered ? { ...write, options: { ...write.options, raiseOnConflict: false } } : write;
}

/** Of each item that was read, a check: its own write carries it where there is one. */
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
  const plan = planOf(write, { tableName, readCheck: readExpectation(read), now })!;
  return { write, plan, target, identity: itemIdentity(tableName, key), read };
}

/** Before any of them takes an id: two of them would be two items. */
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
  return [...new Set(writes.map(({ record }) => record).filter(record => record !== undefined))];
}

function refuseSameItem(writes: readonly PreparedWrite[]): void {
  const seen = new Map<string, PreparedWrite>();
  for (const write of writes) {
    const other = seen.get(write.identity);
    if (other) refuseTogether(other.write, write.write);
    seen.set(write.identity, write);
  }
}

/** Of unique values: one that a record of the transaction gives up, another may get. */
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
