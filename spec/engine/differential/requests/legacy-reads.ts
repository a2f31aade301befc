import fc from 'fast-check';
import type { AttributeValue, Item } from '../../../../lib/wire/attribute-value';
import { keyOf, keysOf, type TableShape } from '../tables';
import { value } from '../values';
import { attributeNames, comparison, comparisons, conditionalOperator } from './legacy-conditions';
import { pageOptions, place, scanOptions } from './reads';
import { about, capacity, type Request, seldom, sometimes } from './request';

/** Reads with `KeyConditions`, `QueryFilter`, `ScanFilter` and `AttributesToGet`. */
export function legacyRead(shape: TableShape): fc.Arbitrary<Request> {
  const filters = sometimes(comparisons(comparison));
  const get = fc.record({
    Key: keyOf(shape),
    AttributesToGet: attributeNames,
    ReturnConsumedCapacity: capacity,
  });
  const scan = fc
    .tuple(
      scanOptions(shape),
      fc.record({
        ScanFilter: filters,
        AttributesToGet: seldom(attributeNames),
        ConditionalOperator: conditionalOperator,
      }),
    )
    .map(([options, legacy]) => ({ ...options, ...legacy }));
  const query = place(shape).chain(({ indexName, partition }) =>
    fc
      .tuple(
        pageOptions(shape, indexName, partition),
        fc.record({
          KeyConditions: keyConditions(shape, indexName, partition),
          QueryFilter: filters,
          AttributesToGet: seldom(attributeNames),
          ConditionalOperator: conditionalOperator,
          ScanIndexForward: sometimes(fc.boolean()),
        }),
      )
      .map(([options, legacy]) => ({ ...options, ...legacy })),
  );
  return fc.oneof(
    { weight: 3, arbitrary: about('Query', query) },
    { weight: 2, arbitrary: about('Scan', scan) },
    { weight: 1, arbitrary: about('GetItem', get) },
  );
}

function keyConditions(
  shape: TableShape,
  indexName: string | undefined,
  partition: Item,
): fc.Arbitrary<Record<string, object>> {
  const [, sort] = keysOf(shape, indexName);
  const [[name, key]] = Object.entries(partition) as [[string, AttributeValue]];
  const equal = fc.constant({ ComparisonOperator: 'EQ', AttributeValueList: [key] });
  const onPartition = fc.oneof({ weight: 15, arbitrary: equal }, { weight: 1, arbitrary: comparison });
  if (!sort) return fc.record({ [name]: onPartition });
  const onSort = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom('EQ', 'LT', 'LE', 'GT', 'GE', 'BEGINS_WITH', 'NE'), sort.values)
        .map(([ComparisonOperator, each]) => ({ ComparisonOperator, AttributeValueList: [each] })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(sort.values, sort.values)
        .map(bounds => ({ ComparisonOperator: 'BETWEEN', AttributeValueList: bounds })),
    },
    { weight: 1, arbitrary: value.map(each => ({ ComparisonOperator: 'EQ', AttributeValueList: [each] })) },
  );
  return fc.record({ [name]: onPartition, [sort.name]: onSort }, { requiredKeys: [name] });
}
