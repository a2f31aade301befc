import { createHash } from 'node:crypto';
import { describe, inWordsOf } from '../../codec/codec';
import { decodeField, encodeField } from '../../codec/field';
import { OWNER_ATTRIBUTE, RESERVATION_PREFIX, UNIQUE_ATTRIBUTE } from '../../entity/reservation-key';
import { ValidationError } from '../../errors/usage-errors';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { keyType } from '../../metadata/key-type';
import type { UniqueAttribute } from '../../metadata/unique';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../../wire/attribute-value';
import { toBase64, wireBytes } from '../../wire/binary';
import { canonicalNumber } from '../../wire/decimal';

/** A reservation: an item that says which record has a unique value. */
export interface Reservation {
  readonly unique: UniqueAttribute;
  /** The hash of the value. */
  readonly digest: string;
  readonly key: Item;
  readonly item: Item;
}

/** The reservations of an item, by their keys as text. An item that does not exist has none. */
export function reservationsOf(metadata: EntityMetadata, key: Item, item: Item | undefined): Map<string, Reservation> {
  const reservations = new Map<string, Reservation>();
  const { deletedAt } = metadata.lifecycle;
  // A soft-deleted record gives up its values.
  if (!item || (deletedAt && attributeOf(item, deletedAt.name))) return reservations;
  for (const unique of metadata.unique) {
    const digest = digestOf(metadata, unique, name => attributeOf(item, name));
    if (!digest) continue;
    const reservationKey = keyAt(metadata, unique, digest);
    const expiry = metadata.lifecycle.expiresAt && attributeOf(item, metadata.lifecycle.expiresAt.name);
    reservations.set(digest, {
      unique,
      digest,
      key: reservationKey,
      item: {
        ...reservationKey,
        [UNIQUE_ATTRIBUTE]: { S: unique.attribute.name },
        [OWNER_ATTRIBUTE]: { M: key },
        ...(expiry && { [metadata.lifecycle.expiresAt!.name]: expiry }),
      },
    });
  }
  return reservations;
}

/** The key of the reservation of a value that a caller gave; undefined if the value or a part of its scope is missing. */
export function reservationKeyOf(
  metadata: EntityMetadata,
  unique: UniqueAttribute,
  values: Readonly<Record<string, unknown>>,
): Item | undefined {
  const stored = (name: string) => {
    const attribute = [unique.attribute, ...unique.scope].find(candidate => candidate.name === name)!;
    return inWordsOf(metadata.className, () =>
      encodeField({ ...attribute, required: false }, values[attribute.property]),
    );
  };
  const digest = digestOf(metadata, unique, stored);
  return digest === undefined ? undefined : keyAt(metadata, unique, digest);
}

/** A hash, so that keys are short and logs of keys show no values. */
function digestOf(
  metadata: EntityMetadata,
  unique: UniqueAttribute,
  storedOf: (name: string) => AttributeValue | undefined,
): string | undefined {
  const value = storedOf(unique.attribute.name);
  if (!value || 'NULL' in value) return undefined;
  const parts: string[] = [unique.namespace, unique.attribute.name];
  for (const { name } of unique.scope) {
    const part = storedOf(name);
    if (!part || 'NULL' in part) return undefined;
    parts.push(textOf(metadata, unique, part));
  }
  parts.push(normalised(metadata, unique, value));
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function normalised(metadata: EntityMetadata, unique: UniqueAttribute, stored: AttributeValue): string {
  if (!unique.as) return textOf(metadata, unique, stored);
  const value = unique.as(inWordsOf(metadata.className, () => decodeField(unique.attribute, stored)));
  if (typeof value === 'string') return `S${value}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `N${canonicalNumber(String(value))}`;
  throw ValidationError.misuse(
    `${metadata.className}.${unique.attribute.property}: \`as\` of a unique attribute must give a string or a number, and gave ${describe(value)}`,
  );
}

function textOf({ className }: EntityMetadata, { attribute }: UniqueAttribute, value: AttributeValue): string {
  if ('S' in value) return `S${value.S}`;
  if ('N' in value) return `N${canonicalNumber(value.N)}`;
  if ('B' in value) return `B${toBase64(value.B)}`;
  throw ValidationError.misuse(
    `${className}.${attribute.property} is unique: it and its scope hold strings, numbers, dates or binary`,
  );
}

/** Reservations are in the table of the records, whose keys may have any type. */
function keyAt(metadata: EntityMetadata, { attribute }: UniqueAttribute, digest: string): Item {
  const { partitionKey, sortKey } = metadata;
  const key: Item = {};
  setAttribute(key, partitionKey.name, partitionValue(keyType(metadata, partitionKey), attribute.name, digest));
  if (sortKey) setAttribute(key, sortKey.name, sortValue(keyType(metadata, sortKey)));
  return key;
}

function partitionValue(type: 'S' | 'N' | 'B', name: string, digest: string): AttributeValue {
  const text = `${RESERVATION_PREFIX}${name}#${digest}`;
  switch (type) {
    case 'S':
      return { S: text };
    case 'B':
      return { B: wireBytes(Buffer.from(text)) };
    case 'N':
      return { N: numberOf(digest) };
  }
}

function sortValue(type: 'S' | 'N' | 'B'): AttributeValue {
  switch (type) {
    case 'S':
      return { S: RESERVATION_PREFIX };
    case 'B':
      return { B: wireBytes(Buffer.from(RESERVATION_PREFIX)) };
    case 'N':
      return { N: '0' };
  }
}

const RANGE = 9n * 10n ** 37n;

/** A negative number of 38 digits, DynamoDB's maximum: no record is likely to have it as a key. */
function numberOf(digest: string): string {
  const bits = BigInt(`0x${Buffer.from(digest, 'base64url').toString('hex')}`);
  return String(-(10n ** 37n + (bits % RANGE)));
}
