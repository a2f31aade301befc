import type { Item } from '../../wire/attribute-value';
import { encodePartition, endOf } from './key-encoding';
import { encodeKey, type KeySchema, valuesOf } from './key-schema';
import { OrderedMap } from './ordered-map';
import type { SecondaryIndex } from './secondary-index';
import type { ItemChange, StoredItem } from './stored-item';

/** The items of one table in the order of their keys, and the indexes of the table. */
export class ItemStore {
  private bytes = 0;

  constructor(
    readonly keys: KeySchema,
    readonly indexes = new Map<string, SecondaryIndex>(),
    readonly entries = new OrderedMap<StoredItem>(),
  ) {}

  get count(): number {
    return this.entries.size;
  }

  /** The sizes of all items together. */
  get size(): number {
    return this.bytes;
  }

  /** The item with the key attributes of `key`. */
  get(key: Item): StoredItem | undefined {
    return this.entries.get(encodeKey(key, this.keys));
  }

  /** The only place where items change. */
  replace(key: Item, { before, after }: ItemChange): void {
    const position = encodeKey(key, this.keys);
    if (after) this.entries.set(position, after);
    else this.entries.delete(position);
    this.bytes += (after?.size ?? 0) - (before?.size ?? 0);
    for (const index of this.indexes.values()) index.replace(before, after);
  }

  addIndex(index: SecondaryIndex): void {
    this.indexes.set(index.definition.name, index);
    for (const [, stored] of this.entries.entries()) index.replace(undefined, stored);
  }

  /** The items that share a partition key, in the order of their sort keys. */
  *collection(key: Item): Generator<StoredItem> {
    const from = encodePartition(valuesOf(key, this.keys.partition));
    for (const [, stored] of this.entries.entries({ from, to: endOf(from) })) yield stored;
  }

  clone(): ItemStore {
    const indexes = new Map([...this.indexes].map(([name, index]) => [name, index.clone()]));
    const copy = new ItemStore(this.keys, indexes, this.entries.clone());
    copy.bytes = this.bytes;
    return copy;
  }
}
