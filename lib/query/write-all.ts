import { whenReady } from '../client/abort';
import { anySignal } from '../client/any-signal';
import { endedBy, type Target } from '../client/target';
import { itemIdentity } from '../entity/item-identity';
import { keyOfItem } from '../entity/key';
import { stateOf } from '../entity/record-state';
import { ConflictError, MaxRetriesExceededError, UniqueError } from '../errors/write-errors';
import { Condition, combineNodes } from '../expressions/condition';
import type { UpdateInput } from '../expressions/reference-types';
import { readyImage } from '../load/load';
import type { EntityClass } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { actionsOf } from '../write/actions';
import { outcomeUnknown } from '../write/outcome/refusal';
import type { SingleVerb, Write } from '../write/write';
import { writeAlone } from '../write/write-alone';
import { type BulkOptions, type BulkOutcome, runBulk } from './bulk';
import type { ReadPlan } from './plan';
import type { Walk } from './walk';

/** What is done to each record that a query or scan finds. */
export interface WriteAll<T extends object> {
  readonly verb: 'update' | 'delete';
  readonly input?: UpdateInput<T>;
  readonly target: Target;
  /** How the records are read, to be repeated as a condition of each write. */
  readonly plan: ReadPlan;
  walk(cursor: string | undefined): Walk<T>;
}

/**
 * Writes each record for itself, on condition that the query would still find it. An update of a class with a version also insists on the
 * version that was read: sent again after a lost answer, it is refused in place of applied twice.
 */
export function writeAll<T extends object>(
  { verb, input, target, plan, walk }: WriteAll<T>,
  options: BulkOptions,
): Promise<BulkOutcome & { written: number }> {
  const condition = stillFound(plan);
  const isUpdate = verb === 'update';
  // A mistake in the values is told before anything is read. A function is called for each record only, as it may count, and hooks may add values.
  if (isUpdate && !options.hooks && typeof input !== 'function') {
    actionsOf(target.metadata, { verb, metadata: target.metadata, input: input as UpdateInput<object>, options: {} });
  }
  const choices = {
    condition,
    mustExist: isUpdate,
    withDeleted: true,
    idempotent: options.idempotent,
    ...(!options.hooks && { skipHooks: true }),
  };
  const write = async (record: object, to: Target): Promise<void> => {
    // A record may be one of a subclass.
    const metadata = metadataOf(record.constructor as EntityClass);
    const raiseOnConflict = isUpdate && metadata.version !== undefined;
    const asked = { verb, metadata, record, input, options: { ...choices, raiseOnConflict } };
    await writeAlone(asked as object as Write<SingleVerb>, to);
  };
  return runBulk<T>(
    {
      walk,
      mayRepeat: plan.operation.indexName !== undefined,
      identity: record => itemIdentity(target.tableName, keyOfItem(target.metadata, stateOf(record)!.stored)),
      write: async (record, signal) => {
        const { stored } = stateOf(record)!;
        const before = unitsOf(record);
        const to = signal ? endedBy(target, anySignal(target.signal, signal)) : target;
        try {
          return Math.max(before, unitsOf(await writeAsStored(record, to, write)));
        } catch (error) {
          throw signal?.aborted && isAbort(error) ? unanswered(target, stored, error) : error;
        }
      },
    },
    options,
  );
}

/** How often others may change an item while it is written. */
const MAX_CHANGES = 20;

/** Others may have changed the item since it was read: it is written as it is now. @returns the record that was written */
async function writeAsStored(
  read: object,
  target: Target,
  write: (record: object, target: Target) => Promise<void>,
): Promise<object> {
  let record = read;
  for (let attempt = 1; ; attempt++) {
    try {
      await write(record, target);
      return record;
    } catch (error) {
      if (!(error instanceof ConflictError) || error instanceof UniqueError || !error.stored) throw error;
      if (attempt === MAX_CHANGES) throw changedTooOften(error);
      record = error.stored;
      await whenReady(readyImage(metadataOf(record.constructor as EntityClass), record), target.signal);
    }
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** A write that hung was ended: it may have been applied, so the next run does not begin with it. */
function unanswered({ metadata }: Target, item: Item, cause: unknown): Error {
  return outcomeUnknown({ metadata, key: keyOfItem(metadata, item) }, undefined, cause);
}

function changedTooOften(cause: Error): MaxRetriesExceededError {
  return new MaxRetriesExceededError(
    `Others changed the item ${MAX_CHANGES} times while it was to be written, so it was left as it is: try again later`,
    { attempts: MAX_CHANGES },
    { cause },
  );
}

/** The filter; for an index also its key, which may have changed. And the item must exist: none is created. */
function stillFound({ metadata, operation }: ReadPlan): Condition {
  const key = operation.kind === 'query' && operation.indexName ? operation.keyCondition : undefined;
  const exists = { kind: 'exists', path: [metadata.partitionKey.name], exists: true } as const;
  const parts = [exists, key, operation.filter].filter(part => part !== undefined);
  return new Condition(combineNodes('and', parts));
}

/** Write capacity units of the table, not of its indexes, as DynamoDB counts them. */
function unitsOf(record: object): number {
  const stored = stateOf(record)?.stored;
  return stored ? Math.ceil(itemSize(stored) / 1024) : 0;
}
