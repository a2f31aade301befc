import type { Item } from '../../wire/attribute-value';
import { type CapacityMode, consumedCapacity, readUnits } from '../metering/capacity';
import { CAPACITY_MODES, Constraints } from '../protocol/constraints';
import { attributes, list, readMembers, string, structure } from '../protocol/shapes';
import { compileKeyedRead, type KeyedRequest, readItem } from '../reading/keyed-read';
import { projected } from '../reading/page';
import { operation } from './operation';

interface GetItemRequest extends KeyedRequest {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

const shape = structure('GetItemInput', { ...readMembers, Key: attributes, AttributesToGet: list(string) });

export const getItem = operation<GetItemRequest>('GetItem', shape, (database, request) => {
  checkConstraints(request);
  const projection = compileKeyedRead(request, [request.Key]);
  const table = database.table(request.TableName);
  const stored = readItem(table, request.Key, projection);
  const units = readUnits(stored?.size ?? 0, request.ConsistentRead ?? false);
  return {
    Item: stored && projected(stored, projection),
    ConsumedCapacity: consumedCapacity(
      table.name,
      { table: units, indexes: new Map() },
      request.ReturnConsumedCapacity,
    ),
  };
});

function checkConstraints(request: GetItemRequest): void {
  new Constraints()
    .required('key', request.Key)
    .tableName(request.TableName)
    .oneOf('returnConsumedCapacity', request.ReturnConsumedCapacity, CAPACITY_MODES)
    .minLength('attributesToGet', request.AttributesToGet, 1)
    .check();
}
