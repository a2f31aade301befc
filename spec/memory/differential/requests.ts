import fc from 'fast-check';
import type { Item } from '../../../lib/wire/attribute-value';
import { condition, type Pieces, projection, render, update } from './expressions';
import { itemOf, keyOf, keyValues, type TableShape } from './tables';
import { text, value } from './values';

/** One operation to be asked of both. */
export interface Request {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

const capacity = fc.constantFrom(undefined, 'TOTAL', 'INDEXES');
const onFailure = fc.constantFrom(undefined, 'ALL_OLD');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Any request about a table of that shape, broken ones among them. */
export function requestOn(TableName: string, shape: TableShape): fc.Arbitrary<Request> {
  const put = fc
    .record({
      Item: itemOf(shape),
      ReturnValues: fc.constantFrom(undefined, 'ALL_OLD', 'NONE', 'ALL_NEW'),
      ReturnConsumedCapacity: capacity,
      ReturnValuesOnConditionCheckFailure: onFailure,
    })
    .chain(request => withExpressions(request, { ConditionExpression: maybe(condition) }));
  const get = fc
    .record({ Key: keyOf(shape), ConsistentRead: fc.boolean(), ReturnConsumedCapacity: capacity })
    .chain(request => withExpressions(request, { ProjectionExpression: maybe(projection) }));
  const remove = fc
    .record({
      Key: keyOf(shape),
      ReturnValues: fc.constantFrom(undefined, 'ALL_OLD'),
      ReturnConsumedCapacity: capacity,
      ReturnValuesOnConditionCheckFailure: onFailure,
    })
    .chain(request => withExpressions(request, { ConditionExpression: maybe(condition) }));
  const change = fc
    .record({
      Key: keyOf(shape),
      ReturnValues: fc.constantFrom(undefined, 'ALL_OLD', 'ALL_NEW', 'NONE'),
      ReturnConsumedCapacity: capacity,
      ReturnValuesOnConditionCheckFailure: onFailure,
    })
    .chain(request =>
      withExpressions(request, {
        UpdateExpression: update,
        ConditionExpression: fc.option(condition, { nil: undefined, freq: 2 }),
      }),
    );
  return fc.oneof(
    { weight: 6, arbitrary: named('PutItem', put) },
    { weight: 8, arbitrary: named('UpdateItem', change) },
    { weight: 3, arbitrary: named('GetItem', get) },
    { weight: 3, arbitrary: named('DeleteItem', remove) },
    { weight: 5, arbitrary: named('Query', query(shape)) },
    { weight: 3, arbitrary: named('Scan', scan(shape)) },
    { weight: 2, arbitrary: batchGet(TableName, shape) },
    { weight: 2, arbitrary: batchWrite(TableName, shape) },
    { weight: 3, arbitrary: transactWrite(TableName, shape) },
    { weight: 1, arbitrary: transactGet(TableName, shape) },
    { weight: 2, arbitrary: named('UpdateItem', legacyUpdate(shape)) },
    { weight: 2, arbitrary: named('PutItem', legacyPut(shape)) },
  );

  function named(operation: string, inputs: fc.Arbitrary<object>): fc.Arbitrary<Request> {
    return inputs.map(input => ({ operation, input: { TableName, ...input } }));
  }
}

/** Adds expressions that share their placeholders. */
function withExpressions<T extends object>(
  request: T,
  expressions: Readonly<Record<string, fc.Arbitrary<Pieces | undefined>>>,
): fc.Arbitrary<object> {
  return fc.record(expressions).map(chosen => {
    const given = Object.entries(chosen).filter((entry): entry is [string, Pieces] => entry[1] !== undefined);
    const { texts, ...placeholders } = render(given.map(([, pieces]) => pieces));
    return { ...request, ...Object.fromEntries(given.map(([name], at) => [name, texts[at]])), ...placeholders };
  });
}

function indexNames(shape: TableShape): (string | undefined)[] {
  return [undefined, undefined, ...(shape.global ? ['global'] : []), ...(shape.local ? ['local'] : []), 'missing'];
}

function query(shape: TableShape): fc.Arbitrary<object> {
  return fc.constantFrom(...indexNames(shape)).chain(IndexName => {
    const options = fc.record({
      IndexName: fc.constant(IndexName),
      ScanIndexForward: maybe(fc.boolean()),
      ReturnConsumedCapacity: capacity,
      Limit: maybe(fc.integer({ min: 1, max: 4 })),
      Select: fc.constantFrom(undefined, undefined, undefined, 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'),
      ConsistentRead: fc.constantFrom(undefined, undefined, true),
    });
    return options.chain(request =>
      withExpressions(request, {
        KeyConditionExpression: keyCondition(shape, IndexName),
        FilterExpression: fc.option(condition, { nil: undefined, freq: 2 }),
        ProjectionExpression: fc.option(projection, { nil: undefined, freq: 2 }),
      }),
    );
  });
}

function keyCondition(shape: TableShape, indexName: string | undefined): fc.Arbitrary<Pieces> {
  const [partition, sort] = keysOf(shape, indexName);
  const partitionCondition = fc.oneof(
    { weight: 15, arbitrary: partition.values.map((each): Pieces => [partition.name, '=', { value: each }]) },
    { weight: 1, arbitrary: condition },
  );
  if (!sort) return partitionCondition;
  const sortValue = sort.values.map(each => ({ value: each }));
  const sortCondition: fc.Arbitrary<Pieces> = fc.oneof(
    fc
      .tuple(fc.constantFrom('=', '<', '<=', '>', '>=', '<>'), sortValue)
      .map(([sign, each]): Pieces => [sort.name, sign, each]),
    fc.tuple(sortValue, sortValue).map(([low, high]): Pieces => [sort.name, 'BETWEEN', low, 'AND', high]),
    sortValue.map((each): Pieces => ['begins_with(', sort.name, ',', each, ')']),
    fc.tuple(sortValue, fc.constantFrom('<', '>=')).map(([each, sign]): Pieces => [each, sign, sort.name]),
    value.map((each): Pieces => [sort.name, '=', { value: each }]),
  );
  const both = fc
    .tuple(partitionCondition, sortCondition, fc.boolean())
    .map(([one, two, isSwapped]): Pieces => (isSwapped ? [...two, 'AND', ...one] : [...one, 'AND', ...two]));
  return fc.oneof({ weight: 1, arbitrary: partitionCondition }, { weight: 2, arbitrary: both });
}

function keysOf({ types, global }: TableShape, indexName: string | undefined) {
  if (indexName === 'global' && global) {
    const sort = global.keys.includes('h') ? { name: 'h', values: keyValues.N } : undefined;
    return [{ name: 'g', values: keyValues.S }, sort] as const;
  }
  const partition = { name: 'p', values: keyValues[types.p] };
  if (indexName === 'local') return [partition, { name: 'l', values: keyValues.N }] as const;
  return [partition, types.s ? { name: 's', values: keyValues[types.s] } : undefined] as const;
}

function scan(shape: TableShape): fc.Arbitrary<object> {
  return fc
    .record({
      IndexName: fc.constantFrom(...indexNames(shape)),
      Limit: maybe(fc.integer({ min: 1, max: 6 })),
      Select: fc.constantFrom(undefined, undefined, undefined, 'COUNT', 'ALL_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES'),
    })
    .chain(request =>
      withExpressions(request, { FilterExpression: maybe(condition), ProjectionExpression: maybe(projection) }),
    );
}

function batchGet(TableName: string, shape: TableShape): fc.Arbitrary<Request> {
  return fc
    .record({ Keys: fc.array(keyOf(shape), { minLength: 1, maxLength: 4 }), ConsistentRead: maybe(fc.boolean()) })
    .chain(request => withExpressions(request, { ProjectionExpression: maybe(projection) }))
    .map(request => ({
      operation: 'BatchGetItem',
      input: { RequestItems: { [TableName]: request }, ReturnConsumedCapacity: 'TOTAL' },
    }));
}

function batchWrite(TableName: string, shape: TableShape): fc.Arbitrary<Request> {
  const write = fc.oneof(
    itemOf(shape).map(each => ({ PutRequest: { Item: each } })),
    keyOf(shape).map(each => ({ DeleteRequest: { Key: each } })),
  );
  return fc.array(write, { minLength: 1, maxLength: 4 }).map(writes => ({
    operation: 'BatchWriteItem',
    input: { RequestItems: { [TableName]: writes } },
  }));
}

function transactWrite(TableName: string, shape: TableShape): fc.Arbitrary<Request> {
  const guard = { ConditionExpression: fc.option(condition, { nil: undefined, freq: 2 }) };
  const base = { TableName: fc.constant(TableName), ReturnValuesOnConditionCheckFailure: onFailure };
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
    .array(action, { minLength: 1, maxLength: 3 })
    .map(TransactItems => ({ operation: 'TransactWriteItems', input: { TransactItems } }));
}

function transactGet(TableName: string, shape: TableShape): fc.Arbitrary<Request> {
  const get = fc
    .record({ TableName: fc.constant(TableName), Key: keyOf(shape) })
    .chain(request => withExpressions(request, { ProjectionExpression: maybe(projection) }))
    .map(Get => ({ Get }));
  return fc.array(get, { minLength: 1, maxLength: 3 }).map(TransactItems => ({
    operation: 'TransactGetItems',
    input: { TransactItems, ReturnConsumedCapacity: 'TOTAL' },
  }));
}

const attribute = fc.constantFrom('n', 't', 'ss', 'ns', 'l', 'm', 'w', 'q');

const expectation = fc.oneof(
  fc.record({ Value: value }),
  fc.constant({ Exists: false }),
  fc
    .tuple(fc.constantFrom('EQ', 'NE', 'LT', 'LE', 'GT', 'GE', 'BEGINS_WITH', 'CONTAINS', 'NOT_CONTAINS'), value)
    .map(([ComparisonOperator, each]) => ({ ComparisonOperator, AttributeValueList: [each] })),
  fc.constantFrom('NULL', 'NOT_NULL').map(ComparisonOperator => ({ ComparisonOperator })),
  fc
    .tuple(fc.constantFrom('BETWEEN', 'IN'), text, text)
    .map(([ComparisonOperator, a, b]) => ({ ComparisonOperator, AttributeValueList: [{ S: a }, { S: b }] })),
);

const expected = fc.record({
  Expected: fc.dictionary(attribute, expectation, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  ConditionalOperator: fc.constantFrom(undefined, undefined, 'AND', 'OR'),
});

function legacyPut(shape: TableShape): fc.Arbitrary<object> {
  return fc.tuple(itemOf(shape), expected).map(([Item, conditions]) => ({ Item, ...conditions }));
}

function legacyUpdate(shape: TableShape): fc.Arbitrary<object> {
  const change = fc.oneof(
    fc.tuple(fc.constantFrom('PUT', 'ADD', 'DELETE'), value).map(([Action, Value]) => ({ Action, Value })),
    fc.constant({ Action: 'DELETE' }),
    fc.integer({ min: 0, max: 9 }).map(N => ({ Action: 'ADD', Value: { N: String(N) } })),
  );
  return fc
    .record({
      Key: keyOf(shape) as fc.Arbitrary<Item>,
      AttributeUpdates: fc.dictionary(attribute, change, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      ReturnValues: fc.constantFrom(undefined, 'ALL_NEW', 'ALL_OLD'),
      conditions: maybe(expected),
    })
    .map(({ conditions, ...request }) => ({ ...request, ...conditions }));
}
