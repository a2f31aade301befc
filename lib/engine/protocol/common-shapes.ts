import { attributes, boolean, map, string } from './shapes';

/** Members that several operations share. */
export const expressionMembers = {
  ExpressionAttributeNames: map(string),
  ExpressionAttributeValues: attributes,
};

export const writeMembers = {
  TableName: string,
  ConditionExpression: string,
  ReturnValues: string,
  ReturnConsumedCapacity: string,
  ReturnItemCollectionMetrics: string,
  ReturnValuesOnConditionCheckFailure: string,
  ...expressionMembers,
};

export const readMembers = {
  TableName: string,
  ConsistentRead: boolean,
  ProjectionExpression: string,
  ReturnConsumedCapacity: string,
  ExpressionAttributeNames: map(string),
};
