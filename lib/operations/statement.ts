import type { ExecuteStatementCommandInput } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '../wire/attribute-value';

/** One page of a PartiQL statement as plain data. */
export interface StatementOperation {
  readonly statement: string;
  readonly parameters: readonly AttributeValue[];
  readonly consistentRead?: boolean | undefined;
  /** Items to look at, before the statement's condition. */
  readonly limit?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
export function statementInput(operation: StatementOperation): ExecuteStatementCommandInput {
  const { statement, parameters, consistentRead, limit, nextToken } = operation;
  return {
    Statement: statement,
    ...(parameters.length > 0 && { Parameters: parameters }),
    ...(consistentRead && { ConsistentRead: true }),
    ...(limit !== undefined && { Limit: limit }),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  } as ExecuteStatementCommandInput;
}
