import { type AttributeType, type AttributeValue, typeOf } from '../../wire/attribute-value';
import { compareValues } from '../../wire/order';
import type { Compared, Condition, Operand } from './bound';
import { bindPath, type DocumentPath } from './document-path';
import { checkCount, checkDistinct, checkType, ORDERED_TYPES, operandTypeError } from './operators';
import type { Binding } from './placeholders';
import { type CallNode, type ConditionNode, ExpressionError, type OperandNode, type OutcomeNode } from './syntax';

const MAX_CANDIDATES = 100;
const SIZED_TYPES: ReadonlySet<AttributeType> = new Set(['S', 'B', 'SS', 'NS', 'BS', 'L', 'M']);
const PREFIX_TYPES: ReadonlySet<AttributeType> = new Set(['S', 'B']);
const TYPE_NAMES: readonly AttributeType[] = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'];

/** Replaces the placeholders of a condition and checks its operands. Each operator is checked after its operands. */
export function bindCondition(node: ConditionNode, binding: Binding): Condition {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const left = bindCondition(node.left, binding);
      const right = bindCondition(node.right, binding);
      binding.countOperator();
      return { kind: node.kind, left, right };
    }
    case 'not': {
      const condition = bindCondition(node.condition, binding);
      binding.countOperator();
      return { kind: 'not', condition };
    }
    case 'compare': {
      const left = bindCompared(node.left, binding);
      const right = bindCompared(node.right, binding);
      binding.countOperator();
      if (node.comparator !== '=' && node.comparator !== '<>') {
        checkType(node.comparator, left, ORDERED_TYPES);
        checkType(node.comparator, right, ORDERED_TYPES);
      }
      checkDistinct(node.comparator, left, [right]);
      return { kind: 'compare', comparator: node.comparator, left, right };
    }
    case 'between': {
      const operands = bindOperands([node.operand, node.lower, node.upper], binding);
      const [operand, lower, upper] = operands as [Operand, Operand, Operand];
      binding.countOperator();
      for (const each of operands) checkType('BETWEEN', each, ORDERED_TYPES);
      checkDistinct('BETWEEN', operand, [lower, upper]);
      checkBounds(lower, upper);
      return { kind: 'between', operand, lower, upper };
    }
    case 'in': {
      const [operand, ...candidates] = bindOperands([node.operand, ...node.candidates], binding) as [
        Operand,
        ...Operand[],
      ];
      binding.countOperator();
      if (candidates.length > MAX_CANDIDATES) {
        throw new ExpressionError(
          `The IN operator is provided with too many operands; number of operands: ${candidates.length}`,
        );
      }
      checkDistinct('IN', operand, candidates);
      return { kind: 'in', operand, candidates };
    }
    case 'call':
      return bindFunction(node, binding);
  }
}

function bindOperands(nodes: readonly OperandNode[], binding: Binding): Operand[] {
  return nodes.map(node => bindOperand(node, binding));
}

function bindCompared(node: OperandNode | OutcomeNode, binding: Binding): Compared {
  if (node.kind !== 'outcome') return bindOperand(node, binding);
  return { kind: 'outcome', condition: bindCondition(node.condition, binding) };
}

function bindOperand(node: OperandNode, binding: Binding): Operand {
  if (node.kind === 'path') return { kind: 'path', path: bindPath(node, binding) };
  if (node.kind === 'value') return { kind: 'value', value: binding.value(node.placeholder) };
  const operands = bindOperands(node.operands, binding);
  binding.countOperator();
  checkCount(node.name, operands, 1);
  const [operand] = operands as [Operand];
  checkType(node.name, operand, SIZED_TYPES);
  return { kind: 'size', operand };
}

function bindFunction({ name, operands: nodes }: CallNode, binding: Binding): Condition {
  const operands = bindOperands(nodes, binding);
  const [operand, sought] = operands as [Operand, Operand];
  binding.countOperator();
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      checkCount(name, operands, 1);
      return { kind: name === 'attribute_exists' ? 'exists' : 'notExists', path: requiredPath(name, operand) };
    case 'attribute_type':
      checkCount(name, operands, 2);
      checkDistinct(name, operand, [sought]);
      return { kind: 'type', operand, type: typeNamed(sought) };
    case 'begins_with':
      checkCount(name, operands, 2);
      for (const each of operands) checkType(name, each, PREFIX_TYPES);
      checkDistinct(name, operand, [sought]);
      return { kind: 'beginsWith', operand, sought };
    default:
      checkCount(name, operands, 2);
      checkDistinct(name, operand, [sought]);
      return { kind: 'contains', operand, sought };
  }
}

function requiredPath(name: string, operand: Operand): DocumentPath {
  if (operand.kind === 'path') return operand.path;
  throw new ExpressionError(`Operator or function requires a document path; operator or function: ${name}`);
}

function typeNamed(operand: Operand): AttributeType {
  // The service lists its own names for every type here; only the beginning of that message can be relied on.
  if (operand.kind === 'path') throw operandTypeError('attribute_type', `{${TYPE_NAMES.join(',')}}`);
  if (operand.kind === 'size') throw operandTypeError('attribute_type', 'N');
  if (!('S' in operand.value)) throw operandTypeError('attribute_type', typeOf(operand.value));
  const name = operand.value.S;
  const type = TYPE_NAMES.find(known => known === name);
  if (type) return type;
  throw new ExpressionError(`Invalid attribute type name found; type: ${name}, valid types: {${TYPE_NAMES.join(',')}}`);
}

/** If both bounds are values, they must have one type and be in order. */
function checkBounds(lower: Operand, upper: Operand): void {
  if (lower.kind !== 'value' || upper.kind !== 'value') return;
  const bounds = `lower bound operand: ${formatValue(lower.value)}, upper bound operand: ${formatValue(upper.value)}`;
  if (typeOf(lower.value) !== typeOf(upper.value)) {
    throw new ExpressionError(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
  }
  if (compareValues(lower.value, upper.value) > 0) {
    throw new ExpressionError(
      `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
  }
}

function formatValue(value: AttributeValue): string {
  return `AttributeValue: {${typeOf(value)}:${Object.values(value)[0]}}`;
}
