import { type AttributeValue, assign, type Binary } from '../wire/attribute-value';
import { toBase64, wireBytes } from '../wire/binary';
import { type Codec, describe, mismatch, storedMismatch, ValueFault, within } from './codec';
import { isBytes, isPlainObject, isSet } from './kinds';
import { bigintToText, numberToText, textToBigint, textToNumber } from './numbers';
import { bigintCodec, binaryCodec, NULL_VALUE, numberCodec, ownBytes, stringCodec } from './scalars';
import { textOf } from './write';

/** Nested lists and maps: with the attribute itself, DynamoDB's 32 levels. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_DEPTH = 31;

export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new ValueFault("is cyclic, or nested deeper than DynamoDB's 32 levels");
}

/** A deep copy of arrays and plain objects, as deep as DynamoDB allows. */
export function copied(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) {
    checkDepth(depth);
    return value.map(item => copied(item, depth + 1));
  }
  if (!isPlainObject(value)) return value;
  checkDepth(depth);
  const copy = {};
  for (const key of Object.keys(value)) assign(copy, key, copied(value[key], depth + 1));
  return copy;
}

/** Null inside a list or map, and as an attribute: `{ NULL: true }`, whatever the declared type. */
export function encodeNullable(codec: Codec, value: unknown, depth: number): AttributeValue | undefined {
  return value === null ? NULL_VALUE : codec.encode(value, depth);
}

export function decodeNullable(codec: Codec, stored: AttributeValue): unknown {
  return 'NULL' in stored ? null : codec.decode(stored);
}

export function listCodec(element: Codec): Codec {
  return {
    expects: 'an array',
    storedType: 'L',
    element,
    ...(element === stringCodec && { ofStrings: true }),
    encode(value, depth = 0) {
      if (!Array.isArray(value)) throw mismatch(this, value);
      checkDepth(depth + 1);
      // Not `map`: it would skip the holes of a sparse array, which are undefined too.
      return { L: Array.from(value, (item, i) => within(i, () => encodeElement(element, item, depth + 1))) };
    },
    write(value, depth = 0) {
      if (!Array.isArray(value)) throw mismatch(this, value);
      checkDepth(depth + 1);
      let text = '{"L":[';
      let at = 0;
      try {
        for (; at < value.length; at++) {
          if (at > 0) text += ',';
          text += writeElement(element, value[at], depth + 1);
        }
      } catch (error) {
        throw error instanceof ValueFault ? error.at(at) : error;
      }
      return `${text}]}`;
    },
    decode(stored) {
      if (!('L' in stored)) throw storedMismatch(this, stored);
      return stored.L.map((item, i) => within(i, () => decodeNullable(element, item)));
    },
    revive(value, depth = 0) {
      if (!Array.isArray(value)) return value;
      checkDepth(depth + 1);
      return value.map((item, i) => within(i, () => reviveElement(element, item, depth + 1)));
    },
    ...(element.instantiate && {
      instantiate: (value: unknown, depth = 0) =>
        Array.isArray(value) ? value.map(item => element.instantiate!(item, depth + 1)) : value,
    }),
  };
}

function reviveElement(element: Codec, value: unknown, depth: number): unknown {
  return value === null || !element.revive ? copied(value, depth) : element.revive(value, depth);
}

function encodeElement(element: Codec, value: unknown, depth: number): AttributeValue {
  if (value === undefined) throw notThere();
  const stored = encodeNullable(element, value, depth);
  if (stored === undefined) throw notStored();
  return stored;
}

function writeElement(element: Codec, value: unknown, depth: number): string {
  if (value === undefined) throw notThere();
  const text = textOf(element, value, depth);
  if (text === undefined) throw notStored();
  return text;
}

function notThere(): ValueFault {
  return new ValueFault('is undefined, which a list cannot hold: leave it out, or use null');
}

function notStored(): ValueFault {
  return new ValueFault('is an empty Set, which DynamoDB cannot store');
}

/** The empty Set is not stored: DynamoDB has none. */
function setCodec<E>(
  type: 'SS' | 'NS' | 'BS',
  element: Codec,
  toStored: (value: E) => Binary,
  toValue: (stored: Binary) => E,
): Codec {
  return {
    expects: `a Set, each element ${element.expects}`,
    storedType: type,
    element,
    encode(value) {
      if (!isSet(value)) throw mismatch(this, value);
      if (value.size === 0) return undefined;
      for (const item of value) element.encode(item);
      const stored = Array.from(value as Set<E>, toStored);
      if (type === 'BS') refuseDuplicates(stored);
      return { [type]: stored } as unknown as AttributeValue;
    },
    decode(stored) {
      if (!(type in stored)) throw storedMismatch(this, stored);
      return new Set((stored as unknown as Record<string, Binary[]>)[type]!.map(toValue));
    },
    absent: () => new Set(),
    revive: value => (Array.isArray(value) ? new Set(value.map(item => element.revive?.(item) ?? item)) : value),
  };
}

/** A Set compares bytes by identity, DynamoDB by value. */
function refuseDuplicates(stored: readonly Binary[]): void {
  if (new Set(stored.map(toBase64)).size < stored.length) throw new ValueFault('holds the same bytes twice');
}

export const stringSetCodec = setCodec<string>('SS', stringCodec, value => value, String);
export const numberSetCodec = setCodec<number>('NS', numberCodec, numberToText, stored =>
  textToNumber(stored as string),
);
export const bigintSetCodec = setCodec<bigint>('NS', bigintCodec, bigintToText, stored =>
  textToBigint(stored as string),
);
export const binarySetCodec = setCodec<Uint8Array>('BS', binaryCodec, wireBytes, ownBytes);

/** A Set without a declared element type: it follows from the elements, and when reading from the stored type. */
export const anySetCodec: Codec = {
  expects: 'a Set of strings, numbers or Uint8Arrays',
  encode(value) {
    if (!isSet(value)) throw mismatch(this, value);
    if (value.size === 0) return undefined;
    const [first] = value;
    return setCodecFor(first).encode(value);
  },
  decode(stored) {
    if ('SS' in stored) return stringSetCodec.decode(stored);
    if ('NS' in stored) return numberSetCodec.decode(stored);
    if ('BS' in stored) return binarySetCodec.decode(stored);
    throw storedMismatch(this, stored);
  },
  absent: () => new Set(),
  element: {
    expects: 'a string, number or Uint8Array',
    encode: value => setCodecFor(value).element!.encode(value),
    decode: stored => ('S' in stored ? stringCodec : 'N' in stored ? numberCodec : binaryCodec).decode(stored),
  },
  revive: value => (Array.isArray(value) ? new Set(value) : value),
};

function setCodecFor(element: unknown): Codec {
  if (typeof element === 'string') return stringSetCodec;
  if (typeof element === 'number') return numberSetCodec;
  if (isBytes(element)) return binarySetCodec;
  if (typeof element === 'bigint')
    throw ValueFault.misuse(
      "is a Set of bigints: declare `type: 'bigintSet'`, or `type: { map: 'bigintSet' }` of a map",
    );
  throw ValueFault.misuse(
    `is a Set that holds ${describe(element)}: a set holds strings, numbers, bigints or Uint8Arrays`,
  );
}
