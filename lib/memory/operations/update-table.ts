import { operation } from '../operation';
import { checkTableReference } from '../tables/constraints';
import { describeTable } from '../tables/description';
import type { Throughput } from '../tables/table';
import { applyTableUpdate, checkTableUpdate } from '../tables/update';
import { checkUpdateConstraints, type UpdateTableRequest, updateTableShape } from '../tables/update-request';

/** Answers `UPDATING` and how the table was, as the service does; the change is made at once. */
export const updateTable = operation<UpdateTableRequest>('UpdateTable', updateTableShape, (database, request) => {
  checkTableReference(request.TableName);
  checkUpdateConstraints(request);
  const table = database.namedTable(request.TableName);
  checkTableUpdate(table, request);
  database.streams.follow();
  const { throughput } = table.settings;
  applyTableUpdate(table, request, database.clock.now());
  const changed = new Set(request.GlobalSecondaryIndexUpdates?.map(({ Create }) => Create?.IndexName));
  const description = describeTable(table, database.location, 'UPDATING', name =>
    changed.has(name) ? 'CREATING' : 'ACTIVE',
  );
  return { TableDescription: { ...description, ...(request.ProvisionedThroughput && oldThroughput(throughput)) } };
});

function oldThroughput({ ReadCapacityUnits, WriteCapacityUnits, decreasesToday }: Throughput): object {
  return { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits, NumberOfDecreasesToday: decreasesToday } };
}
