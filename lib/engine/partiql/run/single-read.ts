import type { Item } from '../../../wire/attribute-value';
import type { Database } from '../../database/database';
import { project, projectionOf } from '../../expressions/projection';
import { validationError } from '../../protocol/service-error';
import type { StoredItem } from '../../storage/stored-item';
import type { Table } from '../../tables/table';
import type { Select } from '../compile/compile';
import { isKeyAlone, requiredKey } from './item-key';

/** A read of one item, in a batch or a transaction. */
export interface SingleRead {
  readonly table: Table;
  readonly key: Item;
  readonly stored: StoredItem | undefined;
  /** What the statement returns of the item; undefined if there is none. */
  readonly row: Item | undefined;
}

/** Refuses a statement that does not name one item by only its key. `operation` is for the message. */
export function checkKeyAlone({ where, indexName }: Select, { keys }: Table, operation: string): void {
  if (indexName === undefined && isKeyAlone(where, keys)) return;
  throw validationError(`Select statements within ${operation} must specify the primary key in the where clause.`);
}

/** Reads the one item that a statement names. */
export function readSingle(database: Database, { tableName, where, columns }: Select): SingleRead {
  const table = database.table(tableName);
  const key = requiredKey(where, table.keys);
  const stored = table.items.get(key);
  return { table, key, stored, row: stored && partsOf(stored.attributes, columns) };
}

/** The projected item, as GetItem returns it. Only reads of many items return a column for each part. */
function partsOf(item: Item, columns: Select['columns']): Item {
  return columns ? project(item, projectionOf(columns.map(({ path }) => path))) : item;
}
