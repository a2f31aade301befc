import { inWordsOf } from '../codec/codec';
import { decodeField, encodeField } from '../codec/field';
import { ValidationError } from '../errors/usage-errors';
import type { ErrorKey } from '../errors/write-errors';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { isBuilt } from '../metadata/class-keys';
import type { KeyRole } from '../metadata/declarations';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import {
  type AttributesByName,
  type AttributeValue,
  attributeOf,
  type Item,
  setAttribute,
} from '../wire/attribute-value';
import { equalValues } from '../wire/equality';
import { BUILT_KEYS } from './built-keys-part';
import { checkedKey, lacksKeyPart } from './checked-key';
import { encodedPart } from './encoded-part';
import { isReservationKey, RESERVATION_PREFIX } from './reservation-key';
import { TENANTS } from './tenant';

/** The stored key from what the caller gave: exactly the parts of the key, each with a value, and of the current tenant. */
export function keyOf(metadata: EntityMetadata, input: unknown): Item {
  const { className, keyParts } = metadata;
  if (typeof input !== 'object' || input === null) {
    throw ValidationError.misuse(`${className}: expected a key such as { ${keyNames(metadata)} }`);
  }
  const surplus = Object.keys(input).find(property => !keyParts.some(part => part.property === property));
  if (surplus !== undefined) {
    throw ValidationError.misuse(
      `${className}: "${surplus}" is no part of the key, which is { ${keyNames(metadata)} }`,
    );
  }
  const key = keyOfRecord(metadata, input);
  TENANTS.of(metadata)?.checkTenant(metadata, input);
  return key;
}

/** The stored key of a record, from its current property values. */
export function keyOfRecord(metadata: EntityMetadata, record: object): Item {
  const values = record as Record<string, unknown>;
  const item: Item = {};
  for (const key of metadata.keys) {
    const stored = isBuilt(key)
      ? BUILT_KEYS.of(metadata)!.requiredKey(metadata, key, part => encodedPart(metadata, part, values[part.property]))
      : encodeKey(metadata, key, key.key!, values[key.property]);
    setAttribute(item, key.name, stored);
  }
  refuseReserved(metadata, item);
  return item;
}

/** The key of an item that was made from a record and is about to be stored. */
export function keyOfNewItem(metadata: EntityMetadata, item: AttributesByName): Item {
  const key: Item = {};
  for (const attribute of metadata.keys) {
    const { name } = attribute;
    const stored = isBuilt(attribute)
      ? BUILT_KEYS.of(metadata)!.requiredKey(metadata, attribute, part => item.get(part.name))
      : checkedKey(metadata, attribute, attribute.key!, item.get(name));
    setAttribute(key, name, stored);
  }
  refuseReserved(metadata, key);
  return key;
}

/** Refuses keys that belong to dynact's own items: the counter, and reservations of unique values. */
function refuseReserved(metadata: EntityMetadata, key: Item): void {
  const reason = reservedFor(metadata, key);
  if (!reason) return;
  const { property } = metadata.partitionKey;
  throw ValidationError.about(`${metadata.className}.${property}`, [property], `cannot ${reason}`);
}

function reservedFor(metadata: EntityMetadata, key: Item): string | undefined {
  if (isCounterKey(metadata, key)) return `be ${COUNTER_KEY}: the counter of the auto-increment key is there`;
  if (metadata.unique.length === 0 || !isReservationKey(metadata, key)) return undefined;
  return `be a key such as reservations of unique values have: they begin with "${RESERVATION_PREFIX}"`;
}

/** Whether this is the key of the counter item of an auto-increment class. */
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

/** Throws ValidationError if a part of a key has no value. */
export function requireKey({ className }: EntityMetadata, { property }: AttributeMetadata, value: unknown): void {
  if (value === undefined || value === null) throw lacksKeyPart(className, property, String(value));
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
    if (!stored) continue;
    // A key that the templates did not build is shown as it is.
    const parts = isBuilt(attribute) ? BUILT_KEYS.of(metadata)!.partsOfKey(metadata, attribute, stored) : undefined;
    if (parts) Object.assign(values, parts);
    else values[attribute.property] = inWordsOf(metadata.className, () => decodeField(attribute, stored));
  }
  return values;
}

export function keyNames({ keyParts }: EntityMetadata): string {
  return keyParts.map(({ property }) => property).join(', ');
}
