import fc from 'fast-check';
import { condition, projection, update } from '../expressions';
import { itemOf, keyOf, TABLE, type TableShape } from '../tables';
import { capacity, onFailure, type Request, seldom, sometimes, withExpressions } from './request';

/** TransactWriteItems and TransactGetItems. */
export function transactionRequest(shape: TableShape): fc.Arbitrary<Request> {
  return fc.oneof({ weight: 3, arbitrary: transactWrite(shape) }, { weight: 1, arbitrary: transactGet(shape) });
}

function transactWrite(shape: TableShape): fc.Arbitrary<Request> {
  const guard = { ConditionExpression: seldom(condition) };
  const base = { TableName: fc.constant(TABLE), ReturnValuesOnConditionCheckFailure: onFailure };
  const keyed = fc.record({ ...base, Key: keyOf(shape) });
  const action = fc.oneof(
    fc
      .record({ ...base, Item: itemOf(shape) })
      .chain(request => withExpressions(request, guard))
      .map(Put => ({ Put })),
    keyed
      .chain(request => withExpressions(request, { UpdateExpression: update, ...guard }))
      .map(Update => ({ Update })),
    keyed.chain(request => withExpressions(request, guard)).map(Delete => ({ Delete })),
    keyed
      .chain(request => withExpressions(request, { ConditionExpression: condition }))
      .map(ConditionCheck => ({ ConditionCheck })),
  );
  return fc
    .record({ TransactItems: fc.array(action, { minLength: 1, maxLength: 3 }), ReturnConsumedCapacity: capacity })
    .map(input => ({ operation: 'TransactWriteItems', input }));
}

function transactGet(shape: TableShape): fc.Arbitrary<Request> {
  const get = fc
    .record({ TableName: fc.constant(TABLE), Key: keyOf(shape) })
    .chain(request => withExpressions(request, { ProjectionExpression: sometimes(projection) }))
    .map(Get => ({ Get }));
  return fc
    .record({ TransactItems: fc.array(get, { minLength: 1, maxLength: 3 }), ReturnConsumedCapacity: capacity })
    .map(input => ({ operation: 'TransactGetItems', input }));
}
