import fc from 'fast-check';
import { itemOf, keyOf, type TableShape } from '../tables';
import { value } from '../values';
import { attribute, comparison, comparisons, conditionalOperator } from './legacy-conditions';
import { about, capacity, onFailure, type Request, sometimes } from './request';

/** Writes with `Expected` and `AttributeUpdates`. */
export function legacyWrite(shape: TableShape): fc.Arbitrary<Request> {
  return fc.oneof(about('UpdateItem', update(shape)), about('PutItem', put(shape)), about('DeleteItem', remove(shape)));
}

const expected = fc.record({
  Expected: comparisons(
    fc.oneof(
      { weight: 1, arbitrary: fc.record({ Value: value }) },
      { weight: 1, arbitrary: fc.constant({ Exists: false }) },
      { weight: 3, arbitrary: comparison },
    ),
  ),
  ConditionalOperator: conditionalOperator,
  ReturnValuesOnConditionCheckFailure: onFailure,
});

function put(shape: TableShape): fc.Arbitrary<object> {
  return fc
    .tuple(itemOf(shape), expected, capacity)
    .map(([Item, conditions, ReturnConsumedCapacity]) => ({ Item, ReturnConsumedCapacity, ...conditions }));
}

function remove(shape: TableShape): fc.Arbitrary<object> {
  return fc
    .tuple(keyOf(shape), expected, capacity)
    .map(([Key, conditions, ReturnConsumedCapacity]) => ({ Key, ReturnConsumedCapacity, ...conditions }));
}

function update(shape: TableShape): fc.Arbitrary<object> {
  const change = fc.oneof(
    fc.tuple(fc.constantFrom('PUT', 'ADD', 'DELETE'), value).map(([Action, Value]) => ({ Action, Value })),
    fc.constant({ Action: 'DELETE' }),
    fc.integer({ min: 0, max: 9 }).map(N => ({ Action: 'ADD', Value: { N: String(N) } })),
  );
  return fc
    .record({
      Key: keyOf(shape),
      AttributeUpdates: fc.dictionary(attribute, change, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      ReturnValues: fc.constantFrom(undefined, 'ALL_NEW', 'ALL_OLD', 'UPDATED_OLD', 'UPDATED_NEW'),
      ReturnConsumedCapacity: capacity,
      conditions: sometimes(expected),
    })
    .map(({ conditions, ...request }) => ({ ...request, ...conditions }));
}
