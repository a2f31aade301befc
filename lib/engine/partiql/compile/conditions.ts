import { bindCondition } from '../../expressions/bind-condition';
import type { Condition } from '../../expressions/bound';
import { checkCondition } from '../../expressions/condition-check';
import { operandTypeError, TEST_FUNCTIONS, UPDATE_FUNCTIONS, VALUE_FUNCTIONS } from '../../expressions/operators';
import { Binding } from '../../expressions/placeholders';
import {
  type CallNode,
  type Comparator,
  type ConditionNode,
  ExpressionError,
  type OperandNode,
  type OutcomeNode,
} from '../../expressions/syntax';
import { validationError } from '../../protocol/service-error';
import { unsupportedError } from '../syntax/expression-names';
import type { Call, Expression, Operation } from '../syntax/syntax';
import { errorAt } from '../syntax/tokens';
import type { References } from './references';
import { isValue } from './values';

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const CONDITION_OPERATORS: ReadonlySet<string> = new Set([
  ...COMPARATORS,
  'and',
  'or',
  'not',
  'in',
  'not_in',
  'between',
  'not_between',
]);
/** DynamoDB's types by their names for `IS`. `MISSING` is not a type. */
const TYPES: Readonly<Record<string, string>> = {
  null: 'NULL',
  boolean: 'BOOL',
  blob: 'B',
  string: 'S',
  numeric: 'N',
  struct: 'M',
  tuple: 'M',
  list: 'L',
};
const TYPE_NAMES = 'MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST';

/** A `WHERE` clause as a condition of the engine. Throws `ValidationException`. */
export function compileWhere(where: Expression, references: References): Condition {
  return compiled(() => {
    if (isCondition(where)) return boundCondition(where, references);
    operand('WHERE', where, references);
    throw validationError('WHERE clause must contain an expression that resolves to a boolean');
  });
}

/** Runs the compilation of a part of a statement. Its errors name no parameter. */
export function compiled<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    throw error instanceof ExpressionError ? validationError(error.message) : error;
  }
}

/** The name of a function in expressions. */
export function functionName({ name }: Call): string {
  if ([TEST_FUNCTIONS, VALUE_FUNCTIONS, UPDATE_FUNCTIONS].some(functions => functions.has(name))) return name;
  throw validationError(`Unrecognized function: ${name}`);
}

function isCondition(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.name !== 'size';
  return ['is', 'operation', 'foreign'].includes(expression.kind);
}

/** Whether an expression is a condition, which is true or false. */
function isOutcome(expression: Expression): boolean {
  if (expression.kind === 'call') return TEST_FUNCTIONS.has(expression.name);
  return expression.kind === 'is' || (expression.kind === 'operation' && CONDITION_OPERATORS.has(expression.operator));
}

function boundCondition(expression: Expression, references: References): Condition {
  const node = conditionOf(expression, references);
  checkArguments(node);
  checkCondition(node);
  return bindCondition(node, new Binding(references.placeholders()));
}

function conditionOf(expression: Expression, references: References): ConditionNode {
  if (expression.kind === 'is') return typeTest(expression, references);
  if (expression.kind === 'call') return call(expression, references);
  if (expression.kind === 'foreign') throw unsupportedError(expression);
  return operation(expression as Operation, references);
}

function operation(given: Operation, references: References): ConditionNode {
  const { operator, operands } = given;
  const [first, second, third] = operands as [Expression, Expression, Expression];
  if (!CONDITION_OPERATORS.has(operator)) throw operatorError(operator);
  if (operator.startsWith('not_')) {
    return not(operation({ ...given, operator: operator.slice(4) }, references));
  }
  if (operator === 'not') {
    const [condition] = conditionsOf('NOT', operands, references, 'The argument to NOT must be a Type or Expression');
    return not(condition as ConditionNode);
  }
  if (operator === 'and' || operator === 'or') {
    const problem = 'The arguments to AND/OR must be Expressions';
    const [left, right] = conditionsOf(operator.toUpperCase(), operands, references, problem);
    return { kind: operator, left: left as ConditionNode, right: right as ConditionNode };
  }
  if (operator === 'in') return membership(first, second, references);
  if (operator === 'between') {
    const [tested, lower, upper] = [first, second, third].map(each => operand(operator, each, references));
    return { kind: operator, operand: tested as OperandNode, lower: lower as OperandNode, upper: upper as OperandNode };
  }
  const takesOutcomes = operator === '=' || operator === '<>';
  const [left, right] = [first, second].map(each =>
    takesOutcomes && isOutcome(each) ? outcome(each, references) : operand(operator, each, references),
  ) as [OperandNode | OutcomeNode, OperandNode | OutcomeNode];
  return { kind: 'compare', comparator: operator as Comparator, left, right };
}

