import { checkTable, checkTableName } from './checks/table';
import type { TableDeclaration } from './declarations';
import type { EntityClass } from './entity-class';
import { declaredTable } from './family';

/** The table that the class declares, checked. */
export function tableOf(type: EntityClass): TableDeclaration {
  const table = declaredTable(type);
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
