import type { AttributeValue, Item } from '../../wire/attribute-value';
import { addNumbers, NumberFormatError, subtractNumbers } from '../../wire/decimal';
import { type ServiceError, validationError } from '../protocol/service-error';
import { numberError, sortedSet } from '../values/attribute-values';
import type { Assigned } from './bound';
import { valueAt } from './document-path';

/** The value that `SET` assigns, computed from the old item. */
export function evaluate(item: Item, assigned: Assigned): AttributeValue {
  switch (assigned.kind) {
    case 'value':
      return assigned.value;
    case 'path': {
      const value = valueAt(item, assigned.path);
      if (value) return value;
      throw validationError('The provided expression refers to an attribute that does not exist in the item');
    }
    case 'ifNotExists':
      return valueAt(item, assigned.path) ?? evaluate(item, assigned.fallback);
    case 'listAppend': {
      const first = evaluate(item, assigned.first);
      if (!('L' in first)) throw operandError();
      const second = evaluate(item, assigned.second);
      if (!('L' in second)) throw operandError();
      return { L: [...first.L, ...second.L] };
    }
    case 'arithmetic': {
      const left = evaluate(item, assigned.left);
      if (!('N' in left)) throw operandError();
      const right = evaluate(item, assigned.right);
      if (!('N' in right)) throw operandError();
      return calculate(assigned.operator, left.N, right.N);
    }
  }
}

/** The result of `ADD` or `DELETE`: a sum, a union or a difference; undefined for an empty set. */
export function combine(
  section: 'ADD' | 'DELETE',
  old: AttributeValue | undefined,
  operand: AttributeValue,
): AttributeValue | undefined {
  if (old === undefined) return section === 'ADD' ? operand : undefined;
  if ('N' in old && 'N' in operand) return calculate('+', old.N, operand.N);
  const merge = section === 'ADD' ? union : difference;
  if ('SS' in old && 'SS' in operand) return unlessEmpty({ SS: sortedSet('SS', merge(old.SS, operand.SS)) });
  if ('NS' in old && 'NS' in operand) return unlessEmpty({ NS: sortedSet('NS', merge(old.NS, operand.NS)) });
  if ('BS' in old && 'BS' in operand)
    return unlessEmpty({ BS: sortedSet('BS', merge(old.BS, operand.BS) as string[]) });
  throw operandError();
}

function calculate(operator: '+' | '-', left: string, right: string): AttributeValue {
  try {
    return { N: operator === '+' ? addNumbers(left, right) : subtractNumbers(left, right) };
  } catch (error) {
    throw error instanceof NumberFormatError ? resultError(error) : error;
  }
}

/** The service reports any unrepresentable result as overflow, also too many digits or a number too close to zero. */
function resultError({ text }: NumberFormatError): ServiceError {
  return numberError(new NumberFormatError('overflow', text));
}

// Stored and given sets are both canonical, so that elements are equal when they are the same.
function union<T>(old: readonly T[], added: readonly T[]): T[] {
  return [...new Set([...old, ...added])];
}

function difference<T>(old: readonly T[], deleted: readonly T[]): T[] {
  const gone = new Set(deleted);
  return old.filter(element => !gone.has(element));
}

function unlessEmpty(set: AttributeValue): AttributeValue | undefined {
  return (Object.values(set)[0] as readonly unknown[]).length > 0 ? set : undefined;
}

function operandError(): ServiceError {
  return validationError('An operand in the update expression has an incorrect data type', 'operand');
}
