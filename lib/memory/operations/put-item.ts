import type { Item } from '../../wire/attribute-value';
import { consumedByWrite, consumedCapacity } from '../capacity';
import { collectionMetrics } from '../collection-metrics';
import { legacyConditionMembers } from '../legacy/shapes';
import { operation } from '../operation';
import { enveloped } from '../service-error';
import { normalizeAttributes } from '../validation/attribute-values';
import { writeMembers } from '../validation/common-shapes';
import { Constraints } from '../validation/constraints';
import { checkParameterKinds, type ParameterKinds, placeholdersOf } from '../validation/expression-parameters';
import { attributes, structure } from '../validation/shapes';
import { checkReturnValues, checkWriteEnums, type WriteRequest } from '../validation/write-request';
import { checkItemSize, commit, planPut } from '../writes';
import { guardOf } from './guard';

interface PutItemRequest extends WriteRequest {
  readonly Item: Item;
}

const shape = structure('PutItemInput', { ...writeMembers, ...legacyConditionMembers, Item: attributes });

export const putItem = operation<PutItemRequest>('PutItem', shape, (database, request) => {
  new Constraints().tableName(request.TableName).check();
  checkWriteEnums(new Constraints().required('item', request.Item), request).check();
  const guard = enveloped(() => {
    checkParameterKinds(request, parameterKinds(request));
    normalizeAttributes(request.Item);
    checkReturnValues(request);
    checkItemSize(request.Item);
    const placeholders = placeholdersOf(request);
    const checked = guardOf(request, placeholders);
    placeholders.checkAllUsed();
    return checked;
  });

  const table = database.table(request.TableName);
  const write = planPut(table, request.Item, guard);
  commit(database, write);
  return {
    Attributes: request.ReturnValues === 'ALL_OLD' ? write.before?.attributes : undefined,
    ConsumedCapacity: consumedCapacity(table.name, consumedByWrite(table.items, write), request.ReturnConsumedCapacity),
    ItemCollectionMetrics: collectionMetrics(table, write.key, request.ReturnItemCollectionMetrics),
  };
});

function parameterKinds({ ConditionExpression, Expected, ConditionalOperator }: PutItemRequest): ParameterKinds {
  return { expressions: { ConditionExpression }, legacy: { Expected, ConditionalOperator } };
}
