import { type AttributeValue, attributeOf, type Item, setAttribute } from '../../wire/attribute-value';
import { attributeValueSize } from '../../wire/size';
import { type EncodedKey, encodePartition, encodeValues } from './key-encoding';

/** The maximum total size of all attributes on one side of a key, in bytes. */
export const MAX_PARTITION_KEY = 2048;
export const MAX_SORT_KEY = 1024;

/** One attribute of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/** The key of a table or of an index; an index may have up to four attributes on either side. */
export interface KeySchema {
  readonly partition: readonly KeyAttribute[];
  readonly sort: readonly KeyAttribute[];
  /** Partition and then sort attributes. */
  readonly all: readonly KeyAttribute[];
}

/** The key schema of those attributes. */
export function keySchema(partition: readonly KeyAttribute[], sort: readonly KeyAttribute[]): KeySchema {
  return { partition, sort, all: [...partition, ...sort] };
}

/** The position of an item in a table: the hash of its partition, its partition, its sort key. */
export function encodeKey(item: Item, schema: KeySchema): EncodedKey {
  const partition = encodePartition(valuesOf(item, schema.partition));
  return schema.sort.length === 0 ? partition : partition + encodeValues(valuesOf(item, schema.sort));
}

/** The key attributes of an item. */
export function keyOf(item: Item, schema: KeySchema): Item {
  const key: Item = {};
  for (const { name } of schema.all) setAttribute(key, name, item[name] as AttributeValue);
  return key;
}

/** The bytes of some key attributes, which the item must have. */
export function keySize(item: Item, attributes: readonly KeyAttribute[]): number {
  return valuesOf(item, attributes).reduce((size, value) => size + attributeValueSize(value), 0);
}

/** Whether a value is an empty string or empty binary, which a key cannot be. */
export function isEmptyKey(value: AttributeValue): boolean {
  return ('S' in value && value.S === '') || ('B' in value && value.B.length === 0);
}

/** The values of some key attributes, which the item must have. */
export function valuesOf(item: Item, attributes: readonly KeyAttribute[]): AttributeValue[] {
  return attributes.map(({ name }) => attributeOf(item, name) as AttributeValue);
}
