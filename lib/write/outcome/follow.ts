import type { Home } from '../../client/target';
import { markDeleted, markSaved, markStale } from '../../entity/record-state';
import { InvalidStateError } from '../../errors/usage-errors';
import { load, loadImage, loadInto, type Source } from '../../load/load';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { Item } from '../../wire/attribute-value';
import type { Effect, WritePlan } from '../plan/write-plan';

/** The answer to a successful write, and where the item is. */
export interface WriteAnswer {
  readonly home: Home;
  /** The item after the write, if the answer has it. */
  readonly item?: Item | undefined;
  /** Why the item after the write is not known. */
  readonly cause?: unknown;
}

/**
 * Updates the record after a successful write.
 *
 * @throws InvalidStateError the class cannot decode the item after the write; the record is stale
 */
export function follow(record: object, plan: WritePlan, { item, home, cause }: WriteAnswer): void {
  switch (plan.effect) {
    case 'saved':
      markSaved(record, item ?? plan.item!, plan.metadata, plan.assigned, home);
      return;
    case 'answered':
      try {
        if (item) loadInto({ metadata: plan.metadata, ...home }, record, item, NO_HOOKS);
        else markStale(record, plan.key, home, cause);
      } catch (error) {
        markStale(record, plan.key, home, error);
        throw unreadable(plan.metadata, error);
      }
      return;
    case 'deleted':
      markDeleted(record);
      return;
    case 'stale':
      markStale(record, plan.key, home, cause);
      return;
    case 'none':
      return;
  }
}

/** The record of the item that a write answered with: as it is now, also if it has expired or is soft-deleted. */
export async function recordOfAnswer<T extends object>(source: Source, item: Item | undefined): Promise<T> {
  if (!item) throw unreadable(source.metadata, new Error('The answer has no item: it may have been deleted since'));
  try {
    return (await load<T>(source, item, AS_WRITTEN)) ?? loadImage<T>(source.metadata, item);
  } catch (error) {
    throw unreadable(source.metadata, error);
  }
}

const NO_HOOKS = { skipHooks: true };

/** What a write answers with is shown whatever it is. */
const AS_WRITTEN = { ...NO_HOOKS, withExpired: true, withDeleted: true, onUnknown: 'base' } as const;

/** Says that the write was applied: repeating it would apply it twice. */
export function unreadable({ className }: EntityMetadata, cause: unknown): InvalidStateError {
  return new InvalidStateError(
    `${className}: the write was applied, but what the item is now cannot be read: do not write again; see \`cause\`, and reload()`,
    { cause },
  );
}

/** The plan for other records of the same item, which follow the write too. */
export function forOthers(plan: WritePlan): WritePlan {
  return { ...plan, effect: EFFECT_ON_OTHERS[plan.operation.kind] };
}

const EFFECT_ON_OTHERS = { put: 'stale', update: 'stale', delete: 'deleted', check: 'none' } as const satisfies Record<
  WritePlan['operation']['kind'],
  Effect
>;
