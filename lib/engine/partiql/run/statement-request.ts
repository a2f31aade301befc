import type { AttributeValue } from '../../../wire/attribute-value';
import { type Constraints, RETURN_ON_FAILURE } from '../../protocol/constraints';
import { attributeValue, boolean, list, string } from '../../protocol/shapes';
import { normalizeValue } from '../../values/attribute-values';
import { type Change, compileStatement, type Insert, type Purpose, purposeOf, type Select } from '../compile/compile';
import { type ParsedStatement, parseStatement } from '../syntax/statement-parser';

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

/** The model's constraints on one statement. `at` is a prefix for the names of its members. */
export function checkStatementConstraints(constraints: Constraints, request: StatementRequest, at = ''): Constraints {
  return constraints
    .required(`${at}statement`, request.Statement)
    .minLength(`${at}statement`, request.Statement, 1)
    .maxLength(`${at}statement`, request.Statement, MAX_LENGTH)
    .minLength(`${at}parameters`, request.Parameters, 1)
    .oneOf(`${at}returnValuesOnConditionCheckFailure`, request.ReturnValuesOnConditionCheckFailure, RETURN_ON_FAILURE);
}

/** Refuses parameters that are not values. */
export function checkParameters(requests: readonly StatementRequest[]): void {
  for (const { Parameters = [] } of requests) for (const value of Parameters) normalizeValue(value);
}

/** A statement of a request, parsed. */
export interface ParsedRequest {
  readonly request: StatementRequest;
  readonly parsed: ParsedStatement;
  readonly purpose: Purpose;
}

/** Parses a statement. Throws `ValidationException`. */
export function parseRequest(request: StatementRequest): ParsedRequest {
  const parsed = parseStatement(request.Statement);
  return { request, parsed, purpose: purposeOf(parsed) };
}

/** Compiles a statement that reads or writes. Throws `ValidationException`. */
export function compileRequest({ request, parsed }: ParsedRequest): Select | Insert | Change {
  return compileStatement(parsed, request.Parameters ?? []);
}
