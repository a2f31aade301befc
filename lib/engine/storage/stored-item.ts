import type { Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';

/** An item and its size in bytes. It is never changed: a write stores another one. */
export interface StoredItem {
  readonly attributes: Item;
  readonly size: number;
}

/** An item to be stored, with its size. */
export function storedItem(attributes: Item): StoredItem {
  return { attributes, size: itemSize(attributes) };
}

/** One item before and after a change: absent before an insert, and after a delete. */
export interface ItemChange {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
}
