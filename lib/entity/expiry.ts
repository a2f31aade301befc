import type { ConditionNode } from '../expressions/nodes';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { attributeOf, type Item } from '../wire/attribute-value';

/** Whether an item has expired: DynamoDB deletes it within days, and to us it is absent at once. */
export function isExpired({ lifecycle }: EntityMetadata, item: Item, now: number): boolean {
  const value = lifecycle.expiresAt && attributeOf(item, lifecycle.expiresAt.name);
  // What is no number is no time to live to DynamoDB either.
  return value !== undefined && 'N' in value && Number(value.N) * 1000 <= now;
}

/** The item; undefined where it has expired. */
export function liveItem(metadata: EntityMetadata, item: Item | undefined, now: number): Item | undefined {
  return item && metadata.lifecycle.expiresAt && isExpired(metadata, item, now) ? undefined : item;
}

/** The item has expired; undefined for a class whose items never do. */
export function expiredCondition({ lifecycle }: EntityMetadata, now: number): ConditionNode | undefined {
  if (!lifecycle.expiresAt) return undefined;
  const left = { kind: 'path', path: [lifecycle.expiresAt.name] } as const;
  const right = { kind: 'value', value: { N: String(now / 1000) } } as const;
  return { kind: 'comparison', comparator: '<=', left, right };
}

/** The item has not expired; also true where it has no time to live, or is not there. */
export function liveCondition(metadata: EntityMetadata, now: number): ConditionNode | undefined {
  const part = expiredCondition(metadata, now);
  return part && { kind: 'not', part };
}
