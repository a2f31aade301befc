import type { Item } from '../../wire/attribute-value';
import { type CapacityMode, consumedCapacity, readUnits } from '../capacity';
import { compileProjection } from '../expressions/compile';
import { project } from '../expressions/projection';
import { operation } from '../operation';
import { normalizeAttributes } from '../validation/attribute-values';
import { checkAttributesToGet, projectionToGet } from '../validation/attributes-to-get';
import { readMembers } from '../validation/common-shapes';
import { Constraints } from '../validation/constraints';
import { CAPACITY_MODES } from '../validation/enums';
import { checkParameterKinds, type ExpressionParameters, placeholdersOf } from '../validation/expression-parameters';
import { checkKey } from '../validation/keys';
import { checkScalarKeys } from '../validation/scalar-keys';
import { attributes, list, string, structure } from '../validation/shapes';

interface GetItemRequest extends Pick<ExpressionParameters, 'ExpressionAttributeNames'> {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
  readonly AttributesToGet?: readonly string[];
  readonly ReturnConsumedCapacity?: CapacityMode;
}

const shape = structure('GetItemInput', { ...readMembers, Key: attributes, AttributesToGet: list(string) });

export const getItem = operation<GetItemRequest>('GetItem', shape, (database, request) => {
  checkConstraints(request);
  const { ProjectionExpression, AttributesToGet, ExpressionAttributeNames } = request;
  checkParameterKinds(
    { ExpressionAttributeNames },
    { expressions: { ProjectionExpression }, legacy: { AttributesToGet } },
  );
  normalizeAttributes(request.Key);
  checkAttributesToGet(AttributesToGet);
  const placeholders = placeholdersOf({ ExpressionAttributeNames });
  const projection =
    ProjectionExpression === undefined
      ? projectionToGet(AttributesToGet)
      : compileProjection(ProjectionExpression, placeholders);
  placeholders.checkAllUsed();

  const table = database.table(request.TableName);
  checkScalarKeys(projection?.paths ?? [], table);
  checkKey(request.Key, table.keys);
  const stored = table.items.get(request.Key);
  const units = readUnits(stored?.size ?? 0, request.ConsistentRead ?? false);
  return {
    Item: stored && projection ? project(stored.attributes, projection) : stored?.attributes,
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
