import { COUNTER_ATTRIBUTE } from '../client/requests';
import type { ConditionNode } from '../expressions/nodes';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';

/** Filters that hide items that are not records: `count` must not count what `load` leaves out. */

/** The counter of an auto-increment class is in its table. */
export function counterInTable({ autoIncrement, partitionKey }: EntityMetadata): ConditionNode | undefined {
  if (!autoIncrement) return undefined;
  return {
    kind: 'comparison',
    comparator: '<>',
    left: { kind: 'path', path: [partitionKey.name] },
    right: { kind: 'value', value: { N: String(COUNTER_KEY) } },
  };
}

/** A query of the counter's key finds nothing. A filter cannot name a key, so it names the counter's own attribute. */
export function counterAtKey(
  { autoIncrement, partitionKey }: EntityMetadata,
  key: Readonly<Record<string, unknown>>,
): ConditionNode | undefined {
  if (!autoIncrement || Number(key[partitionKey.property]) !== COUNTER_KEY) return undefined;
  return { kind: 'exists', path: [COUNTER_ATTRIBUTE], exists: false };
}
