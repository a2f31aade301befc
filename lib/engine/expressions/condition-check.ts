import { checkPath } from './document-path';
import { ExpressionError } from './expression-error';
import type { CallNode, ConditionNode, OperandNode } from './syntax';

const CONDITION_FUNCTIONS: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
]);
const OPERAND_FUNCTIONS: ReadonlySet<string> = new Set(['size']);
const UPDATE_FUNCTIONS: ReadonlySet<string> = new Set(['if_not_exists', 'list_append']);

/** What can be told of a condition before its placeholders are known: functions in their place, reserved words, indexes. */
export function checkCondition(condition: ConditionNode): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      checkCondition(condition.left);
      checkCondition(condition.right);
      return;
    case 'not':
      checkCondition(condition.condition);
      return;
    case 'compare':
      checkOperands([condition.left, condition.right]);
      return;
    case 'between':
      checkOperands([condition.operand, condition.lower, condition.upper]);
      return;
    case 'in':
      checkOperands([condition.operand, ...condition.candidates]);
      return;
    case 'call':
      checkCall(condition, CONDITION_FUNCTIONS);
  }
}

function checkOperands(operands: readonly OperandNode[]): void {
  for (const operand of operands) {
    if (operand.kind === 'path') checkPath(operand);
    if (operand.kind === 'call') checkCall(operand, OPERAND_FUNCTIONS);
  }
}

function checkCall(call: CallNode, allowed: ReadonlySet<string>): void {
  if (UPDATE_FUNCTIONS.has(call.name)) {
    throw new ExpressionError(`The function is not allowed in a condition expression; function: ${call.name}`);
  }
  if (!CONDITION_FUNCTIONS.has(call.name) && !OPERAND_FUNCTIONS.has(call.name)) {
    throw new ExpressionError(`Invalid function name; function: ${call.name}`);
  }
  if (!allowed.has(call.name)) {
    throw new ExpressionError(
      `The function is not allowed to be used this way in an expression; function: ${call.name}`,
    );
  }
  checkOperands(call.operands);
}
