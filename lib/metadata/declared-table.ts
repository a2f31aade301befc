import { checkTable, checkTableName } from './checks/table';
import { declarationsOf, type TableDeclaration } from './declarations';
import type { EntityClass } from './entity-class';

/** The table that the class, or its nearest ancestor with one, declares. */
export function tableOf(type: EntityClass): TableDeclaration {
  const table = declarationsOf(type).findLast(declarations => declarations.table)?.table;
  checkTable(type.name, table);
  return table;
}

/** Called for each request, as a function may give another name each time. A text was checked with the class. */
export function tableNameOf(type: EntityClass, table: TableDeclaration): string {
  if (typeof table.name !== 'function') return table.name;
  const tableName = table.name();
  checkTableName(type.name, table, tableName);
  return tableName;
}
