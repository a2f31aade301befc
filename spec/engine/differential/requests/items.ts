import fc from 'fast-check';
import { condition, projection, update } from '../expressions';
import { itemOf, keyOf, type TableShape } from '../tables';
import { about, capacity, onFailure, type Request, seldom, sometimes, withExpressions } from './request';

const whenWritten = { ReturnConsumedCapacity: capacity, ReturnValuesOnConditionCheckFailure: onFailure };

/** PutItem, GetItem, UpdateItem and DeleteItem. */
export function itemRequest(shape: TableShape): fc.Arbitrary<Request> {
  return fc.oneof(
    { weight: 6, arbitrary: about('PutItem', put(shape)) },
    { weight: 8, arbitrary: about('UpdateItem', change(shape)) },
    { weight: 3, arbitrary: about('GetItem', get(shape)) },
    { weight: 3, arbitrary: about('DeleteItem', remove(shape)) },
  );
}

/** PutItem without a condition, mostly of an item that can be put. */
export function plainPut(shape: TableShape): fc.Arbitrary<Request> {
  return about('PutItem', fc.record({ Item: itemOf(shape), ReturnConsumedCapacity: capacity }));
}

function put(shape: TableShape): fc.Arbitrary<object> {
  return fc
    .record({
      Item: itemOf(shape),
      ReturnValues: fc.constantFrom(
        undefined,
        undefined,
        undefined,
        'ALL_OLD',
        'ALL_OLD',
        'ALL_OLD',
        'NONE',
        'ALL_NEW',
      ),
      ...whenWritten,
    })
    .chain(request => withExpressions(request, { ConditionExpression: sometimes(condition) }));
}

function change(shape: TableShape): fc.Arbitrary<object> {
  return fc
    .record({
      Key: keyOf(shape),
      ReturnValues: fc.constantFrom(undefined, 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW', 'NONE'),
      ...whenWritten,
    })
    .chain(request => withExpressions(request, { UpdateExpression: update, ConditionExpression: seldom(condition) }));
}

function get(shape: TableShape): fc.Arbitrary<object> {
  return fc
    .record({ Key: keyOf(shape), ConsistentRead: fc.boolean(), ReturnConsumedCapacity: capacity })
    .chain(request => withExpressions(request, { ProjectionExpression: sometimes(projection) }));
}

function remove(shape: TableShape): fc.Arbitrary<object> {
  return fc
    .record({ Key: keyOf(shape), ReturnValues: fc.constantFrom(undefined, 'ALL_OLD'), ...whenWritten })
    .chain(request => withExpressions(request, { ConditionExpression: sometimes(condition) }));
}
