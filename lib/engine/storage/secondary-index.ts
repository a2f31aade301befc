import { attributeOf, type Item, setAttribute } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import { encodeKey, isEmptyKey, type KeySchema, keySize, MAX_PARTITION_KEY, MAX_SORT_KEY } from './key-schema';
import { OrderedMap } from './ordered-map';
import type { StoredItem } from './stored-item';

/** The attributes that an index holds: all, or the named ones besides the keys. */
export type IndexProjection = 'ALL' | readonly string[];

/** The definition of an index. */
export interface IndexDefinition {
  readonly name: string;
  readonly isGlobal: boolean;
  readonly keys: KeySchema;
  readonly projection: IndexProjection;
}

/** The items of a table in the order of other key attributes. Items without one of these are not in it. */
export class SecondaryIndex {
  readonly entries: OrderedMap<StoredItem>;
  /** The attributes that the index holds: the named ones, its own keys, those of the table. */
  private readonly carried: ReadonlySet<string> | undefined;

  constructor(
    readonly definition: IndexDefinition,
    private readonly tableKeys: KeySchema,
    entries = new OrderedMap<StoredItem>(),
  ) {
    this.entries = entries;
    const { keys, projection } = definition;
    if (projection === 'ALL') return;
    const keyNames = [...tableKeys.all, ...keys.all].map(({ name }) => name);
    this.carried = new Set([...keyNames, ...projection]);
  }

  /** Whether an item has all the attributes that the index is ordered by, each of its type and not empty. */
  hasKeyOf(item: Item): boolean {
    return this.definition.keys.all.every(({ name, type }) => {
      const value = attributeOf(item, name);
      return value !== undefined && type in value && !isEmptyKey(value);
    });
  }

  /** Whether an item is in the index. An item that is older than the index may have keys that the index does not accept. */
  holds(item: Item): boolean {
    const { partition, sort } = this.definition.keys;
    return this.hasKeyOf(item) && keySize(item, partition) <= MAX_PARTITION_KEY && keySize(item, sort) <= MAX_SORT_KEY;
  }

  /** The position of an item, followed by its position in the table, as index keys need not be unique. */
  positionOf(item: Item): string {
    return encodeKey(item, this.definition.keys) + encodeKey(item, this.tableKeys);
  }

  carries(name: string): boolean {
    return this.carried === undefined || this.carried.has(name);
  }

  /** The item as the index has it. */
  project(stored: StoredItem): StoredItem {
    if (!this.carried) return stored;
    const attributes: Item = {};
    for (const name of Object.keys(stored.attributes)) {
      const value = stored.attributes[name];
      if (value && this.carried.has(name)) setAttribute(attributes, name, value);
    }
    return { attributes, size: itemSize(attributes) };
  }

  /** Follows a change of an item. */
  replace(before: StoredItem | undefined, after: StoredItem | undefined): void {
    const old = before && this.holds(before.attributes) ? this.positionOf(before.attributes) : undefined;
    const position = after && this.holds(after.attributes) ? this.positionOf(after.attributes) : undefined;
    if (old !== undefined && old !== position) this.entries.delete(old);
    if (after && position !== undefined) this.entries.set(position, after);
  }

  /** The sizes of all entries together. */
  measure(): number {
    let size = 0;
    for (const [, stored] of this.entries.entries()) size += this.project(stored).size;
    return size;
  }

  clone(): SecondaryIndex {
    return new SecondaryIndex(this.definition, this.tableKeys, this.entries.clone());
  }
}
