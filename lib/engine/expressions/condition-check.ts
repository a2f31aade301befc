import { checkPath } from './document-path';
import { TEST_FUNCTIONS, UPDATE_FUNCTIONS, VALUE_FUNCTIONS } from './operators';
import { type CallNode, type ConditionNode, ExpressionError, type OperandNode, type OutcomeNode } from './syntax';

/** Checks what does not depend on placeholders: where functions are used, reserved words, indexes. */
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
      checkCall(condition, TEST_FUNCTIONS);
  }
}

function checkOperands(operands: readonly (OperandNode | OutcomeNode)[]): void {
  for (const operand of operands) {
    if (operand.kind === 'path') checkPath(operand);
    if (operand.kind === 'outcome') checkCondition(operand.condition);
    if (operand.kind === 'call') checkCall(operand, VALUE_FUNCTIONS);
  }
}

function checkCall(call: CallNode, allowed: ReadonlySet<string>): void {
  if (UPDATE_FUNCTIONS.has(call.name)) {
    throw new ExpressionError(`The function is not allowed in a condition expression; function: ${call.name}`);
  }
  if (!TEST_FUNCTIONS.has(call.name) && !VALUE_FUNCTIONS.has(call.name)) {
    throw new ExpressionError(`Invalid function name; function: ${call.name}`);
  }
  if (!allowed.has(call.name)) {
    throw new ExpressionError(
      `The function is not allowed to be used this way in an expression; function: ${call.name}`,
    );
  }
  checkOperands(call.operands);
}
