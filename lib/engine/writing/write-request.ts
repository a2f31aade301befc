import type { Item } from '../../wire/attribute-value';
import { compileCondition } from '../expressions/compile';
import { checkParameterKinds, type ExpressionParameters, placeholdersOf } from '../expressions/expression-parameters';
import type { Placeholders } from '../expressions/placeholders';
import { type ConditionalOperator, compileLegacyConditions, type LegacyConditions } from '../legacy/conditions';
import { type CapacityMode, consumedByWrite, consumedCapacity } from '../metering/capacity';
import { collectionMetrics } from '../metering/collection-metrics';
import {
  CAPACITY_MODES,
  CONDITIONAL_OPERATORS,
  type Constraints,
  METRICS_MODES,
  RETURN_ON_FAILURE,
  RETURN_VALUES,
} from '../protocol/constraints';
import { plainly, validationError } from '../protocol/service-error';
import type { Table } from '../tables/table';
import { normalizeAttributes } from '../values/attribute-values';
import { checkItemSize } from './item-size';
import type { Guard, PlannedWrite } from './writes';

/** What a write returns of the old or new item. */
export type ReturnValues = 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW';

/** The members that PutItem, UpdateItem and DeleteItem share. */
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
function checkReturnValues({ ReturnValues: returnValues }: WriteRequest): void {
  if (returnValues === undefined || returnValues === 'ALL_OLD' || returnValues === 'NONE') return;
  throw validationError('ReturnValues can only be ALL_OLD or NONE');
}

/** The condition of a put or delete of `subject`, after all checks that do not need the table. */
export function checkedGuard(request: WriteRequest, subject: Item, isPut: boolean): Guard {
  const { ConditionExpression, Expected, ConditionalOperator } = request;
  checkParameterKinds(request, { expressions: { ConditionExpression }, legacy: { Expected, ConditionalOperator } });
  normalizeAttributes(subject);
  checkReturnValues(request);
  if (isPut) checkItemSize(subject);
  const placeholders = placeholdersOf(request, isPut);
  const guard = guardOf(request, placeholders);
  placeholders.checkAllUsed();
  return guard;
}

/** The condition of a write, in either form. */
export function guardOf(request: WriteRequest, placeholders: Placeholders): Guard {
  const { ConditionExpression, Expected, ConditionalOperator } = request;
  return {
    condition:
      ConditionExpression === undefined
        ? plainly(() => compileLegacyConditions(Expected, ConditionalOperator))
        : compileCondition('ConditionExpression', ConditionExpression, placeholders),
    showItem: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
}

/** The old item if it was asked for, and the consumed capacity. */
export function replacedAnswer(request: WriteRequest, table: Table, write: PlannedWrite): object {
  return {
    Attributes: request.ReturnValues === 'ALL_OLD' ? write.before?.attributes : undefined,
    ...costOf(request, table, write),
  };
}

/** The consumed capacity of a write, if it was asked for. */
export function costOf(request: WriteRequest, table: Table, write: PlannedWrite): object {
  return {
    ConsumedCapacity: consumedCapacity(table.name, consumedByWrite(table.items, write), request.ReturnConsumedCapacity),
    ItemCollectionMetrics: collectionMetrics(table, write.key, request.ReturnItemCollectionMetrics),
  };
}
