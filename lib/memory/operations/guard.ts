import { compileCondition } from '../expressions/compile';
import type { Placeholders } from '../expressions/placeholders';
import { compileLegacyConditions } from '../legacy/conditions';
import { plainly } from '../service-error';
import type { ParameterKinds } from '../validation/expression-parameters';
import type { WriteRequest } from '../validation/write-request';
import type { Guard } from '../writes';

/** The conditions of PutItem and DeleteItem, in both kinds of parameters. */
export function conditionKinds({ ConditionExpression, Expected, ConditionalOperator }: WriteRequest): ParameterKinds {
  return { expressions: { ConditionExpression }, legacy: { Expected, ConditionalOperator } };
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
