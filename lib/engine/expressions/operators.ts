import { type AttributeType, typeOf } from '../../wire/attribute-value';
import type { Compared } from './bound';
import { formatPath, samePath } from './document-path';
import { ExpressionError } from './syntax';

/** Functions of conditions that return true or false. */
export const TEST_FUNCTIONS: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
]);
/** Functions of conditions that return a value. */
export const VALUE_FUNCTIONS: ReadonlySet<string> = new Set(['size']);
export const UPDATE_FUNCTIONS: ReadonlySet<string> = new Set(['if_not_exists', 'list_append']);

/** Types that have an order, for `<`, `BETWEEN` and the like. */
export const ORDERED_TYPES: ReadonlySet<AttributeType> = new Set(['S', 'N', 'B']);

/** Refuses another number of operands than the operator or function takes. */
export function checkCount(operator: string, operands: readonly unknown[], expected: number): void {
  if (operands.length === expected) return;
  throw new ExpressionError(
    'Incorrect number of operands for operator or function; ' +
      `operator or function: ${operator}, number of operands: ${operands.length}`,
  );
}

/** Refuses an operand whose type is known before any item is read and does not fit the operator. */
export function checkType(operator: string, operand: Compared, allowed: ReadonlySet<AttributeType>): void {
  const type = knownType(operand);
  if (type && !allowed.has(type)) throw operandTypeError(operator, type);
}

export function operandTypeError(operator: string, type: string): ExpressionError {
  return new ExpressionError(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
}

/** Refuses a document path that is compared with itself. */
export function checkDistinct(operator: string, first: Compared, others: readonly Compared[]): void {
  if (first.kind !== 'path') return;
  if (!others.some(other => other.kind === 'path' && samePath(first.path, other.path))) return;
  throw new ExpressionError(
    'The first operand must be distinct from the remaining operands for this operator or function; ' +
      `operator: ${operator}, first operand: ${formatPath(first.path)}`,
  );
}

function knownType(operand: Compared): AttributeType | undefined {
  if (operand.kind === 'path') return undefined;
  if (operand.kind === 'value') return typeOf(operand.value);
  return operand.kind === 'size' ? 'N' : 'BOOL';
}
