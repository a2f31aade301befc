import { type AttributeValue, type Item, typeOf } from '../../wire/attribute-value';
import { byteLengthOf, toBytes } from '../../wire/binary';
import { equalValues } from '../../wire/equality';
import { compareValues } from '../../wire/order';
import type { Compared, Condition } from './bound';
import { valueAt } from './document-path';
import { ORDERED_TYPES } from './operators';
import type { Comparator } from './syntax';

/** Whether a condition is true for an item. An absent attribute is unequal to everything and has no order. */
export function meets(item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return meets(item, condition.left) && meets(item, condition.right);
    case 'or':
      return meets(item, condition.left) || meets(item, condition.right);
    case 'not':
      return !meets(item, condition.condition);
    case 'compare':
      return compares(condition.comparator, resolve(item, condition.left), resolve(item, condition.right));
    case 'between': {
      const value = resolve(item, condition.operand);
      return (
        compares('>=', value, resolve(item, condition.lower)) && compares('<=', value, resolve(item, condition.upper))
      );
    }
    case 'in': {
      const value = resolve(item, condition.operand);
      return condition.candidates.some(candidate => compares('=', value, resolve(item, candidate)));
    }
    case 'exists':
      return valueAt(item, condition.path) !== undefined;
    case 'notExists':
      return valueAt(item, condition.path) === undefined;
    case 'type': {
      const value = resolve(item, condition.operand);
      return value !== undefined && typeOf(value) === condition.type;
    }
    case 'beginsWith':
      return both(resolve(item, condition.operand), resolve(item, condition.sought), beginsWith);
    case 'contains':
      return both(resolve(item, condition.operand), resolve(item, condition.sought), contains);
  }
}

function both(
  one: AttributeValue | undefined,
  two: AttributeValue | undefined,
  test: (one: AttributeValue, two: AttributeValue) => boolean,
): boolean {
  return one !== undefined && two !== undefined && test(one, two);
}

function resolve(item: Item, operand: Compared): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  if (operand.kind === 'outcome') return { BOOL: meets(item, operand.condition) };
  const value = resolve(item, operand.operand);
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

function compares(comparator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined) {
  if (comparator === '=') return both(left, right, equalValues);
  if (comparator === '<>') return !both(left, right, equalValues);
  return both(left, right, (one, two) => {
    const type = typeOf(one);
    return type === typeOf(two) && ORDERED_TYPES.has(type) && isInOrder(comparator, compareValues(one, two));
  });
}

function isInOrder(comparator: Comparator, order: number): boolean {
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  if (!('B' in value) || !('B' in prefix)) return false;
  const start = toBytes(prefix.B);
  return Buffer.compare(toBytes(value.B).subarray(0, start.length), start) === 0;
}

/** A string in a string, bytes in bytes, an element in a set or in a list. */
function contains(value: AttributeValue, sought: AttributeValue): boolean {
  if ('S' in value) return 'S' in sought && value.S.includes(sought.S);
  if ('B' in value) return 'B' in sought && Buffer.from(toBytes(value.B)).includes(Buffer.from(toBytes(sought.B)));
  if ('L' in value) return value.L.some(element => equalValues(element, sought));
  return elementsOf(value).some(element => equalValues(element, sought));
}

function elementsOf(value: AttributeValue): AttributeValue[] {
  if ('SS' in value) return value.SS.map(S => ({ S }));
  if ('NS' in value) return value.NS.map(N => ({ N }));
  return 'BS' in value ? value.BS.map(B => ({ B })) : [];
}

function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return value.S.length;
  if ('B' in value) return byteLengthOf(value.B);
  if ('L' in value) return value.L.length;
  if ('M' in value) return Object.keys(value.M).length;
  const elements = elementsOf(value).length;
  return elements > 0 ? elements : undefined;
}
