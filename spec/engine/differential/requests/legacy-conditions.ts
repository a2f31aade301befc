import fc from 'fast-check';
import { text, value } from '../values';
import { seldom } from './request';

export const attribute = fc.constantFrom('n', 't', 'ss', 'ns', 'l', 'm', 'w', 'q');

/** `AttributesToGet`. */
export const attributeNames = fc.uniqueArray(fc.oneof(attribute, fc.constantFrom('p', 's', 'g')), {
  minLength: 1,
  maxLength: 3,
});

export const conditionalOperator = seldom(fc.constantFrom('AND', 'OR'));

/** A comparison of an attribute, as in `Expected`, `QueryFilter` and `ScanFilter`. */
export const comparison: fc.Arbitrary<object> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('EQ', 'NE', 'LT', 'LE', 'GT', 'GE', 'BEGINS_WITH', 'CONTAINS', 'NOT_CONTAINS'), value)
      .map(([ComparisonOperator, each]) => ({ ComparisonOperator, AttributeValueList: [each] })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('NULL', 'NOT_NULL').map(ComparisonOperator => ({ ComparisonOperator })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('BETWEEN', 'IN'), text, text)
      .map(([ComparisonOperator, a, b]) => ({ ComparisonOperator, AttributeValueList: [{ S: a }, { S: b }] })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('EQ', 'NULL', 'BETWEEN', 'IN', 'CONTAINS'), fc.array(value, { maxLength: 3 }))
      .map(([ComparisonOperator, AttributeValueList]) => ({ ComparisonOperator, AttributeValueList })),
  },
);

/** Comparisons of a few attributes. */
export function comparisons(each: fc.Arbitrary<object>): fc.Arbitrary<Record<string, object>> {
  return fc.dictionary(attribute, each, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
}
