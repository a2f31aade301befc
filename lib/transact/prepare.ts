import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { takeNextId } from '../client/requests';
import { runHooks } from '../entity/hooks';
import { keyNames, keyOf, keyOfRecord } from '../entity/key';
import {
  needsId,
  planCheck,
  planDelete,
  planDeleteByKey,
  planSave,
  planUpdate,
  planUpdateByKey,
  type WritePlan,
} from '../entity/plan';
import { ValidationError } from '../errors/usage-errors';
import type { HookKind } from '../metadata/declarations';
import type { Item } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { itemIdentity } from './item-identity';
import { type ReadSet, readExpectation } from './read-set';
import type { QueuedWrite } from './write-queue';

/** DynamoDB's limits. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_OPERATIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** One operation of the request. */
export interface PreparedWrite extends QueuedWrite {
  readonly plan: WritePlan;
  /** Property values that a save gives the record once it is stored. */
  readonly assigned?: Readonly<Record<string, unknown>>;
}

export interface Prepared {
  /** In the order of the calls. */
  readonly writes: readonly PreparedWrite[];
  /** Checks of what was read and is not written; sent after the writes. */
  readonly readChecks: readonly PreparedWrite[];
}

const BEFORE: Partial<Record<QueuedWrite['verb'], HookKind>> = {
  save: 'beforeSave',
  create: 'beforeSave',
  update: 'beforeUpdate',
  delete: 'beforeDelete',
};

/** Runs the before-hooks and turns what was queued into operations that may be sent. Nothing in memory changes (but by hooks). */
export async function prepare(
  queued: readonly QueuedWrite[],
  reads: ReadSet | undefined,
  client: DynamoDBClient,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const writes: PreparedWrite[] = [];
  for (const write of queued) {
    const before = BEFORE[write.verb];
    if (write.record && before) await runHooks(write.metadata, before, write.record, write.options);
    const generated = await generatedValues(write, client, signal);
    const prepared = plan(write, reads, generated);
    if (prepared) writes.push(prepared);
  }
  const readChecks = reads ? checksOf(reads, writes) : [];
  refuseSameItem(writes);
  refuseOverLimits(writes, readChecks);
  return { writes, readChecks };
}

async function generatedValues(
  { verb, metadata, record }: QueuedWrite,
  client: DynamoDBClient,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  if (!record || (verb !== 'save' && verb !== 'create') || !needsId(metadata, record)) return {};
  const { className, tableName, partitionKey } = metadata;
  return { [partitionKey.property]: await takeNextId(client, { className, tableName, signal }, metadata) };
}

/** Undefined where nothing is to be sent: the delete of a record that never was in DynamoDB. */
function plan(
  write: QueuedWrite,
  reads: ReadSet | undefined,
  generated: Record<string, unknown>,
): PreparedWrite | undefined {
  const { verb, metadata, record, input, options } = write;
  const target = record ? { ...record, ...generated } : write.key;
  const key = record ? keyOfRecord(metadata, target!) : keyOf(metadata, target);
  const read = reads?.find(metadata, key);
  const readCheck = read && readExpectation(read);
  // What the block read of a record says all that its own conflict check could say.
  const choices = { ...options, readCheck, ...(record && read?.record === record && { raiseOnConflict: false }) };
  switch (verb) {
    case 'save':
    case 'create': {
      const raise = needsId(metadata, record!) ? { raiseOnConflict: true } : {};
      const saved = planSave(metadata, record!, { ...choices, ...raise }, generated);
      return { ...write, plan: saved, assigned: saved.assigned };
    }
    case 'update':
      return {
        ...write,
        plan: record ? planUpdate(metadata, record, input!, choices) : planUpdateByKey(metadata, key, input!, choices),
      };
    case 'delete': {
      const deleted = record ? planDelete(metadata, record, choices) : planDeleteByKey(metadata, key, choices);
      return deleted && { ...write, plan: deleted };
    }
    case 'check':
      return { ...write, plan: planCheck(metadata, key, options.condition, readCheck) };
  }
}

/** Of each item that was read, a check: its own write carries it where there is one. */
function checksOf(reads: ReadSet, writes: readonly PreparedWrite[]): PreparedWrite[] {
  const written = new Set(writes.map(identityOf));
  return reads
    .all()
    .filter(({ metadata, key }) => !written.has(itemIdentity(metadata.tableName, key)))
    .map(read => ({
      verb: 'check' as const,
      metadata: read.metadata,
      options: {},
      plan: planCheck(read.metadata, read.key, undefined, readExpectation(read)),
    }));
}

function refuseSameItem(writes: readonly PreparedWrite[]): void {
  const seen = new Map<string, PreparedWrite>();
  for (const write of writes) {
    const identity = identityOf(write);
    const other = seen.get(identity);
    if (other) {
      throw new ValidationError(
        `A transaction takes one operation on an item: ${describeWrite(other)} and ${describeWrite(write)} are on the same one; make them one, or two transactions`,
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
  const bytes = writes.reduce(
    (sum, { plan: { operation } }) => sum + (operation.kind === 'put' ? itemSize(operation.item) : 0),
    0,
  );
  if (bytes > MAX_BYTES) {
    throw new ValidationError(`A transaction takes ${MAX_BYTES} bytes of items: this one has ${bytes}`);
  }
}

function identityOf({ metadata, plan: { key } }: { metadata: PreparedWrite['metadata']; plan: { key: Item } }): string {
  return itemIdentity(metadata.tableName, key);
}

/** `update Account { id }`, for messages: key names, no values. */
export function describeWrite({ verb, metadata }: Pick<QueuedWrite, 'verb' | 'metadata'>): string {
  return `${verb} ${metadata.className} { ${keyNames(metadata)} }`;
}
