import { ItemNotFoundError } from '../errors/write-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { keyNames, keyValues } from './key';

export function notFound(metadata: EntityMetadata, key: Item, cause?: unknown): ItemNotFoundError {
  return new ItemNotFoundError(
    `${metadata.className}: no item has this key { ${keyNames(metadata)} }`,
    { key: keyValues(metadata, key) },
    { cause },
  );
}
