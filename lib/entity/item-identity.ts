import type { EntityMetadata } from '../metadata/entity-metadata';
import type { AttributeValue, Item } from '../wire/attribute-value';
import { toBase64 } from '../wire/binary';
import { canonicalNumber } from '../wire/decimal';

/** A text that identifies an item. Two keys have the same text exactly if they are the same key to DynamoDB, however they are written. */
export function itemIdentity(tableName: string, key: Item): string {
  let first: string | undefined;
  let second: string | undefined;
  // A key has one attribute or two.
  for (const name in key) {
    if (first === undefined || name < first) [first, second] = [name, first];
    else second = name;
  }
  const identity = withLength(tableName) + withLength(textOf(key[first!]!));
  return second === undefined ? identity : identity + withLength(textOf(key[second]!));
}

function textOf(value: AttributeValue): string {
  if ('N' in value) return `N${canonicalNumber(value.N)}`;
  return 'B' in value ? `B${toBase64(value.B)}` : `S${(value as { S: string }).S}`;
}

/** Length-prefixed, so concatenation is unambiguous. */
function withLength(text: string): string {
  return `${text.length}:${text}`;
}

/** An item that is read together with others. */
export interface ItemToRead {
  readonly metadata: EntityMetadata;
  readonly tableName: string;
  readonly key: Item;
}

export function identityOf({ tableName, key }: ItemToRead): string {
  return itemIdentity(tableName, key);
}
