import type { Constraints } from '../protocol/constraints';
import { invalid } from '../protocol/service-error';
import {
  checkBounds,
  checkDefinitions,
  checkGlobalIndex,
  checkIndexName,
  checkStream,
  checkTableClass,
  checkThroughput,
  tableConstraints,
} from './constraints';
import { checkEncryptionShape } from './encryption';
import { saysNothing } from './requests';
import { checkCombination } from './update-combinations';
import type { IndexUpdate, UpdateTableRequest } from './update-request';

/** Checks an UpdateTable without the table: the model's constraints, that it changes one thing, and more. */
export function checkUpdateRequest(request: UpdateTableRequest): void {
  checkUpdateConstraints(request);
  checkCombination(request);
  checkTableClass(request.TableClass);
  checkBounds(request.ProvisionedThroughput);
  checkIndexUpdates(request.GlobalSecondaryIndexUpdates ?? []);
}

function checkUpdateConstraints(request: UpdateTableRequest): void {
  const constraints = tableConstraints(request.TableName);
  constraints.oneOf('billingMode', request.BillingMode, ['PROVISIONED', 'PAY_PER_REQUEST']);
  checkThroughput(constraints, 'provisionedThroughput', request.ProvisionedThroughput);
  if (request.AttributeDefinitions) checkDefinitions(constraints, request.AttributeDefinitions);
  checkStream(constraints, request.StreamSpecification);
  checkEncryptionShape(constraints, request.SSESpecification);
  request.GlobalSecondaryIndexUpdates?.forEach((update, at) => {
    checkIndexUpdate(constraints, `globalSecondaryIndexUpdates.${at + 1}.member`, update);
  });
  constraints.minLength('replicaUpdates', request.ReplicaUpdates, 1).check();
}

function checkIndexUpdate(constraints: Constraints, at: string, { Create, Update, Delete }: IndexUpdate): void {
  if (Create) checkGlobalIndex(constraints, `${at}.create`, Create);
  if (Update) {
    checkIndexName(constraints, `${at}.update`, Update.IndexName);
    checkThroughput(constraints, `${at}.update.provisionedThroughput`, Update.ProvisionedThroughput);
  }
  if (Delete) checkIndexName(constraints, `${at}.delete`, Delete.IndexName);
}

/** Each index update makes one change, and each index is in only one update. */
function checkIndexUpdates(updates: readonly IndexUpdate[]): void {
  const names = updates.map(indexNameOf);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) {
    throw invalid(`Only one global secondary index update per index is allowed simultaneously. Index: ${twice}`);
  }
  const cold = updates.find(({ Update }) => Update?.WarmThroughput && saysNothing(Update.WarmThroughput));
  if (!cold) return;
  throw invalid(
    'WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: ' +
      indexNameOf(cold),
  );
}

function indexNameOf({ Create, Update, Delete }: IndexUpdate): string {
  const [action, another] = [Create, Update, Delete].filter(each => each !== undefined);
  if (another) throw invalid('Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object');
  if (action) return action.IndexName;
  throw invalid(
    'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ' +
      'GlobalSecondaryIndexUpdate.Delete must not be null',
  );
}
