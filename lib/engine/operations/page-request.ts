import { COMPARISON_OPERATORS, type ConditionalOperator, type LegacyConditions } from '../legacy/conditions';
import { CAPACITY_MODES, CONDITIONAL_OPERATORS, Constraints } from '../protocol/constraints';
import { SELECTS, type SelectionRequest } from '../reading/selection';

/** The members that Query and Scan share. */
interface PageRequest extends SelectionRequest {
  readonly TableName: string;
  readonly ConditionalOperator?: ConditionalOperator;
}

/** The constraints that Query and Scan check first, in the service's order. */
export function pageConstraints(request: PageRequest): Constraints {
  return new Constraints()
    .oneOf('select', request.Select, SELECTS)
    .resourceName('indexName', request.IndexName)
    .oneOf('returnConsumedCapacity', request.ReturnConsumedCapacity, CAPACITY_MODES)
    .tableName(request.TableName)
    .oneOf('conditionalOperator', request.ConditionalOperator, CONDITIONAL_OPERATORS)
    .minLength('attributesToGet', request.AttributesToGet, 1);
}

/** The operators of a legacy filter, or of legacy key conditions. */
export function checkOperators(constraints: Constraints, parameter: string, conditions: LegacyConditions = {}): void {
  for (const [name, { ComparisonOperator }] of Object.entries(conditions)) {
    const member = `${parameter}.${name}.member.comparisonOperator`;
    constraints.required(member, ComparisonOperator).oneOf(member, ComparisonOperator, COMPARISON_OPERATORS);
  }
}
