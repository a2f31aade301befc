import type { Item } from '../../wire/attribute-value';
import { legacyConditionMembers } from '../legacy/conditions';
import { Constraints } from '../protocol/constraints';
import { attributes, structure, writeMembers } from '../protocol/shapes';
import { checkedGuard, checkWriteEnums, replacedAnswer, type WriteRequest } from '../writing/write-request';
import { commit, planDelete } from '../writing/writes';
import { operation } from './operation';

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
