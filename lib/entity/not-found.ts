import { ItemNotFoundError } from '../errors/write-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { keyNames, keyValues } from './key';

export function notFound(metadata: EntityMetadata, key: Item, cause?: unknown, isDeleted = false): ItemNotFoundError {
  const names = `{ ${keyNames(metadata)} }`;
  return new ItemNotFoundError(
    isDeleted
      ? `${metadata.className}: the item with this key ${names} is soft-deleted: get it with { withDeleted: true }, and restore() it`
      : `${metadata.className}: no item has this key ${names}`,
    { key: keyValues(metadata, key) },
    { cause },
  );
}
