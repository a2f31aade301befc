import type { Target } from '../client/target';
import { itemIdentity } from '../entity/item-identity';
import { keyOfItem } from '../entity/key';
import { stateOf } from '../entity/record-state';
import { Condition, combineNodes } from '../expressions/condition';
import type { UpdateInput } from '../expressions/reference-types';
import type { EntityClass } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import { itemSize } from '../wire/size';
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

/** Writes each record for itself, on condition that the query would still find it. */
export function writeAll<T extends object>(
  { verb, input, target, plan, walk }: WriteAll<T>,
  options: BulkOptions,
): Promise<BulkOutcome & { written: number }> {
  const condition = stillFound(plan);
  const choices = { raiseOnConflict: false, condition, ...(!options.hooks && { skipHooks: true }) };
  return runBulk<T>(
    {
      walk,
      mayRepeat: plan.operation.indexName !== undefined,
      identity: record => itemIdentity(target.tableName, keyOfItem(target.metadata, stateOf(record)!.stored)),
      write: async record => {
        const before = unitsOf(record);
        // A record may be one of a subclass.
        const metadata = metadataOf(record.constructor as EntityClass);
        const mustExist = verb === 'update';
        const write = {
          verb,
          metadata,
          record,
          input,
          options: { ...choices, mustExist, withDeleted: true },
        } as object as Write<SingleVerb>;
        await writeAlone(write, target);
        return Math.max(before, unitsOf(record));
      },
    },
    options,
  );
}

/** The filter; of an index also its key, which may be another by now. And there must be an item: none is created. */
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
