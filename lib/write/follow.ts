import type { Home } from '../client/target';
import { markDeleted, markSaved, markStale, rehydrate } from '../entity/record-state';
import type { Item } from '../wire/attribute-value';
import type { Effect, WritePlan } from './plan';

/** What DynamoDB said to a write that it took, and where it was. */
export interface WriteAnswer {
  readonly home: Home;
  /** The item as it is now, where the answer has it. */
  readonly item?: Item | undefined;
}

/** Makes memory what the database is, after a write that DynamoDB took: all of it or, where that cannot be, nothing. */
export function follow(record: object, plan: WritePlan, { item, home }: WriteAnswer): void {
  switch (plan.effect) {
    case 'saved':
      if (plan.operation.kind === 'put') markSaved(record, plan.operation.item, plan.assigned, home);
      return;
    case 'answered':
      if (item) rehydrate(plan.metadata, record, item, home);
      else markStale(record, plan.key, home);
      return;
    case 'deleted':
      markDeleted(record);
      return;
    case 'stale':
      markStale(record, plan.key, home);
      return;
    case 'none':
      return;
  }
}

/** The same write, as other records of its item are to follow it. */
export function forOthers(plan: WritePlan): WritePlan {
  return { ...plan, effect: EFFECT_ON_OTHERS[plan.operation.kind] };
}

const EFFECT_ON_OTHERS = { put: 'stale', update: 'stale', delete: 'deleted', check: 'none' } as const satisfies Record<
  WritePlan['operation']['kind'],
  Effect
>;
