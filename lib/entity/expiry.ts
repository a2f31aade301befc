import type { ConditionNode } from '../expressions/nodes';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { attributeOf, type Item } from '../wire/attribute-value';

/** Whether an item has expired. DynamoDB deletes it within days; to dynact it is absent at once. */
export function isExpired({ lifecycle }: EntityMetadata, item: Item, now: number): boolean {
  const value = lifecycle.expiresAt && attributeOf(item, lifecycle.expiresAt.name);
  // DynamoDB ignores a time to live that is not a number, too.
  return value !== undefined && 'N' in value && Number(value.N) * 1000 <= now;
}

/** The item; undefined if it has expired. */
export function liveItem(metadata: EntityMetadata, item: Item | undefined, now: number): Item | undefined {
  return item && metadata.lifecycle.expiresAt && isExpired(metadata, item, now) ? undefined : item;
}

/** Condition: the item has expired. Undefined for a class whose items never expire. */
export function expiredCondition({ lifecycle }: EntityMetadata, now: number): ConditionNode | undefined {
  if (!lifecycle.expiresAt) return undefined;
  const left = { kind: 'path', path: [lifecycle.expiresAt.name] } as const;
  const right = { kind: 'value', value: { N: String(now / 1000) } } as const;
  return { kind: 'comparison', comparator: '<=', left, right };
}

/** Condition: no item has the key, or only one that has expired. */
export function absentCondition(metadata: EntityMetadata, now: number): ConditionNode {
  const absent: ConditionNode = { kind: 'exists', path: [metadata.partitionKey.name], exists: false };
  const expired = expiredCondition(metadata, now);
  return expired ? { kind: 'or', parts: [absent, expired] } : absent;
}

/** Condition: the item has not expired. Also true if it has no time to live, or is absent. */
export function liveCondition(metadata: EntityMetadata, now: number): ConditionNode | undefined {
  const part = expiredCondition(metadata, now);
  return part && { kind: 'not', part };
}
