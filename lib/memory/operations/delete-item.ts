import type { Item } from '../../wire/attribute-value';
import { legacyConditionMembers } from '../legacy/shapes';
import { operation } from '../operation';
import { writeMembers } from '../validation/common-shapes';
import { Constraints } from '../validation/constraints';
import { attributes, structure } from '../validation/shapes';
import { checkWriteEnums, type WriteRequest } from '../validation/write-request';
import { commit, planDelete } from '../writes';
import { checkedGuard } from './guard';
import { replacedAnswer } from './write-answer';

interface DeleteItemRequest extends WriteRequest {
  readonly Key: Item;
}

const shape = structure('DeleteItemInput', { ...writeMembers, ...legacyConditionMembers, Key: attributes });

export const deleteItem = operation<DeleteItemRequest>('DeleteItem', shape, (database, request) => {
  const constraints = new Constraints().tableName(request.TableName).required('key', request.Key);
  checkWriteEnums(constraints, request).check();
  const guard = checkedGuard(request, request.Key, false);

  const table = database.table(request.TableName);
  const write = planDelete(table, request.Key, guard);
  commit(database, write);
  return replacedAnswer(request, table, write);
});
