import { ValueFault } from '../codec/codec';
import { decodeField } from '../codec/field';
import { keyOfRecord, sameKey } from '../entity/key';
import type { RecordState } from '../entity/record-state';
import type { Difference } from '../errors/write-errors';
import { combineNodes } from '../expressions/condition';
import type { ConditionNode } from '../expressions/nodes';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item } from '../wire/attribute-value';
import { equalOrAbsent } from '../wire/equality';
import { compareValues } from '../wire/order';

/** What a write requires of the stored item: some attributes have these values, others are absent. */
export interface Expectation {
  /** Absent: no item, for a new record. As loaded: the item as the record was loaded. Older: no newer version, for a save that overwrites. */
  readonly kind: 'absent' | 'as loaded' | 'older';
  /** By stored name; undefined: the attribute must be absent. */
  readonly attributes: ReadonlyMap<string, AttributeValue | undefined>;
  /** The condition, where all share one. */
  readonly condition?: ConditionNode;
}

const absent = new WeakMap<EntityMetadata, Expectation>();

/** No item has the key. The same for all records of a class. */
export function expectAbsent(metadata: EntityMetadata): Expectation {
  let expectation = absent.get(metadata);
  if (!expectation) {
    const attributes: Expectation['attributes'] = new Map([[metadata.partitionKey.name, undefined]]);
    expectation = { kind: 'absent', attributes, condition: { kind: 'attributes', attributes } };
    absent.set(metadata, expectation);
  }
  return expectation;
}

/** The item is still as it was loaded: same version, or same attributes if the class has no version. */
export function expectAsLoaded(metadata: EntityMetadata, record: object, state: RecordState): Expectation {
  if (!metadata.version) return expectEveryAttribute(metadata, state.stored);
  return { kind: 'as loaded', attributes: versionAsLoaded(metadata, metadata.version.name, record, state) };
}

/** The item has exactly the values that were read. Attributes that the class does not declare are not compared. */
export function expectEveryAttribute(metadata: EntityMetadata, stored: Item): Expectation {
  const attributes = new Map<string, AttributeValue | undefined>();
  for (const name of Object.keys(stored)) attributes.set(name, stored[name]);
  for (const { name } of metadata.attributes) if (!attributes.has(name)) attributes.set(name, undefined);
  return { kind: 'as loaded', attributes };
}

/** Also requires the values that an update took from memory. */
export function relyingOn(
  expectation: Expectation | undefined,
  relied: Expectation['attributes'],
): Expectation | undefined {
  if (relied.size === 0) return expectation;
  return { kind: 'as loaded', attributes: new Map([...(expectation?.attributes ?? []), ...relied]) };
}

/** The stored version, if any, is below this one. */
export function expectOlder(version: AttributeMetadata, value: AttributeValue): Expectation {
  return { kind: 'older', attributes: new Map([[version.name, value]]) };
}

/** The stored version; 0 if there is none yet. */
export function versionOf({ version }: EntityMetadata, stored: Item | undefined): number {
  const value = version && stored && attributeOf(stored, version.name);
  return value && 'N' in value ? Number(value.N) : 0;
}

function versionAsLoaded(
  metadata: EntityMetadata,
  name: string,
  record: object,
  { stored }: RecordState,
): Expectation['attributes'] {
  const version = attributeOf(stored, name);
  const attributes = new Map([[name, version]]);
  // The version alone is not enough in two cases, so the key is compared too: the key was edited in memory, and the item there may have
  // the same version by chance; or the item never had a version, as a deleted item has none.
  if (!version || !sameKey(metadata, stored, keyOfRecord(metadata, record))) {
    for (const key of metadata.keys) attributes.set(key.name, stored[key.name]);
  }
  return attributes;
}

export function expectationCondition({ kind, attributes, condition }: Expectation): ConditionNode {
  if (condition) return condition;
  if (kind !== 'older') return { kind: 'attributes', attributes };
  const parts = Array.from(attributes, ([name, value]): ConditionNode => {
    const left = { kind: 'path', path: [name] } as const;
    const older: ConditionNode = { kind: 'comparison', comparator: '<', left, right: { kind: 'value', value: value! } };
    return { kind: 'or', parts: [{ kind: 'exists', path: [name], exists: false }, older] };
  });
  return combineNodes('and', parts);
}

/** Whether the stored item is as expected. If it is, the caller's own condition was false. */
export function isMet({ kind, attributes }: Expectation, item: Item | undefined): boolean {
  const meets = kind === 'older' ? isOlder : equalOrAbsent;
  return [...attributes].every(([name, value]) => meets(value, item && attributeOf(item, name)));
}

/** The expected values by property, or by stored name if the class does not declare the attribute. */
export function expectedValues(metadata: EntityMetadata, { attributes }: Expectation): Record<string, unknown> {
  return Object.fromEntries([...attributes].map(([name, value]) => decoded(metadata, name, value)));
}

/** The attributes that are not as expected. */
export function differences(
  metadata: EntityMetadata,
  { attributes }: Expectation,
  item: Item | undefined,
): Record<string, Difference> {
  const differing = [...attributes].filter(([name, value]) => !equalOrAbsent(value, item && attributeOf(item, name)));
  return Object.fromEntries(
    differing.map(([name, value]) => {
      const [property, expected] = decoded(metadata, name, value);
      const [, stored] = decoded(metadata, name, item && attributeOf(item, name));
      return [property, { expected, stored }];
    }),
  );
}

function isOlder(limit: AttributeValue | undefined, stored: AttributeValue | undefined): boolean {
  return !stored || (!!limit && 'N' in limit && 'N' in stored && compareValues(stored, limit) < 0);
}

/** In stored form if the class does not declare the attribute, or cannot decode its value. */
function decoded(metadata: EntityMetadata, name: string, value: AttributeValue | undefined): [string, unknown] {
  const attribute = metadata.attributes.find(candidate => candidate.name === name);
  if (!attribute) return [name, value];
  try {
    return [attribute.property, value && decodeField(attribute, value)];
  } catch (error) {
    if (error instanceof ValueFault) return [attribute.property, value];
    throw error;
  }
}
