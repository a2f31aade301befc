import { COUNTER_ATTRIBUTE } from '../client/requests';
import { liveCondition } from '../entity/expiry';
import { RESERVATION_PREFIX, UNIQUE_ATTRIBUTE } from '../entity/reservation-key';
import type { Visibility } from '../entity/visibility';
import { combineNodes, isEmpty } from '../expressions/condition';
import type { ConditionNode } from '../expressions/nodes';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import { keyType } from '../metadata/key-type';
import { wireBytes } from '../wire/binary';
import type { AccessPath } from './access-path';

/**
 * Filters that hide items that are not records: `count` must not count what `load` leaves out. DynamoDB refuses a filter on what an index does
 * not hold.
 */

/** Of a scan. */
export function hiddenInTable(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  choices: Visibility,
): ConditionNode | undefined {
  return allOf([counterInTable(metadata), reservationsInTable(metadata), ...absent(metadata, index, choices, [])]);
}

/** Of a query. A filter may not name a key of what is queried. */
export function hiddenAtKey(
  metadata: EntityMetadata,
  { index, partitionKeys, sortKeys }: AccessPath,
  key: Readonly<Record<string, unknown>>,
  choices: Visibility,
): ConditionNode | undefined {
  const others = holdsAll(index) ? [counterAtKey(metadata, key), reservationsAtKey(metadata)] : [];
  return allOf([...others, ...absent(metadata, index, choices, [...partitionKeys, ...sortKeys])]);
}

function holdsAll(index: IndexMetadata | undefined): boolean {
  return !index || index.projection === 'ALL';
}

/** The counter of an auto-increment class is in its table. */
function counterInTable({ autoIncrement, partitionKey }: EntityMetadata): ConditionNode | undefined {
  if (!autoIncrement) return undefined;
  return {
    kind: 'comparison',
    comparator: '<>',
    left: { kind: 'path', path: [partitionKey.name] },
    right: { kind: 'value', value: { N: String(COUNTER_KEY) } },
  };
}

/** A query of the counter's key finds nothing. A filter cannot name a key, so it names the counter's own attribute. */
function counterAtKey(
  { autoIncrement, partitionKey }: EntityMetadata,
  key: Readonly<Record<string, unknown>>,
): ConditionNode | undefined {
  if (!autoIncrement || Number(key[partitionKey.property]) !== COUNTER_KEY) return undefined;
  return { kind: 'exists', path: [COUNTER_ATTRIBUTE], exists: false };
}

/** By their keys, which every index has. */
function reservationsInTable(metadata: EntityMetadata): ConditionNode | undefined {
  if (metadata.unique.length === 0) return undefined;
  const path = [metadata.partitionKey.name];
  switch (keyType(metadata, metadata.partitionKey)) {
    case 'N':
      return {
        kind: 'comparison',
        comparator: '>',
        left: { kind: 'path', path },
        right: { kind: 'value', value: { N: `-1${'0'.repeat(37)}` } },
      };
    case 'S':
      return notPrefixed(path, { S: RESERVATION_PREFIX });
    case 'B':
      return notPrefixed(path, { B: wireBytes(Buffer.from(RESERVATION_PREFIX)) });
  }
}

function notPrefixed(path: string[], value: { S: string } | { B: Uint8Array }): ConditionNode {
  return { kind: 'not', part: { kind: 'function', name: 'begins_with', path, argument: { kind: 'value', value } } };
}

function reservationsAtKey({ unique }: EntityMetadata): ConditionNode | undefined {
  return unique.length === 0 ? undefined : { kind: 'exists', path: [UNIQUE_ATTRIBUTE], exists: false };
}

function absent(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  { withExpired, withDeleted }: Visibility,
  keys: readonly AttributeMetadata[],
): (ConditionNode | undefined)[] {
  const { expiresAt, deletedAt } = metadata.lifecycle;
  const isSeen = (attribute: AttributeMetadata) =>
    !keys.includes(attribute) && (holdsAll(index) || index!.holds.has(attribute.name));
  return [
    expiresAt && !withExpired && isSeen(expiresAt) ? liveCondition(metadata, Date.now()) : undefined,
    deletedAt && !withDeleted && isSeen(deletedAt)
      ? { kind: 'exists', path: [deletedAt.name], exists: false }
      : undefined,
  ];
}

function allOf(parts: readonly (ConditionNode | undefined)[]): ConditionNode | undefined {
  const node = combineNodes(
    'and',
    parts.filter(part => part !== undefined),
  );
  return isEmpty(node) ? undefined : node;
}
