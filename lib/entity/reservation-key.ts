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

/** Whether the item, or key, is the reservation of a unique value: it is no record. */
export function isReservation({ unique, partitionKey }: EntityMetadata, item: Item): boolean {
  if (unique.length === 0) return false;
  const value = attributeOf(item, partitionKey.name);
  if (!value) return false;
  if ('S' in value) return value.S.startsWith(RESERVATION_PREFIX);
  if ('N' in value) return /^-\d{38}$/.test(value.N);
  return 'B' in value && Buffer.from(toBytes(value.B)).subarray(0, PREFIX_BYTES.length).equals(PREFIX_BYTES);
}
