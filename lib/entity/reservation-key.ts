import type { EntityMetadata } from '../metadata/entity-metadata';
import { attributeOf, type Item } from '../wire/attribute-value';
import { toBytes } from '../wire/binary';

/** The prefix of reservation keys. Records of a class with unique attributes cannot have such a key. */
export const RESERVATION_PREFIX = 'unique#';

/** The attribute of a reservation that names the unique attribute. */
export const UNIQUE_ATTRIBUTE = 'uniqueAttribute';

/** The attribute of a reservation that holds the key of the record that has the value. */
export const OWNER_ATTRIBUTE = 'uniqueOwner';

const PREFIX_BYTES = Buffer.from(RESERVATION_PREFIX);

/** Whether the item is the reservation of a unique value. It is not a record of any class of the table. */
export function isReservation(metadata: EntityMetadata, item: Item): boolean {
  if (Object.hasOwn(item, OWNER_ATTRIBUTE) && Object.hasOwn(item, UNIQUE_ATTRIBUTE)) return true;
  // An index may hold only the keys.
  return metadata.unique.length > 0 && isReservationKey(metadata, item);
}

/** Whether the key may be that of a reservation. */
export function isReservationKey({ partitionKey }: EntityMetadata, item: Item): boolean {
  const value = attributeOf(item, partitionKey.name);
  if (!value) return false;
  if ('S' in value) return value.S.startsWith(RESERVATION_PREFIX);
  if ('N' in value) return /^-\d{38}$/.test(value.N);
  return 'B' in value && Buffer.from(toBytes(value.B)).subarray(0, PREFIX_BYTES.length).equals(PREFIX_BYTES);
}
