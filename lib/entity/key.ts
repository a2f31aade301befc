import { inWordsOf } from '../codec/codec';
import { decodeField, encodeField } from '../codec/field';
import { ValidationError } from '../errors/usage-errors';
import type { ErrorKey } from '../errors/write-errors';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { KeyRole } from '../metadata/declarations';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import { equalValues } from '../wire/equality';
import { attributeValueSize } from '../wire/size';

/** Bytes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_KEY_SIZE = { partition: 2048, sort: 1024 } as const;

/** The stored key of what the caller gave as a key: exactly the key attributes, each with a value. */
export function keyOf(metadata: EntityMetadata, input: unknown): Item {
  const { className, keys } = metadata;
  if (typeof input !== 'object' || input === null) {
    throw new ValidationError(`${className}: expected a key such as { ${keyNames(metadata)} }`);
  }
  const surplus = Object.keys(input).find(property => !keys.some(key => key.property === property));
  if (surplus !== undefined) {
    throw new ValidationError(`${className}: "${surplus}" is no part of the key, which is { ${keyNames(metadata)} }`);
  }
  return keyOfRecord(metadata, input);
}

/** The stored key of a record, as its properties say now. */
export function keyOfRecord(metadata: EntityMetadata, record: object): Item {
  const item: Item = {};
  for (const key of metadata.keys) {
    setAttribute(item, key.name, encodeKey(metadata, key, key.key!, (record as Record<string, unknown>)[key.property]));
  }
  refuseCounterKey(metadata, item);
  return item;
}

/** The key of an item that a record made, as it is to be stored. */
export function keyOfNewItem(metadata: EntityMetadata, item: Item): Item {
  const key: Item = {};
  for (const attribute of metadata.keys) {
    const { name } = attribute;
    setAttribute(key, name, checkedKey(metadata, attribute, attribute.key!, attributeOf(item, name)));
  }
  refuseCounterKey(metadata, key);
  return key;
}

function refuseCounterKey(metadata: EntityMetadata, key: Item): void {
  if (!isCounterKey(metadata, key)) return;
  const label = `${metadata.className}.${metadata.partitionKey.property}`;
  throw new ValidationError(`${label} cannot be ${COUNTER_KEY}: the counter of the auto-increment key is there`);
}

/** Whether the counter of an auto-increment class has this key, and no record can have it. */
export function isCounterKey({ autoIncrement, partitionKey }: EntityMetadata, key: Item): boolean {
  const value = attributeOf(key, partitionKey.name);
  return autoIncrement && value !== undefined && 'N' in value && Number(value.N) === COUNTER_KEY;
}

/** The stored form of one part of a key, of the table or of an index. */
export function encodeKey(
  metadata: EntityMetadata,
  key: AttributeMetadata,
  role: KeyRole,
  value: unknown,
): AttributeValue {
  requireKey(metadata, key, value);
  return checkedKey(
    metadata,
    key,
    role,
    inWordsOf(metadata.className, () => encodeField(key, value)),
  );
}

/** Throws ValidationError for a key that has no value. */
export function requireKey({ className }: EntityMetadata, { property }: AttributeMetadata, value: unknown): void {
  if (value !== undefined && value !== null) return;
  throw new ValidationError(`${className}.${property} is ${value}: it is part of the key, so it needs a value`);
}

function checkedKey(
  { className }: EntityMetadata,
  { property }: AttributeMetadata,
  role: KeyRole,
  stored: AttributeValue | undefined,
): AttributeValue {
  const refuse = (why: string) => new ValidationError(`${className}.${property} is a key: ${why}`);
  if (!stored || !('S' in stored || 'N' in stored || 'B' in stored)) {
    throw refuse('its value must be a string, a number or binary');
  }
  const size = attributeValueSize(stored);
  if (size === 0) throw refuse('it cannot be empty');
  const limit = MAX_KEY_SIZE[role];
  if (size > limit) throw refuse(`it has ${size} bytes, DynamoDB takes ${limit}`);
  return stored;
}

/** The key in an item. */
export function keyOfItem(metadata: EntityMetadata, item: Item): Item {
  const key: Item = {};
  for (const { name } of metadata.keys) setAttribute(key, name, item[name]!);
  return key;
}

export function sameKey(metadata: EntityMetadata, a: Item, b: Item): boolean {
  return metadata.keys.every(({ name }) => equalValues(a[name]!, b[name]!));
}

/** A stored key as property values, for errors. */
export function keyValues(metadata: EntityMetadata, key: Item): ErrorKey {
  const values: ErrorKey = {};
  for (const attribute of metadata.keys) {
    const stored = attributeOf(key, attribute.name);
    if (stored) values[attribute.property] = inWordsOf(metadata.className, () => decodeField(attribute, stored));
  }
  return values;
}

export function keyNames({ keys }: EntityMetadata): string {
  return keys.map(({ property }) => property).join(', ');
}
