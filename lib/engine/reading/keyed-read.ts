import type { Item } from '../../wire/attribute-value';
import { checkParameterKinds, type ExpressionParameters, placeholdersOf } from '../expressions/expression-parameters';
import type { Projection } from '../expressions/projection';
import { checkKey } from '../storage/keys';
import type { StoredItem } from '../storage/stored-item';
import { checkScalarKeys, type Table } from '../tables/table';
import { checkAttributesToGet, normalizeAttributes } from '../values/attribute-values';
import { compileAsked, type ProjectionRequest } from './page';

/** What a GetItem requests of one item, and a BatchGetItem of all items of a table. */
export interface KeyedRequest extends ProjectionRequest, Pick<ExpressionParameters, 'ExpressionAttributeNames'> {}

/** The projection of a request, after all checks that do not need the table. Throws `ServiceError`. */
export function compileKeyedRead(request: KeyedRequest, keys: readonly Item[]): Projection | undefined {
  const { ProjectionExpression, AttributesToGet, ExpressionAttributeNames } = request;
  checkParameterKinds(
    { ExpressionAttributeNames },
    { expressions: { ProjectionExpression }, legacy: { AttributesToGet } },
  );
  for (const key of keys) normalizeAttributes(key);
  checkAttributesToGet(AttributesToGet);
  const placeholders = placeholdersOf({ ExpressionAttributeNames });
  const projection = compileAsked(request, placeholders);
  placeholders.checkAllUsed();
  return projection;
}

/** The item of a key. Throws `ServiceError` if the key or the projection does not fit the table. */
export function readItem(table: Table, key: Item, projection: Projection | undefined): StoredItem | undefined {
  if (projection) checkScalarKeys(projection.paths, table);
  checkKey(key, table.keys);
  return table.items.get(key);
}
