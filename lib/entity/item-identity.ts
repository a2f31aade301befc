import type { EntityMetadata } from '../metadata/entity-metadata';
import { type Item, typeOf } from '../wire/attribute-value';
import { toBase64 } from '../wire/binary';
import { canonicalNumber } from '../wire/decimal';

/** One text for one item, however its key is spelled: two keys are the same item exactly where DynamoDB says so. */
export function itemIdentity(tableName: string, key: Item): string {
  const parts = Object.keys(key)
    .sort()
    .map(name => {
      const value = key[name]!;
      if ('N' in value) return canonicalNumber(value.N);
      return 'B' in value ? toBase64(value.B) : `${typeOf(value)}${(value as { S: string }).S}`;
    });
  return JSON.stringify([tableName, ...parts]);
}

/** An item to be read with others. */
export interface ItemToRead {
  readonly metadata: EntityMetadata;
  readonly key: Item;
}

export function identityOf({ metadata, key }: ItemToRead): string {
  return itemIdentity(metadata.tableName, key);
}
