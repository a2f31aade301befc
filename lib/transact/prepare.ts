import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { takeNextId } from '../client/requests';
import { itemIdentity } from '../entity/item-identity';
import { keyNames, keyOfRecord } from '../entity/key';
import {
  needsId,
  planCheck,
  planDelete,
  planDeleteByKey,
  planSave,
  planUpdate,
  planUpdateByKey,
  type WritePlan,
  withValues,
} from '../entity/plan';
import { stateOf } from '../entity/record-state';
import { ValidationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { type BlockRead, type ReadSet, readExpectation } from './read-set';
import type { QueuedWrite } from './write-queue';

/** DynamoDB's limits. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_OPERATIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** One operation of the request. */
export interface PreparedWrite extends QueuedWrite {
  readonly plan: WritePlan;
  /** Property values that a save gives the record once it is stored. */
  readonly assigned?: Readonly<Record<string, unknown>>;
  /** Of the item that a save puts, in bytes. */
  readonly size?: number;
  /** What the block read of the item. */
  readonly read?: BlockRead | undefined;
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
  for (const write of queued) calls.push(plan(write, reads, await generatedValues(write, client, signal)));
  const writes = calls.filter(write => write !== undefined);
  const readChecks = reads ? checksOf(reads, writes) : [];
  refuseSameItem(writes);
  refuseOverLimits(writes, readChecks);
  return { calls, operations: [...writes, ...readChecks] };
}

/** Whether the save of a record takes an id from the counter. */
export function takesId({ verb, metadata, record }: QueuedWrite): boolean {
  return (verb === 'save' || verb === 'create') && needsId(metadata, record!);
}

async function generatedValues(
  write: QueuedWrite,
  client: DynamoDBClient,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  if (!takesId(write)) return {};
  const { metadata } = write;
  const { className, tableName, partitionKey } = metadata;
  return { [partitionKey.property]: await takeNextId(client, { className, tableName, signal }, metadata) };
}

function plan(
  write: QueuedWrite,
  reads: ReadSet | undefined,
  generated: Record<string, unknown>,
): PreparedWrite | undefined {
  const { metadata, record, options } = write;
  const key = record ? keyOfRecord(metadata, withValues(record, generated)) : write.key!;
  const read = reads?.find(metadata, key);
  const readCheck = read && reads?.isolated ? readExpectation(read) : undefined;
  // What the block read of a record says all that its own conflict check could say.
  const checked = readCheck && record && read?.records.includes(record);
  const choices = { ...options, readCheck, ...(checked && { raiseOnConflict: false }) };
  const planned = planOf(write, key, choices, generated);
  return planned && { ...write, ...planned, read };
}

function planOf(
  write: QueuedWrite,
  key: Item,
  choices: QueuedWrite['options'] & Pick<WritePlan, 'readCheck'>,
  generated: Record<string, unknown>,
): Pick<PreparedWrite, 'plan' | 'assigned' | 'size'> | undefined {
  const { verb, metadata, record, input, options } = write;
  switch (verb) {
    case 'save':
    case 'create': {
      const mustBeNew = verb === 'create' || takesId(write);
      if (mustBeNew) refuseLoaded(metadata, record!);
      const saved = planSave(metadata, record!, mustBeNew ? { ...choices, raiseOnConflict: true } : choices, generated);
      return { plan: saved, assigned: saved.assigned, size: saved.size };
    }
    case 'update':
      return {
        plan: record ? planUpdate(metadata, record, input!, choices) : planUpdateByKey(metadata, key, input!, choices),
      };
    case 'delete': {
      const deleted = record ? planDelete(metadata, record, choices) : planDeleteByKey(metadata, key, choices);
      return deleted && { plan: deleted };
    }
    case 'check':
      return { plan: planCheck(metadata, key, options.condition, choices.readCheck) };
  }
}

function refuseLoaded({ className }: EntityMetadata, record: object): void {
  if (!stateOf(record)) return;
  throw new ValidationError(`${className}: create takes a new record, and this one is in DynamoDB: use save`);
}

/** Of each item that was read, a check: its own write carries it where there is one. */
function checksOf(reads: ReadSet, writes: readonly PreparedWrite[]): PreparedWrite[] {
  const written = new Set(writes.map(identityOf));
  return reads
    .toCheck()
    .filter(({ metadata, key }) => !written.has(itemIdentity(metadata.tableName, key)))
    .map(read => ({
      verb: 'check' as const,
      metadata: read.metadata,
      options: {},
      plan: planCheck(read.metadata, read.key, undefined, readExpectation(read)),
      read,
    }));
}

function refuseSameItem(writes: readonly PreparedWrite[]): void {
  const seen = new Map<string, PreparedWrite>();
  for (const write of writes) {
    const identity = identityOf(write);
    const other = seen.get(identity);
    if (other) {
      throw new ValidationError(
        `A transaction takes one operation on an item: ${describe(other)} and ${describe(write)} are on the same one; make them one, or two transactions`,
      );
    }
    seen.set(identity, write);
  }
}

function refuseOverLimits(writes: readonly PreparedWrite[], readChecks: readonly PreparedWrite[]): void {
  const count = writes.length + readChecks.length;
  if (count > MAX_OPERATIONS) {
    throw new ValidationError(
      `A transaction takes ${MAX_OPERATIONS} operations: this one has ${writes.length} writes and ${readChecks.length} checks of what it read`,
    );
  }
  const bytes = writes.reduce((sum, { size = 0 }) => sum + size, 0);
  if (bytes > MAX_BYTES) {
    throw new ValidationError(`A transaction takes ${MAX_BYTES} bytes of items: this one has ${bytes}`);
  }
}

function identityOf({ metadata, plan: { key } }: PreparedWrite): string {
  return itemIdentity(metadata.tableName, key);
}

/** `update Account { id }`, for messages: key names, no values. */
function describe({ verb, metadata }: PreparedWrite): string {
  return `${verb} ${metadata.className} { ${keyNames(metadata)} }`;
}
