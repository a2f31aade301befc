import { modelError } from '../protocol/service-error';
import { checkCreateConstraints } from '../tables/constraints';
import { checkNewTable } from '../tables/create-validation';
import { describeTable } from '../tables/description';
import { checkQuotas } from '../tables/quotas';
import { type CreateTableRequest, createTableShape } from '../tables/requests';
import { createTable as newTable } from '../tables/table';
import { operation } from './operation';

/** Answers `CREATING`, as the service does; the table can be used at once. */
export const createTable = operation<CreateTableRequest>('CreateTable', createTableShape, (database, request) => {
  checkCreateConstraints(request);
  checkNewTable(request);
  if (database.tables.has(request.TableName)) {
    throw modelError('ResourceInUseException', `Table already exists: ${request.TableName}`);
  }
  const { scene } = database;
  checkQuotas(request, request.GlobalSecondaryIndexes ?? [], scene.location.region);
  const table = newTable(request, scene.now);
  database.tables.set(table.name, table);
  const { settings } = table;
  const isWarming = settings.warmThroughput !== undefined;
  return {
    TableDescription: describeTable(table, scene, {
      status: 'CREATING',
      settings,
      indexStatus: () => 'CREATING',
      isWarming,
    }),
  };
});
