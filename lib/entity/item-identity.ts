import type { EntityMetadata } from '../metadata/entity-metadata';
import type { AttributeValue, Item } from '../wire/attribute-value';
import { toBase64 } from '../wire/binary';
import { canonicalNumber } from '../wire/decimal';

/** One text for one item, however its key is spelled: two keys are the same item exactly where DynamoDB says so. */
export function itemIdentity(tableName: string, key: Item): string {
  let identity = withLength(tableName);
  for (const name of sorted(Object.keys(key))) identity += withLength(textOf(key[name]!));
  return identity;
}

/** A key has one attribute or two. */
function sorted(names: string[]): string[] {
  return names.length === 2 && names[0]! > names[1]! ? names.reverse() : names;
}

function textOf(value: AttributeValue): string {
  if ('N' in value) return `N${canonicalNumber(value.N)}`;
  return 'B' in value ? `B${toBase64(value.B)}` : `S${(value as { S: string }).S}`;
}

/** Texts after each other stay apart, whatever they hold. */
function withLength(text: string): string {
  return `${text.length}:${text}`;
}

/** An item to be read with others. */
export interface ItemToRead {
  readonly metadata: EntityMetadata;
  readonly tableName: string;
  readonly key: Item;
}

export function identityOf({ tableName, key }: ItemToRead): string {
  return itemIdentity(tableName, key);
}
