import type { Item } from '../../wire/attribute-value';
import { legacyConditionMembers } from '../legacy/conditions';
import { Constraints } from '../protocol/constraints';
import { enveloped } from '../protocol/service-error';
import { attributes, structure, writeMembers } from '../protocol/shapes';
import { checkedGuard, checkWriteEnums, replacedAnswer, type WriteRequest } from '../writing/write-request';
import { commit, planPut } from '../writing/writes';
import { operation } from './operation';

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
