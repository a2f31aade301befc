import type { Item } from '../../wire/attribute-value';
import { legacyConditionMembers } from '../legacy/shapes';
import { operation } from '../operation';
import { enveloped } from '../service-error';
import { normalizeAttributes } from '../validation/attribute-values';
import { writeMembers } from '../validation/common-shapes';
import { Constraints } from '../validation/constraints';
import { checkParameterKinds, placeholdersOf } from '../validation/expression-parameters';
import { attributes, structure } from '../validation/shapes';
import { checkReturnValues, checkWriteEnums, type WriteRequest } from '../validation/write-request';
import { checkItemSize, commit, planPut } from '../writes';
import { conditionKinds, guardOf } from './guard';
import { replacedAnswer } from './write-answer';

interface PutItemRequest extends WriteRequest {
  readonly Item: Item;
}

const shape = structure('PutItemInput', { ...writeMembers, ...legacyConditionMembers, Item: attributes });

export const putItem = operation<PutItemRequest>('PutItem', shape, (database, request) => {
  new Constraints().tableName(request.TableName).check();
  checkWriteEnums(new Constraints().required('item', request.Item), request).check();
  const guard = enveloped(() => {
    checkParameterKinds(request, conditionKinds(request));
    normalizeAttributes(request.Item);
    checkReturnValues(request);
    checkItemSize(request.Item);
    const placeholders = placeholdersOf(request, true);
    const checked = guardOf(request, placeholders);
    placeholders.checkAllUsed();
    return checked;
  });

  const table = database.table(request.TableName);
  const write = planPut(table, request.Item, guard);
  commit(database, write);
  return replacedAnswer(request, table, write);
});
