import fc from 'fast-check';
import type { AttributeValue, Item } from '../../../../lib/wire/attribute-value';
import { condition, type Pieces, projection } from '../expressions';
import { indexNameOf, keyOf, keysOf, type TableShape } from '../tables';
import { value } from '../values';
import { about, capacity, type Request, seldom, sometimes, withExpressions } from './request';

/** Query and Scan. */
export function readRequest(shape: TableShape): fc.Arbitrary<Request> {
  return fc.oneof(
    { weight: 5, arbitrary: about('Query', query(shape)) },
    { weight: 3, arbitrary: about('Scan', scan(shape)) },
  );
}

/** What Query and Scan have in common, beside their expressions; a Query goes on in its partition. */
export function pageOptions(
  shape: TableShape,
  indexName: string | undefined,
  partition: Item = {},
): fc.Arbitrary<object> {
  return fc.record({
    IndexName: fc.constant(indexName),
    Limit: sometimes(fc.integer({ min: 1, max: 4 })),
    Select: fc.constantFrom(
      ...new Array<undefined>(12).fill(undefined),
      'COUNT',
      'ALL_ATTRIBUTES',
      'ALL_PROJECTED_ATTRIBUTES',
      'SPECIFIC_ATTRIBUTES',
    ),
    ConsistentRead: seldom(fc.constant(true)),
    ExclusiveStartKey: seldom(startKey(shape, indexName, partition)),
    ReturnConsumedCapacity: capacity,
  });
}

/** Where to go on: mostly a key of what is read, whether there is an item or not. */
function startKey(shape: TableShape, indexName: string | undefined, partition: Item): fc.Arbitrary<object> {
  const indexKey = fc.record(
    Object.fromEntries(keysOf(shape, indexName).flatMap(key => (key ? [[key.name, key.values] as const] : []))),
  );
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(keyOf(shape), indexKey).map(([key, more]) => ({ ...more, ...key, ...partition })),
    },
    { weight: 1, arbitrary: fc.tuple(keyOf(shape), indexKey).map(([key, more]) => ({ ...more, ...key })) },
    { weight: 1, arbitrary: keyOf(shape) },
  );
}

function query(shape: TableShape): fc.Arbitrary<object> {
  return place(shape).chain(({ indexName, partition }) =>
    fc.tuple(pageOptions(shape, indexName, partition), sometimes(fc.boolean())).chain(([options, ScanIndexForward]) =>
      withExpressions(
        { ...options, ScanIndexForward },
        {
          KeyConditionExpression: keyCondition(shape, indexName, partition),
          FilterExpression: sometimes(condition),
          ProjectionExpression: seldom(projection),
        },
      ),
    ),
  );
}

/** A partition of the table or of an index: its key. */
export function place(shape: TableShape): fc.Arbitrary<{ indexName: string | undefined; partition: Item }> {
  return indexNameOf(shape).chain(indexName => {
    const { name, values } = keysOf(shape, indexName)[0];
    return values.map(each => ({ indexName, partition: { [name]: each } }));
  });
}

function keyCondition(shape: TableShape, indexName: string | undefined, partition: Item): fc.Arbitrary<Pieces> {
  const [, sort] = keysOf(shape, indexName);
  const [[name, key]] = Object.entries(partition) as [[string, AttributeValue]];
  const partitionCondition = fc.oneof(
    { weight: 15, arbitrary: fc.constant<Pieces>([name, '=', { value: key }]) },
    { weight: 1, arbitrary: condition },
  );
  if (!sort) return partitionCondition;
  const sortValue = sort.values.map(each => ({ value: each }));
  const comparisonOfSort = fc
    .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), sortValue)
    .map(([sign, each]): Pieces => [sort.name, sign, each]);
  const sortCondition: fc.Arbitrary<Pieces> = fc.oneof(
    { weight: 10, arbitrary: comparisonOfSort },
    {
      weight: 3,
      arbitrary: fc.tuple(sortValue, sortValue).map(([low, high]): Pieces => [sort.name, 'BETWEEN', low, 'AND', high]),
    },
    { weight: 3, arbitrary: sortValue.map((each): Pieces => ['begins_with(', sort.name, ',', each, ')']) },
    {
      weight: 2,
      arbitrary: fc.tuple(sortValue, fc.constantFrom('<', '>=')).map(([each, sign]): Pieces => [each, sign, sort.name]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('=', '<>'), value)
        .map(([sign, each]): Pieces => [sort.name, sign, { value: each }]),
    },
  );
  const both = fc
    .tuple(partitionCondition, sortCondition, fc.boolean())
    .map(([one, two, isSwapped]): Pieces => (isSwapped ? [...two, 'AND', ...one] : [...one, 'AND', ...two]));
  return fc.oneof({ weight: 1, arbitrary: partitionCondition }, { weight: 2, arbitrary: both });
}

const segments = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.constantFrom(1, 2, 3).map(TotalSegments => ({ TotalSegments, Segment: 0 })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<object>(
      { Segment: 0 },
      { TotalSegments: 2 },
      { Segment: 2, TotalSegments: 2 },
      { Segment: -1, TotalSegments: 2 },
      { Segment: 0, TotalSegments: 0 },
    ),
  },
);

/** The segments of a Scan; when they are more than one, all of them are asked for (see `walk`). */
export const scanOptions = (shape: TableShape) =>
  indexNameOf(shape)
    .chain(indexName => fc.tuple(pageOptions(shape, indexName), segments))
    .map(([options, segment]) => ({
      ...options,
      ...segment,
      // In which segment a key lies depends on how keys are hashed.
      ...('TotalSegments' in segment && { ExclusiveStartKey: undefined }),
    }));

function scan(shape: TableShape): fc.Arbitrary<object> {
  return scanOptions(shape).chain(options =>
    withExpressions(options, { FilterExpression: sometimes(condition), ProjectionExpression: seldom(projection) }),
  );
}
