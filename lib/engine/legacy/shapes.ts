import { attributeValue, boolean, list, map, string, structure } from '../protocol/shapes';

/** Members of write requests from before there were expressions. */
export const legacyConditionMembers = {
  ConditionalOperator: string,
  Expected: map(
    structure('ExpectedAttributeValue', {
      Value: attributeValue,
      Exists: boolean,
      ComparisonOperator: string,
      AttributeValueList: list(attributeValue),
    }),
  ),
};

/** `KeyConditions`, `QueryFilter` and `ScanFilter`. */
export const legacyFilter = map(
  structure('Condition', { ComparisonOperator: string, AttributeValueList: list(attributeValue) }),
);

/** `AttributeUpdates`. */
export const legacyUpdates = map(structure('AttributeValueUpdate', { Action: string, Value: attributeValue }));
