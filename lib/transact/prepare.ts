import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Target, targetOf } from '../client/target';
import { itemIdentity } from '../entity/item-identity';
import { keyNames, keyOfRecord } from '../entity/key';
import { withValues } from '../entity/with-values';
import { ValidationError } from '../errors/usage-errors';
import { all } from '../validation/maybe';
import type { Item } from '../wire/attribute-value';
import { type Checked, checkWrite } from '../write/check';
import { type Generated, generate } from '../write/generate';
import { planOf, type WritePlan } from '../write/plan';
import type { Write } from '../write/write';
import { type BlockRead, type ReadSet, readExpectation } from './read-set';

/** DynamoDB's limits. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_OPERATIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** One operation of the request. */
export interface PreparedWrite {
  readonly write: Write;
  readonly plan: WritePlan;
  readonly identity: string;
  /** What the block read of the item. */
  readonly read: BlockRead | undefined;
}

export interface Prepared {
  /** By call; undefined where nothing is to be sent: the delete of a record that is not in DynamoDB. */
  readonly calls: readonly (PreparedWrite | undefined)[];
  /** All that is sent: what was called for, in that order, and then checks of what was read and is not written. */
  readonly operations: readonly PreparedWrite[];
}

/** Turns what was queued into operations that may be sent, after all of it was checked. Nothing in memory changes. */
export async function prepare(
  queued: readonly Write[],
  reads: ReadSet | undefined,
  client: DynamoDBClient,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const calls: (PreparedWrite | undefined)[] = [];
  for (const checked of await all(queued.map(checkWrite))) {
    const target = targetOf(checked.write.metadata, { client, signal });
    calls.push(await prepareWrite(checked, reads, target));
  }
  const writes = calls.filter(write => write !== undefined);
  const readChecks = reads ? checksOf(reads, writes) : [];
  refuseSameItem(writes);
  refuseOverLimits(writes, readChecks);
  return { calls, operations: [...writes, ...readChecks] };
}

async function prepareWrite(
  { write, made }: Checked,
  reads: ReadSet | undefined,
  target: Target,
): Promise<PreparedWrite | undefined> {
  const generating = generate(write, target);
  const generated = generating ? { ...made, ...(await generating) } : made;
  const { metadata } = write;
  const read = reads?.hasAny ? reads.find(metadata, keyOf(write, generated)) : undefined;
  const readCheck = read && reads!.isolated ? readExpectation(read) : undefined;
  const { tableName } = target;
  const plan = planOf(readCheck ? coveredBy(read!, write) : write, { tableName, generated, readCheck });
  return plan && { write, plan, identity: itemIdentity(tableName, plan.key), read };
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
function checksOf(reads: ReadSet, writes: readonly PreparedWrite[]): PreparedWrite[] {
  const written = new Set(writes.map(({ identity }) => identity));
  return reads
    .toCheck()
    .map(read => checkOf(read))
    .filter(({ identity }) => !written.has(identity));
}

function checkOf(read: BlockRead): PreparedWrite {
  const { metadata, key, tableName } = read;
  const write: Write = { verb: 'check', metadata, key, options: {} };
  const plan = planOf(write, { tableName, readCheck: readExpectation(read) })!;
  return { write, plan, identity: itemIdentity(tableName, key), read };
}

function refuseSameItem(writes: readonly PreparedWrite[]): void {
  const seen = new Map<string, PreparedWrite>();
  for (const write of writes) {
    const other = seen.get(write.identity);
    if (other) {
      throw ValidationError.misuse(
        `A transaction takes one operation on an item: ${describe(other)} and ${describe(write)} are on the same one; make them one, or two transactions`,
      );
    }
    seen.set(write.identity, write);
  }
}

function refuseOverLimits(writes: readonly PreparedWrite[], readChecks: readonly PreparedWrite[]): void {
  const count = writes.length + readChecks.length;
  if (count > MAX_OPERATIONS) {
    throw ValidationError.misuse(
      `A transaction takes ${MAX_OPERATIONS} operations: this one has ${writes.length} writes and ${readChecks.length} checks of what it read`,
    );
  }
  const bytes = writes.reduce((sum, { plan }) => sum + plan.size, 0);
  if (bytes > MAX_BYTES) {
    throw ValidationError.misuse(`A transaction takes ${MAX_BYTES} bytes of items: this one has ${bytes}`);
  }
}

/** `update Account { id }`, for messages: key names, no values. */
function describe({ write: { verb, metadata } }: PreparedWrite): string {
  return `${verb} ${metadata.className} { ${keyNames(metadata)} }`;
}
