import { type Codec, ValueFault } from '../codec/codec';
import { bigintCodec, booleanCodec } from '../codec/scalars';
import type { AttributeValue } from '../wire/attribute-value';
import { canonicalNumber, NumberFormatError } from '../wire/decimal';

/** How an attribute is written as a part of a key. It converts stored forms, so that a key agrees with the stored attributes. */
export interface PartFormat {
  /** The number of characters, if it is the same for all values: then no literal is needed after the part. */
  readonly width: number | undefined;
  /** For fixed widths: the pattern. `d` is a digit, any other character is itself. */
  readonly pattern: string | undefined;
  /** Whether the order of the texts is the order of the values. */
  readonly sorts: boolean;
  /** Throws {@link ValueFault}. */
  write(stored: AttributeValue): string;
  /** Undefined if `write` would not give this text. */
  read(text: string): AttributeValue | undefined;
}

/** The maximum digits of a number in DynamoDB. */
const BIGINT_DIGITS = 38;
/** Enough until the year 2286. */
const EPOCH_DIGITS = 10;
const ISO = 'dddd-dd-ddTdd:dd:dd.dddZ';

/** The format of a placeholder for an attribute with this codec, or the problem with it. */
export function formatOf(codec: Codec, format: string | undefined): PartFormat | { readonly problem: string } {
  const digits = format !== undefined && /^\d+$/.test(format) ? Number(format) : undefined;
  if (digits === 0 || (digits ?? 0) > BIGINT_DIGITS)
    return { problem: `can be padded to 1 to ${BIGINT_DIGITS} digits` };
  if (isDateCodec(codec)) {
    if (format === undefined) return isoDate(codec);
    return format === 's'
      ? epochSeconds(codec)
      : { problem: "is a Date, which takes no format (ISO) or 's' (seconds)" };
  }
  if (codec === booleanCodec)
    return format === undefined ? boolean : { problem: 'is a boolean, which takes no format' };
  switch (codec.storedType) {
    case 'S':
      if (format === undefined) return text;
      return format === 'lower' ? lowerCase : { problem: "is a string, which takes no format or 'lower'" };
    case 'N':
      if (format !== undefined && !digits)
        return { problem: 'is a number, which takes no format or its digits: {seq:10}' };
      return digits || codec === bigintCodec ? padded(digits ?? BIGINT_DIGITS) : plainNumber;
    case undefined:
      if (format === undefined) return untyped;
      if (format === 'lower') return lowerCase;
      return digits ? padded(digits) : { problem: `has the format "${format}", which is none` };
    default:
      return { problem: 'cannot be a part of a key: strings, numbers, bigints, booleans and Dates can' };
  }
}

/** Dates have several stored forms, and one form in memory. */
function isDateCodec({ expects }: Codec): boolean {
  return expects === 'a Date';
}

const text: PartFormat = {
  width: undefined,
  pattern: undefined,
  sorts: true,
  write: stored => textOf(stored),
  read: value => ({ S: value }),
};

const lowerCase: PartFormat = /* @__PURE__ */ Object.assign({}, text, {
  write: stored => textOf(stored).toLowerCase(),
  read: value => (value === value.toLowerCase() ? { S: value } : undefined),
} satisfies Partial<PartFormat>);

const boolean: PartFormat = {
  width: undefined,
  pattern: undefined,
  sorts: true,
  write(stored) {
    if ('BOOL' in stored) return String(stored.BOOL);
    throw new ValueFault('is not stored as a boolean, which the key is made of');
  },
  read: value => (value === 'true' || value === 'false' ? { BOOL: value === 'true' } : undefined),
};

/** Any number, as DynamoDB writes it: `10` comes before `9`. */
const plainNumber: PartFormat = {
  width: undefined,
  pattern: undefined,
  sorts: false,
  write: numberOf,
  read: value => (isCanonical(value) ? { N: value } : undefined),
};

/** For an attribute without a type: only strings, as the type of other values could not be restored from the key. */
const untyped: PartFormat = /* @__PURE__ */ Object.assign({}, text, {
  write(stored) {
    if ('S' in stored) return stored.S;
    throw ValueFault.misuse(NO_TYPE);
  },
} satisfies Partial<PartFormat>);

const NO_TYPE =
  'is a part of a key that is no string, and nothing says its type, so it would come back as text: declare its `type`, @Attribute({ type: Number }) for instance';

function padded(width: number): PartFormat {
  return {
    width,
    pattern: 'd'.repeat(width),
    sorts: true,
    write: stored => pad(numberOf(stored), width),
    read: value => (isDigits(value, width) ? { N: withoutZeros(value) } : undefined),
  };
}

function isoDate(codec: Codec): PartFormat {
  return {
    width: ISO.length,
    pattern: ISO,
    sorts: true,
    write: stored => (codec.decode(stored) as Date).toISOString(),
    read: value => storedDate(codec, new Date(value), date => date.toISOString() === value),
  };
}

function epochSeconds(codec: Codec): PartFormat {
  return {
    width: EPOCH_DIGITS,
    pattern: 'd'.repeat(EPOCH_DIGITS),
    sorts: true,
    write(stored) {
      const milliseconds = (codec.decode(stored) as Date).getTime();
      if (milliseconds % 1000 !== 0) {
        throw new ValueFault(
          'has a fraction of a second, which the key would lose: use whole seconds, or leave `:s` out',
        );
      }
      return pad(String(milliseconds / 1000), EPOCH_DIGITS);
    },
    read: value => (isDigits(value, EPOCH_DIGITS) ? storedDate(codec, new Date(Number(value) * 1000)) : undefined),
  };
}

function storedDate(codec: Codec, date: Date, isWhole = (_: Date) => true): AttributeValue | undefined {
  return Number.isNaN(date.getTime()) || !isWhole(date) ? undefined : codec.encode(date);
}

function textOf(stored: AttributeValue): string {
  if ('S' in stored) return stored.S;
  throw new ValueFault('is not stored as a string, which the key is made of');
}

function numberOf(stored: AttributeValue): string {
  if ('N' in stored) return canonicalNumber(stored.N);
  throw new ValueFault('is not stored as a number, which the key is made of');
}

function pad(number: string, width: number): string {
  if (!/^\d+$/.test(number)) throw new ValueFault('is negative or has a fraction, so it cannot be padded in a key');
  if (number.length > width) throw new ValueFault(`has more than the ${width} digits that the key gives it`);
  return number.padStart(width, '0');
}

const isDigits = (value: string, width: number): boolean => value.length === width && /^\d+$/.test(value);

const withoutZeros = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

function isCanonical(value: string): boolean {
  try {
    return canonicalNumber(value) === value;
  } catch (error) {
    if (error instanceof NumberFormatError) return false;
    throw error;
  }
}
