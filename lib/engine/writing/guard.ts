import type { Item } from '../../wire/attribute-value';
import { compileCondition } from '../expressions/compile';
import { checkParameterKinds, placeholdersOf } from '../expressions/expression-parameters';
import type { Placeholders } from '../expressions/placeholders';
import { compileLegacyConditions } from '../legacy/conditions';
import { plainly } from '../protocol/service-error';
import { normalizeAttributes } from '../values/attribute-values';
import { checkItemSize } from './item-size';
import { checkReturnValues, type WriteRequest } from './write-request';
import type { Guard } from './writes';

/** The condition of a request to put `subject`, or to delete it, after all that can be checked without the table. */
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

/** The condition of a write, in either of the forms that it may have. */
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
