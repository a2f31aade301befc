import type { AttributeValue } from './attribute-value';
import { toBytes } from './binary';
import { compareNumbers } from './decimal';

const FIRST_SURROGATE = 0xd800;

/**
 * Negative, zero or positive: the order of two key values of one type, as a sort key has it. Numbers by value, strings by
 * their UTF-8 bytes, binary by unsigned bytes. Throws `TypeError` for values of two types or of a type that has no order.
 */
export function compareValues(a: AttributeValue, b: AttributeValue): number {
  if ('S' in a && 'S' in b) return compareStrings(a.S, b.S);
  if ('N' in a && 'N' in b) return compareNumbers(a.N, b.N);
  if ('B' in a && 'B' in b) return Buffer.compare(toBytes(a.B), toBytes(b.B));
  throw new TypeError('Only strings, numbers and binary values have an order, each among its own type');
}

/** The order of the UTF-8 bytes of two strings, found without encoding them. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return codeUnitRank(left) - codeUnitRank(right);
  }
  return a.length - b.length;
}

/** Surrogates encode characters above U+FFFF, so in UTF-8 they come after every other code unit. */
function codeUnitRank(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit;
  return unit > 0xdfff ? unit - 0x800 : unit + 0x2000;
}
