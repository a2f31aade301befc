import { COUNTER_ATTRIBUTE } from '../client/requests';
import { liveCondition } from '../entity/expiry';
import { RESERVATION_PREFIX, UNIQUE_ATTRIBUTE } from '../entity/reservation-key';
import type { Visibility } from '../entity/visibility';
import { ValidationError } from '../errors/usage-errors';
import { combineNodes, isEmpty } from '../expressions/condition';
import type { ConditionNode } from '../expressions/nodes';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { isBuilt } from '../metadata/class-keys';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import { classesByValue } from '../metadata/family';
import { keyType } from '../metadata/key-type';
import { classesOf, keyTells, meetOn } from '../metadata/table-classes';
import { wireBytes } from '../wire/binary';
import { type AccessPath, describePath } from './access-path';

/** Filters that hide items that are not records: `count` must not count what `load` leaves out. */

/** Of a scan. */
export function hiddenInTable(metadata: EntityMetadata, choices: Visibility): ConditionNode | undefined {
  return allOf([counterInTable(metadata), reservationsInTable(metadata), ...absent(metadata, choices, [])]);
}

/** Of a query. A filter may not name a key of what is queried. */
export function hiddenAtKey(
  metadata: EntityMetadata,
  key: Readonly<Record<string, unknown>>,
  keys: readonly AttributeMetadata[],
  choices: Visibility,
): ConditionNode | undefined {
  return allOf([counterAtKey(metadata, key), reservationsAtKey(metadata), ...absent(metadata, choices, keys)]);
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

/** A query of one class among others reads its items alone: nothing to say where no other class could have such keys. */
export function ofClassInQuery(metadata: EntityMetadata, path: AccessPath): ConditionNode | undefined {
  return othersOn(metadata, path) ? ofClass(metadata, path) : undefined;
}

/** A scan meets every item of the table, or of the index. */
export function ofClassInScan(metadata: EntityMetadata, path: AccessPath): ConditionNode | undefined {
  const isAlone = metadata.shared ? false : metadata.discriminator?.isBase !== false;
  return isAlone ? undefined : ofClass(metadata, path, true);
}

/** Whether items of another class could be among those of the class on this path. */
export function othersOn(metadata: EntityMetadata, { partitionKeys, sortKeys }: AccessPath): boolean {
  const { shared, discriminator, type } = metadata;
  if (!shared) return discriminator?.isBase === false;
  return classesOf(shared).some(
    other => other !== metadata && !(other.type.prototype instanceof type) && meetOn(partitionKeys, sortKeys, other),
  );
}

/** The type of the items, or where that is not known, the literals that their keys begin with. */
function ofClass(metadata: EntityMetadata, path: AccessPath, takesKeys = false): ConditionNode | undefined {
  const { discriminator, type, className, keys } = metadata;
  if (discriminator?.value !== undefined) {
    const { index } = path;
    if (index && index.projection !== 'ALL' && !index.holds.has(discriminator.name)) {
      if (keyTells(metadata)) return leads(metadata, path, takesKeys);
      throw ValidationError.misuse(
        `${className}: ${describePath(path)} does not hold "${discriminator.name}", which tells the items of the class: project it`,
      );
    }
    const values = [...classesByValue(type).keys()].map(value => ({ kind: 'value', value: { S: value } }) as const);
    const operand = { kind: 'path', path: [discriminator.name] } as const;
    const [only, ...more] = values;
    return more.length === 0
      ? { kind: 'comparison', comparator: '=', left: operand, right: only! }
      : { kind: 'in', operand, values };
  }
  return keys.some(isBuilt) ? leads(metadata, path, takesKeys) : undefined;
}

/** That the table's key begins as the class's does. A query takes no filter on the keys that it goes by. */
function leads({ keys }: EntityMetadata, path: AccessPath, takesKeys: boolean): ConditionNode | undefined {
  const taken = new Set(takesKeys ? [] : [...path.partitionKeys, ...path.sortKeys].map(({ name }) => name));
  const nodes = keys
    .filter(isBuilt)
    .filter(({ name, template }) => !taken.has(name) && template.lead !== '')
    .map(({ name, template }): ConditionNode => {
      const argument = { kind: 'value', value: { S: template.lead } } as const;
      return { kind: 'function', name: 'begins_with', path: [name], argument };
    });
  return nodes.length > 0 ? combineNodes('and', nodes) : undefined;
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
  { withExpired, withDeleted }: Visibility,
  keys: readonly AttributeMetadata[],
): (ConditionNode | undefined)[] {
  const { expiresAt, deletedAt } = metadata.lifecycle;
  return [
    expiresAt && !withExpired && !keys.includes(expiresAt) ? liveCondition(metadata, Date.now()) : undefined,
    deletedAt && !withDeleted && !keys.includes(deletedAt)
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
