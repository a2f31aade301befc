import type { EntityMetadata } from '../metadata/entity-metadata';
import { attributeOf, type Item } from '../wire/attribute-value';
import { toBytes } from '../wire/binary';

/** How the keys of reservations begin: no record of a class with unique attributes can have such a key. */
export const RESERVATION_PREFIX = 'unique#';

/** The attribute of a reservation that names the unique attribute. */
export const UNIQUE_ATTRIBUTE = 'uniqueAttribute';

/** The attribute of a reservation that holds the key of the record that has the value. */
export const OWNER_ATTRIBUTE = 'uniqueOwner';

const PREFIX_BYTES = Buffer.from(RESERVATION_PREFIX);

/** Whether the item is the reservation of a unique value: it is no record, also not to classes that share the table. */
export function isReservation(metadata: EntityMetadata, item: Item): boolean {
  if (Object.hasOwn(item, OWNER_ATTRIBUTE) && Object.hasOwn(item, UNIQUE_ATTRIBUTE)) return true;
  // An index may hold the keys alone.
  return metadata.unique.length > 0 && isReservationKey(metadata, item);
}

/** Whether the key is one that a reservation may have. */
export function isReservationKey({ partitionKey }: EntityMetadata, item: Item): boolean {
  const value = attributeOf(item, partitionKey.name);
  if (!value) return false;
  if ('S' in value) return value.S.startsWith(RESERVATION_PREFIX);
  if ('N' in value) return /^-\d{38}$/.test(value.N);
  return 'B' in value && Buffer.from(toBytes(value.B)).subarray(0, PREFIX_BYTES.length).equals(PREFIX_BYTES);
}