/** A condition as a value, as in `begins_with(name, 'a') = TRUE`. */
function outcome(expression: Expression, references: References): OutcomeNode {
  return { kind: 'outcome', condition: conditionOf(expression, references) };
}

/** Operands that must be conditions. Errors of each operand are reported first. */
function conditionsOf(
  operator: string,
  operands: readonly Expression[],
  references: References,
  problem: string,
): ConditionNode[] {
  const isArgument = (each: Expression) => each.kind === 'call' || isCondition(each);
  const nodes = operands.map(each =>
    isArgument(each) ? conditionOf(each, references) : operand(operator, each, references),
  );
  if (operands.every(isArgument)) return nodes as ConditionNode[];
  throw validationError(problem);
}

/** Refuses `size` among joined conditions, after all were found to be expressions. */
function checkArguments(node: ConditionNode): void {
  if (node.kind !== 'and' && node.kind !== 'or' && node.kind !== 'not') return;
  const parts = node.kind === 'not' ? [node.condition] : [node.left, node.right];
  for (const part of parts) checkArguments(part);
  if (parts.some(part => part.kind === 'call' && part.name === 'size')) {
    throw operandTypeError(node.kind.toUpperCase(), 'N');
  }
}

function not(condition: ConditionNode): ConditionNode {
  return { kind: 'not', condition };
}

function membership(sought: Expression, candidates: Expression, references: References): ConditionNode {
  const isSequence = candidates.kind === 'list' || candidates.kind === 'bag';
  if (!isSequence || candidates.elements.length === 0) {
    throw validationError(
      'IN operator must have a left hand argument of type Variable Reference and ' +
        'right hand argument of type Seq with at least one member',
    );
  }
  return {
    kind: 'in',
    operand: operand('IN', sought, references),
    candidates: candidates.elements.map(candidate => operand('IN', candidate, references)),
  };
}

function typeTest({ operand: tested, type, span }: Expression & { kind: 'is' }, references: References): ConditionNode {
  if (!['name', 'path', 'literal'].includes(tested.kind)) {
    throw validationError('The left hand side argument to IS must be a Variable Reference, Literal, or Path');
  }
  const left = operand('IS', tested, references);
  if (type === 'missing') return { kind: 'call', name: 'attribute_not_exists', operands: [left] };
  const code = TYPES[type];
  if (!code) {
    throw errorAt(
      `Unsupported data type for IS operator: ${type.toUpperCase()}. Supported data types are [${TYPE_NAMES}]`,
      span,
    );
  }
  const right = references.value({ kind: 'literal', value: { S: code }, span });
  return { kind: 'call', name: 'attribute_type', operands: [left, right] };
}

function call(expression: Call, references: References): CallNode {
  const operands = expression.operands.map(each => operand(expression.name, each, references));
  return { kind: 'call', name: functionName(expression), operands };
}

function operand(operator: string, expression: Expression, references: References): OperandNode {
  if (isValue(expression)) return references.value(expression);
  switch (expression.kind) {
    case 'name':
    case 'path':
      return references.path(expression);
    case 'missing':
      throw validationError('MISSING must be compared using IS operator');
    case 'call':
    case 'operation':
    case 'is':
      if (isOutcome(expression)) throw outcomeError(operator, expression, references);
      if (expression.kind === 'call') return call(expression, references);
      throw operatorError((expression as Operation).operator);
    default:
      throw unsupportedError(expression);
  }
}

/** A comparison in the place of a value. Errors of the comparison are reported first. */
function outcomeError(operator: string, outcome: Expression, references: References): ExpressionError {
  boundCondition(outcome, references);
  return operandTypeError(operator, 'BOOL');
}

function operatorError(operator: string): Error {
  return validationError(`Unsupported operator in Condition Expression. Operator: ${operator}`);
}
