import type { AttributeValue } from '../../wire/attribute-value';
import { normalizeValue } from '../validation/attribute-values';
import type { Constraints } from '../validation/constraints';
import { RETURN_ON_FAILURE } from '../validation/enums';
import { attributeValue, boolean, list, string } from '../validation/shapes';
import { type CompiledStatement, compileStatement } from './compile';

/** One statement of a request, alone or among others. */
export interface StatementRequest {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
  readonly ConsistentRead?: boolean;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

const MAX_LENGTH = 8192;

export const statementMembers = {
  Statement: string,
  Parameters: list(attributeValue),
  ConsistentRead: boolean,
  ReturnValuesOnConditionCheckFailure: string,
};

/** The model's constraints on one statement; `at` comes before the names of its members. */
export function checkStatementConstraints(constraints: Constraints, request: StatementRequest, at = ''): Constraints {
  return constraints
    .required(`${at}statement`, request.Statement)
    .minLength(`${at}statement`, request.Statement, 1)
    .maxLength(`${at}statement`, request.Statement, MAX_LENGTH)
    .minLength(`${at}parameters`, request.Parameters, 1)
    .oneOf(`${at}returnValuesOnConditionCheckFailure`, request.ReturnValuesOnConditionCheckFailure, RETURN_ON_FAILURE);
}

/** Reads and checks a statement with its parameters. Throws `ServiceError`. */
export function compileRequest({ Statement, Parameters = [] }: StatementRequest): CompiledStatement {
  for (const value of Parameters) normalizeValue(value);
  return compileStatement(Statement, Parameters);
}
