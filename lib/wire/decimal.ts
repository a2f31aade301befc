/** Digits that DynamoDB keeps of a number. */
export const MAX_PRECISION = 38;
const MAX_MAGNITUDE = 125;
const MIN_MAGNITUDE = -130;

/** What is wrong with a number: not a number at all, too many digits, too large, or too close to zero. */
export type NumberProblem = 'syntax' | 'precision' | 'overflow' | 'underflow';

/** A text that DynamoDB does not take as a number. */
export class NumberFormatError extends Error {
  override readonly name = 'NumberFormatError';

  constructor(
    readonly problem: NumberProblem,
    readonly text: string,
  ) {
    super(`Not a DynamoDB number (${problem})`);
  }
}

/** `digits` times ten to the `exponent`; digits have no zeros at either end, and zero is `'0'` with exponent 0. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const ZERO_DIGIT = 0x30;
const ZERO: Decimal = { negative: false, digits: '0', exponent: 0 };
/** Each character is matched in one way only, so that time grows with the length of the text. */
const SYNTAX = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;
/** Texts that are already canonical and that a JS number holds exactly. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

/** Reads a number; throws `NumberFormatError` for text that is not one, or that is out of DynamoDB's range. */
export function parseNumber(text: string): Decimal {
  const match = SYNTAX.exec(text);
  if (!match) throw new NumberFormatError('syntax', text);
  const [, sign, whole = '', afterWhole = '', afterPoint = '', power = '0'] = match;
  const fraction = afterWhole || afterPoint;
  const exponent = Number(power) - fraction.length;
  const decimal = checked(decimalOf(sign === '-', whole + fraction, exponent), text);
  // DynamoDB looks at the magnitude before it finds that the digits are zeros.
  if (decimal === ZERO && exponent > MAX_MAGNITUDE) throw new NumberFormatError('overflow', text);
  return decimal;
}

/**
 * The form in which DynamoDB returns a number: `'1e2'` is `'100'`, `'-0'` is `'0'`, `'1.50'` is `'1.5'`.
 * Throws `NumberFormatError`.
 */
export function canonicalNumber(text: string): string {
  return PLAIN_INTEGER.test(text) ? text : formatDecimal(parseNumber(text));
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareNumbers(a: string, b: string): number {
  if (PLAIN_INTEGER.test(a) && PLAIN_INTEGER.test(b)) return Number(a) - Number(b);
  return compareDecimals(parseNumber(a), parseNumber(b));
}

/** The exact sum in canonical form; throws `NumberFormatError` when it needs more than 38 digits or leaves the range. */
export function addNumbers(a: string, b: string): string {
  if (PLAIN_INTEGER.test(a) && PLAIN_INTEGER.test(b)) return String(Number(a) + Number(b));
  return formatDecimal(sum(parseNumber(a), parseNumber(b)));
}

/** The exact difference in canonical form; throws `NumberFormatError` as `addNumbers` does. */
export function subtractNumbers(a: string, b: string): string {
  if (PLAIN_INTEGER.test(a) && PLAIN_INTEGER.test(b)) return String(Number(a) - Number(b));
  const subtrahend = parseNumber(b);
  return formatDecimal(sum(parseNumber(a), { ...subtrahend, negative: !subtrahend.negative }));
}

/** The power of ten of the first digit: 0 for `1.5`, 2 for `100`, -1 for `0.5`. */
export function magnitudeOf(decimal: Decimal): number {
  return decimal.exponent + decimal.digits.length - 1;
}

function decimalOf(negative: boolean, allDigits: string, exponent: number): Decimal {
  let end = allDigits.length;
  while (end > 0 && allDigits.charCodeAt(end - 1) === ZERO_DIGIT) end--;
  if (end === 0) return ZERO;
  let start = 0;
  while (allDigits.charCodeAt(start) === ZERO_DIGIT) start++;
  return { negative, digits: allDigits.slice(start, end), exponent: exponent + allDigits.length - end };
}

function checked(decimal: Decimal, text: string): Decimal {
  if (decimal.digits === '0') return ZERO;
  if (magnitudeOf(decimal) > MAX_MAGNITUDE) throw new NumberFormatError('overflow', text);
  if (magnitudeOf(decimal) < MIN_MAGNITUDE) throw new NumberFormatError('underflow', text);
  if (decimal.digits.length > MAX_PRECISION) throw new NumberFormatError('precision', text);
  return decimal;
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '0' || b.digits === '0') return signOf(a) - signOf(b);
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const sign = a.negative ? -1 : 1;
  const magnitudes = magnitudeOf(a) - magnitudeOf(b);
  if (magnitudes !== 0) return sign * magnitudes;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -sign : sign;
}

function signOf(decimal: Decimal): number {
  if (decimal.digits === '0') return 0;
  return decimal.negative ? -1 : 1;
}

function sum(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const total = integerAt(a, exponent) + integerAt(b, exponent);
  const digits = String(total < 0n ? -total : total);
  return checked(decimalOf(total < 0n, digits, exponent), digits);
}

function integerAt(decimal: Decimal, exponent: number): bigint {
  const magnitude = BigInt(decimal.digits + '0'.repeat(decimal.exponent - exponent));
  return decimal.negative ? -magnitude : magnitude;
}

function formatDecimal({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? '-' : '';
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  const point = digits.length + exponent;
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${'0'.repeat(-point)}${digits}`;
}
