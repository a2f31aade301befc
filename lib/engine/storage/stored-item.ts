import type { Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';

/** An item and its size in bytes. Never changed: a write stores another one. */
export interface StoredItem {
  readonly attributes: Item;
  readonly size: number;
}

/** An item that is to be stored, measured. */
export function storedItem(attributes: Item): StoredItem {
  return { attributes, size: itemSize(attributes) };
}

/** One item as it was and as it is: absent before an insert, and after a delete. */
export interface ItemChange {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
}
