import { checkPath } from './document-path';
import { TEST_FUNCTIONS, UPDATE_FUNCTIONS, VALUE_FUNCTIONS } from './operators';
import { type AssignedNode, type CallNode, ExpressionError, type UpdateNode } from './syntax';

/** Checks what does not depend on placeholders: where functions are used, reserved words, sections. */
export function checkUpdate({ sections, actions }: UpdateNode): void {
  for (const action of actions) {
    checkPath(action.path);
    if (action.section === 'SET') checkAssigned(action.value, true);
  }
  for (const section of sections) {
    if (sections.filter(other => other === section).length > 1) {
      throw new ExpressionError(`The "${section}" section can only be used once in an update expression;`);
    }
  }
}

function checkAssigned(value: AssignedNode, isWhole: boolean): void {
  if (value.kind === 'path') checkPath(value);
  if (value.kind === 'call') checkCall(value, isWhole);
  if (value.kind !== 'arithmetic') return;
  checkAssigned(value.left, false);
  checkAssigned(value.right, false);
}

function checkCall(call: CallNode, isWhole: boolean): void {
  if (TEST_FUNCTIONS.has(call.name) || VALUE_FUNCTIONS.has(call.name)) {
    throw new ExpressionError(`The function is not allowed in an update expression; function: ${call.name}`);
  }
  if (!UPDATE_FUNCTIONS.has(call.name)) {
    throw new ExpressionError(`Invalid function name; function: ${call.name}`);
  }
  if (call.name === 'list_append' && !isWhole) {
    throw new ExpressionError(
      `The function is not allowed to be used this way in an expression; function: ${call.name}`,
    );
  }
  for (const operand of call.operands) checkAssigned(operand, false);
}
