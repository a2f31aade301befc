import { isCounterKey } from '../entity/key';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';

/** The class of an item that was read as one of `metadata`. Undefined: the item is no record of it, and counts as absent. */
export function classOf(metadata: EntityMetadata, item: Item): EntityMetadata | undefined {
  return metadata.autoIncrement && isCounterKey(metadata, item) ? undefined : metadata;
}

/** Whether every item that is read as one of `metadata` is a record of that class, whatever it holds. */
export function isEachOne(metadata: EntityMetadata): boolean {
  return !metadata.autoIncrement;
}
