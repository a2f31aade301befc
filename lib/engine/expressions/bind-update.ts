import { type AttributeType, type AttributeValue, typeOf } from '../../wire/attribute-value';
import type { Action, Assigned, Update } from './bound';
import { bindDistinctPaths } from './distinct-paths';
import { bindPath, type DocumentPath, inReverse } from './document-path';
import { checkCount, checkDistinct, operandTypeError } from './operators';
import type { Binding } from './placeholders';
import { type ActionNode, type AssignedNode, type CallNode, ExpressionError, type UpdateNode } from './syntax';

const SETS: readonly AttributeType[] = ['SS', 'NS', 'BS'];
const ADDED_TYPES: ReadonlySet<AttributeType> = new Set<AttributeType>(['N', ...SETS]);
const DELETED_TYPES: ReadonlySet<AttributeType> = new Set(SETS);
/** The names of types in the messages of `ADD` and `DELETE`. */
const TYPE_WORDS: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
};

/**
 * Replaces the placeholders of an update and checks it: first the paths that it changes, then the values. The service begins with the last action, so
 * that one is reported if several are wrong.
 */
export function bindUpdate({ actions }: UpdateNode, binding: Binding): Update {
  const paths = bindDistinctPaths(
    actions.map(action => action.path),
    binding,
  );
  return inReverse(actions, (action, at) => {
    const bound = bindAction(action, paths[at] as DocumentPath, binding);
    checkActionTypes(bound);
    return bound;
  });
}

function bindAction(node: ActionNode, path: DocumentPath, binding: Binding): Action {
  if (node.section === 'REMOVE') return { section: node.section, path };
  if (node.section === 'SET') return { section: node.section, path, value: bindAssigned(node.value, binding) };
  return { section: node.section, path, value: binding.value(node.value.placeholder) };
}

function bindAssigned(node: AssignedNode, binding: Binding): Assigned {
  if (node.kind === 'path') return { kind: 'path', path: bindPath(node, binding) };
  if (node.kind === 'value') return { kind: 'value', value: binding.value(node.placeholder) };
  if (node.kind === 'call') return bindFunction(node, binding);
  const left = bindAssigned(node.left, binding);
  const right = bindAssigned(node.right, binding);
  binding.countOperator();
  return { kind: 'arithmetic', operator: node.operator, left, right };
}

function bindFunction({ name, operands: nodes }: CallNode, binding: Binding): Assigned {
  const operands = nodes.map(node => bindAssigned(node, binding));
  binding.countOperator();
  checkCount(name, operands, 2);
  const [first, second] = operands as [Assigned, Assigned];
  if (name === 'list_append') return { kind: 'listAppend', first, second };
  if (first.kind !== 'path') {
    throw new ExpressionError(`Operator or function requires a document path; operator or function: ${name}`);
  }
  if (second.kind === 'path') checkDistinct(name, first, [second]);
  return { kind: 'ifNotExists', path: first.path, fallback: second };
}

/** Refuses operands whose type is known before the item is read and does not fit their action. */
export function checkActionTypes(action: Action): void {
  if (action.section === 'SET') checkAssigned(action.value);
  if (action.section === 'ADD') checkOperand(action.section, action.value, ADDED_TYPES);
  if (action.section === 'DELETE') checkOperand(action.section, action.value, DELETED_TYPES);
}

function checkOperand(section: string, value: AttributeValue, allowed: ReadonlySet<AttributeType>): void {
  const type = typeOf(value);
  if (allowed.has(type)) return;
  throw new ExpressionError(
    'Incorrect operand type for operator or function; ' +
      `operator: ${section}, operand type: ${TYPE_WORDS[type]}, typeSet: ALLOWED_FOR_${section}_OPERAND`,
  );
}

function checkAssigned(value: Assigned): void {
  if (value.kind === 'listAppend') {
    requireType('list_append', value.first, 'L');
    requireType('list_append', value.second, 'L');
  }
  if (value.kind === 'arithmetic') {
    requireType(value.operator, value.left, 'N');
    requireType(value.operator, value.right, 'N');
  }
}

/** Only values of the request have a type that is known before the item is read. */
function requireType(operator: string, operand: Assigned, type: AttributeType): void {
  if (operand.kind === 'value' && typeOf(operand.value) !== type) {
    throw operandTypeError(operator, typeOf(operand.value));
  }
}
