import { COUNTER_ATTRIBUTE } from '../client/requests';
import { liveCondition } from '../entity/expiry';
import { isReservationKey, RESERVATION_PREFIX, UNIQUE_ATTRIBUTE } from '../entity/reservation-key';
import type { Visibility } from '../entity/visibility';
import { combineNodes, isEmpty } from '../expressions/condition';
import type { ConditionNode } from '../expressions/nodes';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import { keyType } from '../metadata/key-type';
import type { AttributeValue } from '../wire/attribute-value';
import { wireBytes } from '../wire/binary';
import type { AccessPath } from './access-path';

// Filters that hide items that are not records: `count` must not count what `load` leaves out. DynamoDB refuses a filter on what an index does
// not hold.

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
  path: AccessPath,
  key: Readonly<Record<string, unknown>>,
  condition: ConditionNode,
  choices: Visibility,
): ConditionNode | undefined {
  const { index, partitionKeys, sortKeys } = path;
  const others = holdsAll(index) ? [counterAtKey(metadata, key), reservationsAtKey(metadata, path, condition)] : [];
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

/** Needed only where the key may be a reservation's: it has the key of the table, and no attribute of another index. */
function reservationsAtKey(
  metadata: EntityMetadata,
  { partitionKeys }: AccessPath,
  condition: ConditionNode,
): ConditionNode | undefined {
  const { unique, partitionKey, sortKey, lifecycle } = metadata;
  if (unique.length === 0) return undefined;
  const value = equalIn(condition, partitionKey.name);
  if (value && !isReservationKey(metadata, { [partitionKey.name]: value })) return undefined;
  const held = [partitionKey, sortKey, lifecycle.expiresAt].map(attribute => attribute?.name);
  if (!partitionKeys.every(({ name }) => held.includes(name))) return undefined;
  return { kind: 'exists', path: [UNIQUE_ATTRIBUTE], exists: false };
}

/** The value that a key condition wants an attribute to have. */
function equalIn(condition: ConditionNode, name: string): AttributeValue | undefined {
  if (condition.kind === 'and') return condition.parts.map(part => equalIn(part, name)).find(value => value);
  if (condition.kind !== 'comparison' || condition.comparator !== '=') return undefined;
  const { left, right } = condition;
  return left.kind === 'path' && left.path[0] === name && right.kind === 'value' ? right.value : undefined;
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
