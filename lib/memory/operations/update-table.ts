import { operation } from '../operation';
import { checkTableReference } from '../tables/constraints';
import { describeTable } from '../tables/description';
import { checkReplicas } from '../tables/replicas';
import { applyTableUpdate, settingsAfter, updateTransition } from '../tables/update';
import { checkUpdateConstraints, type UpdateTableRequest, updateTableShape } from '../tables/update-request';
import { checkTableUpdate } from '../tables/update-validation';

/** Answers `UPDATING` and how the table was, as the service does; the change is made at once. */
export const updateTable = operation<UpdateTableRequest>('UpdateTable', updateTableShape, (database, request) => {
  checkTableReference(request.TableName);
  checkUpdateConstraints(request);
  const table = database.namedTable(request.TableName);
  checkReplicas(request.ReplicaUpdates ?? [], database.location.region);
  checkTableUpdate(table, request);
  database.streams.follow();
  const { scene } = database;
  const after = settingsAfter(table.settings, request, scene.now);
  const answer = { TableDescription: describeTable(table, scene, updateTransition(table.settings, after, request)) };
  applyTableUpdate(table, request, after);
  return answer;
});
