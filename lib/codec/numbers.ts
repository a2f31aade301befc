import {
  canonicalNumber,
  compareNumbers,
  MAX_PRECISION,
  NumberFormatError,
  type NumberProblem,
  parseNumber,
} from '../wire/decimal';
import { ValueFault } from './codec';

const PROBLEMS: Record<NumberProblem, string> = {
  syntax: 'is not a number in text form, such as "12.50" or "1e10"',
  precision: `has more than the ${MAX_PRECISION} digits that DynamoDB keeps`,
  overflow: "is outside DynamoDB's number range (up to 9.99E+125)",
  underflow: "is outside DynamoDB's number range (down to 1E-130)",
};

/** A double always holds fifteen significant digits exactly. */
const ALWAYS_EXACT = 15;

/** Whether JavaScript writes a number without an exponent, which is how DynamoDB writes it, too. */
export function isWrittenPlainly(value: number): boolean {
  const magnitude = Math.abs(value);
  return (magnitude < 1e15 && magnitude >= 1e-6) || magnitude === 0;
}

/** A JS number as DynamoDB number text. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export function numberToText(value: number): string {
  if (isWrittenPlainly(value)) return String(value);
  if (!Number.isFinite(value)) throw new ValueFault(`is ${value}, which DynamoDB cannot store`);
  return canonicalText(String(value));
}

/**
 * DynamoDB's longest number has 173 characters: a sign, 38 digits, and zeros down to 1E-130. Longer text is refused before anything scans it.
 */
const LONGEST = 1000;

/** A JS number that holds the stored digits exactly. Throws if it cannot: no digits are lost silently. */
export function textToNumber(text: string): number {
  refuseEndless(text);
  const value = Number(text);
  if (text.length <= ALWAYS_EXACT || inRange(() => compareNumbers(text, String(value))) === 0) return value;
  throw new ValueFault(
    "holds a number with more digits than a JS number can: declare it `bigint` or `type: 'numericString'`",
  );
}

export function bigintToText(value: bigint): string {
  // Converting a bigint to text takes more than linear time.
  if (value > BIGGEST || value < -BIGGEST) throw new ValueFault(PROBLEMS.overflow);
  return canonicalText(value.toString());
}

export function textToBigint(text: string): bigint {
  refuseEndless(text);
  const { negative, digits, exponent } = inRange(() => parseNumber(text));
  if (exponent < 0) {
    throw new ValueFault(
      "holds a number with a fraction, which is no bigint: declare it `number` or `type: 'numericString'`",
    );
  }
  const magnitude = BigInt(digits + '0'.repeat(exponent));
  return negative ? -magnitude : magnitude;
}

const BIGGEST = 10n ** 126n;

function refuseEndless(text: string): void {
  if (text.length > LONGEST) throw new ValueFault(`holds number text of over ${LONGEST} characters`);
}

/** Number text in DynamoDB's own form. A put normalizes numbers, but an update may keep other forms as they are. */
export function canonicalText(text: string): string {
  refuseEndless(text);
  return inRange(() => canonicalNumber(text));
}

function inRange<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw error instanceof NumberFormatError ? new ValueFault(PROBLEMS[error.problem]) : error;
  }
}
