import type { AttributeValue, Item } from './attribute-value';
import { byteLengthOf } from './binary';
import { parseNumber } from './decimal';

const CONTAINER_OVERHEAD = 3;
const ELEMENT_OVERHEAD = 1;

/**
 * The bytes that DynamoDB counts for an item: its attribute names and their values.
 * See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name of Object.keys(item)) size += utf8Length(name) + attributeValueSize(item[name] as AttributeValue);
  return size;
}

/** The bytes that DynamoDB counts for one value, without its name. */
export function attributeValueSize(value: AttributeValue): number {
  if ('S' in value) return utf8Length(value.S);
  if ('N' in value) return numberSize(value.N);
  if ('B' in value) return byteLengthOf(value.B);
  if ('BOOL' in value || 'NULL' in value) return 1;
  if ('SS' in value) return total(value.SS, utf8Length);
  if ('NS' in value) return total(value.NS, numberSize);
  if ('BS' in value) return total(value.BS, byteLengthOf);
  if ('L' in value)
    return CONTAINER_OVERHEAD + total(value.L, element => ELEMENT_OVERHEAD + attributeValueSize(element));
  return CONTAINER_OVERHEAD + ELEMENT_OVERHEAD * Object.keys(value.M).length + itemSize(value.M);
}

/** Bytes of UTF-8 for one unit of UTF-16. */
const MAX_UTF8 = 3;

/** Whether a text has so many bytes at most; looks at it only where that is close. The JSON of items has no fewer than DynamoDB counts. */
export function isWithin(text: string, bytes: number): boolean {
  return text.length * MAX_UTF8 <= bytes || Buffer.byteLength(text) <= bytes;
}

/** Most numbers are such, and need no parsing. */
const INTEGER = /^-?[1-9]\d{0,37}$/;
const FRACTION = /^-?[1-9]\d{0,15}\.\d{0,15}[1-9]$/;

/**
 * One byte, one for each pair of digits, and one for a minus sign. Pairs begin at the point, and those of zeros at
 * either end do not count: 12 and 1200 have one, 120 and 1.2 have two. Throws `NumberFormatError`.
 */
function numberSize(text: string): number {
  if (INTEGER.test(text)) return integerSize(text);
  if (FRACTION.test(text)) return fractionSize(text);
  const { negative, digits, exponent } = parseNumber(text);
  if (digits === '0') return 1;
  const pairs = pairsOf(digits.length + exponent) - Math.floor(exponent / 2);
  return 1 + pairs + (negative ? 1 : 0);
}

function integerSize(text: string): number {
  const sign = text.charCodeAt(0) === MINUS ? 1 : 0;
  let end = text.length;
  while (text.charCodeAt(end - 1) === ZERO) end--;
  const zeros = text.length - end;
  return 1 + pairsOf(text.length - sign) - (zeros >> 1) + sign;
}

function fractionSize(text: string): number {
  const sign = text.charCodeAt(0) === MINUS ? 1 : 0;
  const point = text.indexOf('.');
  return 1 + pairsOf(point - sign) + pairsOf(text.length - point - 1) + sign;
}

const MINUS = 0x2d;
const ZERO = 0x30;
const LAST_ASCII = 0x7f;

function pairsOf(digits: number): number {
  return Math.ceil(digits / 2);
}

/** Up to this length, looking at each character takes less time than the call into the runtime. */
const SHORT = 64;

function utf8Length(text: string): number {
  if (text.length > SHORT) return Buffer.byteLength(text);
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > LAST_ASCII) return Buffer.byteLength(text);
  return text.length;
}

function total<T>(elements: readonly T[], sizeOf: (element: T) => number): number {
  let size = 0;
  for (const element of elements) size += sizeOf(element);
  return size;
}
