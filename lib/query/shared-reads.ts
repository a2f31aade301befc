import { inWordsOf } from '../codec/codec';
import { checkedKey } from '../entity/checked-key';
import { ValidationError } from '../errors/usage-errors';
import { combineNodes } from '../expressions/condition';
import type { ConditionNode } from '../expressions/nodes';
import { type PartCondition, prefixCondition, rangeCondition } from '../keys/range';
import { type BuiltKey, isBuilt, partsOf } from '../metadata/class-keys';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { classesOf, keyTells, meetOn } from '../metadata/table-classes';
import type { AttributeValue } from '../wire/attribute-value';
import { compareValues } from '../wire/order';
import { type AccessPath, describePath } from './access-path';
import type { Purpose } from './results';

/** What is known of the parts of a path, by stored name. */
export interface Wanted {
  readonly values: Map<string, AttributeValue>;
  /** What the caller wants of the first part that has no value. */
  readonly range: PartRange | undefined;
}

export interface PartRange {
  readonly name: string;
  readonly condition: PartCondition;
}

/** The condition on a built key. */
function conditionOn(metadata: EntityMetadata, key: BuiltKey, { values, range }: Wanted): PartCondition | undefined {
  const { template } = key;
  const stored = (name: string) => values.get(name);
  const parts = template.parts.map(({ field }) => field.name);
  const missing = parts.findIndex(name => !values.has(name));
  const count = missing < 0 ? parts.length : missing;
  const condition =
    range && range.name === parts[count]
      ? rangeCondition(template, stored, count, range.condition)
      : prefixCondition(template, stored, count);
  if (condition?.kind === 'between' && compareValues(condition.low, condition.high) > 0) {
    throw ValidationError.misuse(
      `${metadata.className}: between() has bounds in the wrong order: the low one comes first`,
    );
  }
  if (condition?.kind === '=') checkedKey(metadata, key, key.key!, condition.value);
  return condition;
}

function conditionOnBuilt(metadata: EntityMetadata, key: BuiltKey, wanted: Wanted): PartCondition | undefined {
  return inWordsOf(metadata.className, () => conditionOn(metadata, key, wanted));
}

/** Whether items of another class could be among those of the class on this path. */
function othersOn(metadata: EntityMetadata, { partitionKeys, sortKeys }: AccessPath): boolean {
  const { shared, type } = metadata;
  return classesOf(shared!).some(
    other => other !== metadata && !(other.type.prototype instanceof type) && meetOn(partitionKeys, sortKeys, other),
  );
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

/** Without a discriminator, and if another class could have such keys, no filter finds the items of a class: they are read and looked at. */
function isToldByItems(metadata: EntityMetadata): boolean {
  const { shared, discriminator, keys, members } = metadata;
  if (!shared || members || discriminator?.value !== undefined) return false;
  if (keys.some(isBuilt)) return !keyTells(metadata);
  return classesOf(shared).some(other => other.keys.some(isBuilt));
}

/** The stored attributes that decide an item's class, as far as the path holds them. @throws ValidationError a count needs all of them */
function tellingNames(metadata: EntityMetadata, path: AccessPath, purpose: Purpose): string[] {
  const { shared, discriminator, className } = metadata;
  const templated = classesOf(shared!).filter(({ keys }) => keys.some(isBuilt));
  const parts = templated.flatMap(type => type.keys.flatMap(key => partsOf(key, type)));
  const names = [...new Set([...metadata.keys, ...parts].map(({ name }) => name))];
  if (discriminator) names.push(discriminator.name);
  const { index } = path;
  const held = index && index.projection !== 'ALL' ? names.filter(name => index.holds.has(name)) : names;
  const unseen = names.find(name => !held.includes(name));
  if (purpose === 'items' || unseen === undefined) return held;
  throw ValidationError.misuse(
    `${className}: other classes of its table could have such keys, and ${describePath(path)} does not hold "${unseen}", which tells them apart: project it, or give the classes @Discriminator`,
  );
}

/** What queries of every class ask of those of shared tables. */
export const sharedReads = { conditionOnBuilt, othersOn, keyTells, leads, isToldByItems, tellingNames };
