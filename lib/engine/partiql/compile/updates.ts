import { type AttributeValue, typeOf } from '../../../wire/attribute-value';
import { checkActionTypes } from '../../expressions/bind-update';
import type { Assigned, Update, Action as UpdateAction } from '../../expressions/bound';
import { checkDistinctPaths } from '../../expressions/distinct-paths';
import { checkDepth, type DocumentPath, samePath } from '../../expressions/document-path';
import { checkCount, UPDATE_FUNCTIONS } from '../../expressions/operators';
import { validationError } from '../../protocol/service-error';
import { unsupportedError } from '../syntax/expression-names';
import type { Action, Call, Expression, Operation } from '../syntax/syntax';
import { errorAt } from '../syntax/tokens';
import { compiled, functionName } from './conditions';
import { pathOf } from './paths';
import { isValue, literalValue } from './values';

type Parameters = readonly AttributeValue[];

/** Functions that add or remove elements of a set, and the sections of an update expression that do the same. */
const SET_FUNCTIONS: Readonly<Record<string, 'ADD' | 'DELETE'>> = { set_add: 'ADD', set_delete: 'DELETE' };

/** The actions of an `UPDATE` as an update of the engine. Throws `ValidationException`. */
export function compileActions(actions: readonly Action[], parameters: Parameters): Update {
  return compiled(() => {
    // The service compares the paths of a statement from the last to the first.
    const update = actions.map(action => updateAction(action, parameters)).reverse();
    checkDistinctPaths(update.map(({ path }) => path));
    for (const action of update) checkActionTypes(action);
    return update;
  });
}

function updateAction(action: Action, parameters: Parameters): UpdateAction {
  const path = updatePath(action.path);
  if (action.kind === 'remove') return { section: 'REMOVE', path };
  const { value } = action;
  const section = value.kind === 'call' ? SET_FUNCTIONS[value.name] : undefined;
  if (!section) return { section: 'SET', path, value: assigned(value, parameters) };
  return { section, path, value: setOperand(path, value as Call, parameters) };
}

function updatePath(expression: Expression): DocumentPath {
  const path = pathOf(expression);
  checkDepth(path);
  return path;
}

function setOperand(path: DocumentPath, { name, operands, span }: Call, parameters: Parameters): AttributeValue {
  const function_ = name.toUpperCase();
  const [first, second] = operands;
  if (!first || !second || operands.length > 2) throw errorAt(`${function_} must have exactly two arguments`, span);
  for (const operand of operands) assigned(operand, parameters);
  const isPath = first.kind === 'name' || first.kind === 'path';
  if (!isPath || !samePath(pathOf(first), path)) {
    throw validationError(`The first argument to ${function_} must equal the assignment value`);
  }
  const value = isValue(second) ? literalValue(second, parameters) : undefined;
  if (value && ['SS', 'NS', 'BS'].includes(typeOf(value))) return value;
  throw errorAt(`The second argument to ${function_} must be a value with type SET`, first.span);
}

function assigned(expression: Expression, parameters: Parameters): Assigned {
  if (isValue(expression)) return { kind: 'value', value: literalValue(expression, parameters) };
  switch (expression.kind) {
    case 'name':
    case 'path':
      return { kind: 'path', path: updatePath(expression) };
    case 'missing':
      throw validationError('MISSING must be compared using IS operator');
    case 'is':
      throw validationError('IS operator is not supported in update expressions');
    case 'call':
      return call(expression, parameters);
    case 'operation':
      return arithmetic(expression, parameters);
    default:
      throw unsupportedError(expression);
  }
}

function call(expression: Call, parameters: Parameters): Assigned {
  const operands = expression.operands.map(operand => assigned(operand, parameters));
  const name = functionName(expression);
  if (!UPDATE_FUNCTIONS.has(name)) {
    throw validationError(`The function is not allowed in an update expression; function: ${name}`);
  }
  checkCount(name, operands, 2);
  const [first, second] = operands as [Assigned, Assigned];
  if (name === 'list_append') return { kind: 'listAppend', first, second };
  if (first.kind === 'path') return { kind: 'ifNotExists', path: first.path, fallback: second };
  throw validationError(`Operator or function requires a document path; operator or function: ${name}`);
}

function arithmetic({ operator, operands: expressions }: Operation, parameters: Parameters): Assigned {
  if (operator !== '+' && operator !== '-') {
    throw validationError(`Unsupported operator in Update Expression. Operator: ${operator}`);
  }
  const operands = expressions.map(expression => assigned(expression, parameters));
  checkCount(operator, operands, 2);
  const [left, right] = operands as [Assigned, Assigned];
  return { kind: 'arithmetic', operator, left, right };
}
