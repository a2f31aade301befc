import type { Item } from '../../wire/attribute-value';
import type { Database } from '../database';
import { project, projectionOf } from '../expressions/projection';
import { validationError } from '../service-error';
import type { StoredItem } from '../storage/stored-item';
import type { Table } from '../tables/table';
import type { Select } from './compile';
import { asksForMore, keyIn } from './item-key';

/** A read of one item, as batches and transactions have it. */
export interface SingleRead {
  readonly table: Table;
  readonly key: Item;
  readonly stored: StoredItem | undefined;
  /** What the statement returns of the item; undefined where there is none. */
  readonly row: Item | undefined;
}

/** Reads the one item that a statement names by its key, and by nothing else. `operation` is for the message about one that does not. */
export function readSingle(database: Database, select: Select, operation: string): SingleRead {
  const table = database.table(select.tableName);
  const { where, indexName, columns } = select;
  const key = indexName === undefined ? keyIn(where, table.keys) : undefined;
  if (!key || !where || asksForMore(where, table.keys)) {
    throw validationError(`Select statements within ${operation} must specify the primary key in the where clause.`);
  }
  const stored = table.items.get(key);
  return { table, key, stored, row: stored && partsOf(stored.attributes, columns) };
}

/** Parts in their places, as GetItem projects them: only reads of many items give a column for each. */
function partsOf(item: Item, columns: Select['columns']): Item {
  return columns ? project(item, projectionOf(columns.map(({ path }) => path))) : item;
}
