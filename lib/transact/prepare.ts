import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { takeNextId } from '../client/requests';
import { targetOf } from '../client/target';
import { itemIdentity } from '../entity/item-identity';
import { keyNames, keyOfRecord } from '../entity/key';
import { stateOf } from '../entity/record-state';
import { ValidationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import {
  needsId,
  planCheck,
  planDelete,
  planDeleteByKey,
  planSave,
  planUpdate,
  planUpdateByKey,
  type SavePlan,
  type WritePlan,
  withValues,
} from '../write/plan';
import { type BlockRead, type ReadSet, readExpectation } from './read-set';
import type { QueuedWrite } from './write-queue';

/** DynamoDB's limits. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_OPERATIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** One operation of the request. */
export interface PreparedWrite extends Pick<QueuedWrite, 'verb' | 'metadata' | 'record'> {
  readonly plan: WritePlan;
  readonly identity: string;
  /** Property values that a save gives the record once it is stored. */
  readonly assigned: Readonly<Record<string, unknown>> | undefined;
  /** Of the item that a save puts, in bytes. */
  readonly size: number;
  /** What the block read of the item. */
  readonly read: BlockRead | undefined;
}

export interface Prepared {
  /** By call; undefined where nothing is to be sent: the delete of a record that is not in DynamoDB. */
  readonly calls: readonly (PreparedWrite | undefined)[];
  /** All that is sent: what was called for, in that order, and then checks of what was read and is not written. */
  readonly operations: readonly PreparedWrite[];
}

/** Turns what was queued into operations that may be sent. Nothing in memory changes. */
export async function prepare(
  queued: readonly QueuedWrite[],
  reads: ReadSet | undefined,
  client: DynamoDBClient,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const calls: (PreparedWrite | undefined)[] = [];
  for (const write of queued) {
    calls.push(plan(write, reads, takesId(write) ? await generatedId(write, client, signal) : undefined));
  }
  const writes = calls.filter(write => write !== undefined);
  const readChecks = reads ? checksOf(reads, writes) : [];
  refuseSameItem(writes);
  refuseOverLimits(writes, readChecks);
  return { calls, operations: [...writes, ...readChecks] };
}

/** Whether the save of a record takes an id from the counter. */
export function takesId({ verb, metadata, record }: Pick<QueuedWrite, 'verb' | 'metadata' | 'record'>): boolean {
  return (verb === 'save' || verb === 'create') && needsId(metadata, record!);
}

type Generated = Readonly<Record<string, unknown>> | undefined;

async function generatedId(
  { metadata }: QueuedWrite,
  client: DynamoDBClient,
  signal: AbortSignal | undefined,
): Promise<Generated> {
  return { [metadata.partitionKey.property]: await takeNextId(targetOf(metadata, { client, signal })) };
}

function plan(write: QueuedWrite, reads: ReadSet | undefined, generated: Generated): PreparedWrite | undefined {
  const { verb, metadata, record } = write;
  const read = reads?.hasAny ? reads.find(metadata, keyOf(write, generated)) : undefined;
  const planned = planOf(write, choicesOf(write, reads, read), generated);
  if (!planned) return undefined;
  const identity = itemIdentity(metadata.tableName, planned.key);
  const { assigned, size = 0 } = planned;
  return { verb, metadata, record, plan: planned, identity, assigned, size, read };
}

function keyOf({ metadata, record, key }: QueuedWrite, generated: Generated): Item {
  return record ? keyOfRecord(metadata, generated ? withValues(record, generated) : record) : key!;
}

type Choices = QueuedWrite['options'] & Pick<WritePlan, 'readCheck'>;

function choicesOf({ record, options }: QueuedWrite, reads: ReadSet | undefined, read: BlockRead | undefined): Choices {
  if (!read || !reads?.isolated) return { ...options, readCheck: undefined };
  const choices = { ...options, readCheck: readExpectation(read) };
  // What the block read of a record says all that its own conflict check could say.
  return record && read.records.includes(record) ? { ...choices, raiseOnConflict: false } : choices;
}

type AnyPlan = WritePlan & Partial<Pick<SavePlan, 'assigned' | 'size'>>;

function planOf(write: QueuedWrite, choices: Choices, generated: Generated): AnyPlan | undefined {
  const { verb, metadata, record, input, options } = write;
  switch (verb) {
    case 'save':
    case 'create': {
      const mustBeNew = verb === 'create' || takesId(write);
      if (mustBeNew) refuseLoaded(metadata, record!);
      return planSave(metadata, record!, mustBeNew ? { ...choices, raiseOnConflict: true } : choices, generated);
    }
    case 'update':
      return record
        ? planUpdate(metadata, record, input!, choices)
        : planUpdateByKey(metadata, write.key!, input!, choices);
    case 'delete':
      return record ? planDelete(metadata, record, choices) : planDeleteByKey(metadata, write.key!, choices);
    case 'check':
      return planCheck(metadata, write.key!, options.condition, choices.readCheck);
  }
}

function refuseLoaded({ className }: EntityMetadata, record: object): void {
  if (!stateOf(record)) return;
  throw new ValidationError(`${className}: create takes a new record, and this one is in DynamoDB: use save`);
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
  const { metadata, key } = read;
  return {
    verb: 'check',
    metadata,
    record: undefined,
    plan: planCheck(metadata, key, undefined, readExpectation(read)),
    identity: itemIdentity(metadata.tableName, key),
    assigned: undefined,
    size: 0,
    read,
  };
}

function refuseSameItem(writes: readonly PreparedWrite[]): void {
  const seen = new Map<string, PreparedWrite>();
  for (const write of writes) {
    const other = seen.get(write.identity);
    if (other) {
      throw new ValidationError(
        `A transaction takes one operation on an item: ${describe(other)} and ${describe(write)} are on the same one; make them one, or two transactions`,
      );
    }
    seen.set(write.identity, write);
  }
}

function refuseOverLimits(writes: readonly PreparedWrite[], readChecks: readonly PreparedWrite[]): void {
  const count = writes.length + readChecks.length;
  if (count > MAX_OPERATIONS) {
    throw new ValidationError(
      `A transaction takes ${MAX_OPERATIONS} operations: this one has ${writes.length} writes and ${readChecks.length} checks of what it read`,
    );
  }
  const bytes = writes.reduce((sum, { size }) => sum + size, 0);
  if (bytes > MAX_BYTES) {
    throw new ValidationError(`A transaction takes ${MAX_BYTES} bytes of items: this one has ${bytes}`);
  }
}

/** `update Account { id }`, for messages: key names, no values. */
function describe({ verb, metadata }: PreparedWrite): string {
  return `${verb} ${metadata.className} { ${keyNames(metadata)} }`;
}
