import { validationError } from '../protocol/service-error';
import { string, structure } from '../protocol/shapes';
import { checkTableReference } from '../tables/constraints';
import { describeDeletedTable } from '../tables/description';
import { operation } from './operation';

const shape = structure('DeleteTableInput', { TableName: string });

/** Answers `DELETING`, as the service does; the table is gone at once. */
export const deleteTable = operation<{ TableName: string }>('DeleteTable', shape, (database, { TableName }) => {
  checkTableReference(TableName);
  const table = database.namedTable(TableName);
  if (table.settings.deletionProtection) {
    throw validationError(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  database.streams.follow();
  database.tables.delete(table.name);
  return { TableDescription: describeDeletedTable(table, database.scene) };
});
