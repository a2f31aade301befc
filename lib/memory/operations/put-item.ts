import type { Item } from '../../wire/attribute-value';
import { legacyConditionMembers } from '../legacy/shapes';
import { operation } from '../operation';
import { enveloped } from '../service-error';
import { writeMembers } from '../validation/common-shapes';
import { Constraints } from '../validation/constraints';
import { attributes, structure } from '../validation/shapes';
import { checkWriteEnums, type WriteRequest } from '../validation/write-request';
import { commit, planPut } from '../writes';
import { checkedGuard } from './guard';
import { replacedAnswer } from './write-answer';

interface PutItemRequest extends WriteRequest {
  readonly Item: Item;
}

const shape = structure('PutItemInput', { ...writeMembers, ...legacyConditionMembers, Item: attributes });

export const putItem = operation<PutItemRequest>('PutItem', shape, (database, request) => {
  new Constraints().tableName(request.TableName).check();
  checkWriteEnums(new Constraints().required('item', request.Item), request).check();
  const guard = enveloped(() => checkedGuard(request, request.Item, true));

  const table = database.table(request.TableName);
  const write = planPut(table, request.Item, guard);
  commit(database, write);
  return replacedAnswer(request, table, write);
});
