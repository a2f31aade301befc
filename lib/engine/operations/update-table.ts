import { describeTable } from '../tables/description';
import { checkQuotas } from '../tables/quotas';
import { checkReplicas } from '../tables/replicas';
import { applyTableUpdate, settingsAfter, updateTransition } from '../tables/update';
import { checkUpdateRequest } from '../tables/update-constraints';
import { type UpdateTableRequest, updateTableShape } from '../tables/update-request';
import { checkTableUpdate } from '../tables/update-validation';
import { operation } from './operation';

/** Answers with the table while it changes, as the service does. The change is made at once. */
export const updateTable = operation<UpdateTableRequest>('UpdateTable', updateTableShape, (database, request) => {
  checkUpdateRequest(request);
  const table = database.namedTable(request.TableName);
  checkReplicas(request.ReplicaUpdates ?? [], database.location.region);
  const { scene } = database;
  checkTableUpdate(table, request, scene.now);
  const actions = request.GlobalSecondaryIndexUpdates?.flatMap(({ Create, Update }) => Create ?? Update ?? []) ?? [];
  checkQuotas(request, actions, scene.location.region);
  database.streams.follow();
  const after = settingsAfter(table.settings, request, scene.now);
  const transition = updateTransition(table.settings, after, request, scene.now);
  const answer = { TableDescription: describeTable(table, scene, transition) };
  applyTableUpdate(table, request, after);
  return answer;
});
