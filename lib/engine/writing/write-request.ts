import type { ExpressionParameters } from '../expressions/expression-parameters';
import type { ConditionalOperator, LegacyConditions } from '../legacy/conditions';
import type { CapacityMode } from '../metering/capacity';
import type { Constraints } from '../protocol/constraints';
import {
  CAPACITY_MODES,
  CONDITIONAL_OPERATORS,
  METRICS_MODES,
  RETURN_ON_FAILURE,
  RETURN_VALUES,
} from '../protocol/enums';
import { validationError } from '../protocol/service-error';

/** What of the item before or after it a write returns. */
export type ReturnValues = 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW';

/** What the requests of PutItem, UpdateItem and DeleteItem have in common. */
export interface WriteRequest extends ExpressionParameters {
  readonly TableName: string;
  readonly ConditionExpression?: string;
  readonly Expected?: LegacyConditions;
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ReturnValues?: ReturnValues;
  readonly ReturnConsumedCapacity?: CapacityMode;
  readonly ReturnItemCollectionMetrics?: 'SIZE' | 'NONE';
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

export function checkWriteEnums(constraints: Constraints, request: WriteRequest): Constraints {
  return constraints
    .oneOf('returnConsumedCapacity', request.ReturnConsumedCapacity, CAPACITY_MODES)
    .oneOf('returnValues', request.ReturnValues, RETURN_VALUES)
    .oneOf('returnItemCollectionMetrics', request.ReturnItemCollectionMetrics, METRICS_MODES)
    .oneOf('returnValuesOnConditionCheckFailure', request.ReturnValuesOnConditionCheckFailure, RETURN_ON_FAILURE)
    .oneOf('conditionalOperator', request.ConditionalOperator, CONDITIONAL_OPERATORS);
}

/** PutItem and DeleteItem have no new or updated attributes to return. */
export function checkReturnValues({ ReturnValues: returnValues }: WriteRequest): void {
  if (returnValues === undefined || returnValues === 'ALL_OLD' || returnValues === 'NONE') return;
  throw validationError('ReturnValues can only be ALL_OLD or NONE');
}
