import fc from 'fast-check';
import { projection } from '../expressions';
import { itemOf, keyOf, TABLE, type TableShape } from '../tables';
import { attributeNames } from './legacy-conditions';
import { capacity, type Request, sometimes, withExpressions } from './request';

/** BatchGetItem and BatchWriteItem. */
export function batchRequest(shape: TableShape): fc.Arbitrary<Request> {
  return fc.oneof(batchGet(shape), batchWrite(shape));
}

function batchGet(shape: TableShape): fc.Arbitrary<Request> {
  const keys = fc
    .record({
      Keys: fc.array(keyOf(shape), { minLength: 1, maxLength: 4 }),
      ConsistentRead: sometimes(fc.boolean()),
    })
    .chain(request =>
      fc.oneof(
        { weight: 4, arbitrary: withExpressions(request, { ProjectionExpression: sometimes(projection) }) },
        { weight: 1, arbitrary: attributeNames.map(AttributesToGet => ({ ...request, AttributesToGet })) },
      ),
    );
  return fc.record({ keys, ReturnConsumedCapacity: capacity }).map(({ keys: each, ...options }) => ({
    operation: 'BatchGetItem',
    input: { RequestItems: { [TABLE]: each }, ...options },
  }));
}

function batchWrite(shape: TableShape): fc.Arbitrary<Request> {
  const write = fc.oneof(
    itemOf(shape).map(each => ({ PutRequest: { Item: each } })),
    keyOf(shape).map(each => ({ DeleteRequest: { Key: each } })),
  );
  return fc
    .record({ writes: fc.array(write, { minLength: 1, maxLength: 4 }), ReturnConsumedCapacity: capacity })
    .map(({ writes, ...options }) => ({
      operation: 'BatchWriteItem',
      input: { RequestItems: { [TABLE]: writes }, ...options },
    }));
}
