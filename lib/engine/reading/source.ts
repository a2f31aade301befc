import type { Item } from '../../wire/attribute-value';
import { validationError } from '../protocol/service-error';
import type { EncodedKey } from '../storage/key-encoding';
import { encodeKey, type KeyAttribute, type KeySchema } from '../storage/key-schema';
import type { OrderedMap } from '../storage/ordered-map';
import type { SecondaryIndex } from '../storage/secondary-index';
import type { StoredItem } from '../storage/stored-item';
import type { Table } from '../tables/table';

/** What a Query or Scan reads: a table, or one of its indexes. */
export interface Source {
  readonly table: Table;
  readonly index: SecondaryIndex | undefined;
  readonly keys: KeySchema;
  readonly entries: OrderedMap<StoredItem>;
  /** The attributes that determine the position of an item: the keys of the source, and those of the table. */
  readonly position: readonly KeyAttribute[];
}

/** The source that a request names. Throws `ValidationException` for a missing index, or one that is not consistent. */
export function sourceOf(table: Table, indexName: string | undefined, isConsistent: boolean | undefined): Source {
  if (indexName === undefined) {
    return { table, index: undefined, keys: table.keys, entries: table.items.entries, position: table.keys.all };
  }
  const index = table.items.indexes.get(indexName);
  if (!index) throw validationError(`The table does not have the specified index: ${indexName}`);
  const { isGlobal, keys } = index.definition;
  if (isGlobal && isConsistent) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  const names = new Set(keys.all.map(({ name }) => name));
  const position = [...keys.all, ...table.keys.all.filter(({ name }) => !names.has(name))];
  return { table, index, keys, entries: index.entries, position };
}

/** The position of an item or a start key in the source. */
export function positionIn({ table, index }: Source, item: Item): EncodedKey {
  return index ? index.positionOf(item) : encodeKey(item, table.keys);
}
