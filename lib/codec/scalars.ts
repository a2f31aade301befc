import type { AttributeValue } from '../wire/attribute-value';
import { toBytes, wireBytes } from '../wire/binary';
import { type Codec, mismatch, storedMismatch, ValueFault } from './codec';
import { isPlainText } from './json-string';
import { isBytes } from './kinds';
import { bigintToText, canonicalText, numberToText, textToBigint, textToNumber } from './numbers';

export const stringCodec: Codec = {
  expects: 'a string',
  storedType: 'S',
  encode(value) {
    if (typeof value !== 'string') throw mismatch(this, value);
    if (!value.isWellFormed()) throw new ValueFault('holds half a surrogate pair, which has no UTF-8 form');
    return { S: value };
  },
  write(value) {
    if (typeof value === 'string' && isPlainText(value)) return `{"S":"${value}"}`;
    return JSON.stringify(this.encode(value));
  },
  decode(stored) {
    if ('S' in stored) return stored.S;
    throw storedMismatch(this, stored);
  },
};

export const numberCodec: Codec = {
  expects: 'a number',
  storedType: 'N',
  encode(value) {
    if (typeof value !== 'number') throw mismatch(this, value);
    return { N: numberToText(value) };
  },
  write(value) {
    if (typeof value !== 'number') throw mismatch(this, value);
    return `{"N":"${numberToText(value)}"}`;
  },
  decode(stored) {
    if ('N' in stored) return textToNumber(stored.N);
    throw storedMismatch(this, stored);
  },
};

export const bigintCodec: Codec = {
  expects: 'a bigint',
  storedType: 'N',
  encode(value) {
    if (typeof value !== 'bigint') throw mismatch(this, value);
    return { N: bigintToText(value) };
  },
  decode(stored) {
    if ('N' in stored) return textToBigint(stored.N);
    throw storedMismatch(this, stored);
  },
  revive: reviveBigint,
};

/** A value that is not a whole number stays as it is: saving it fails. */
function reviveBigint(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  return typeof value === 'string' && /^-?\d{1,150}$/.test(value) ? BigInt(value) : value;
}

/** A number that is text in memory: it has all 38 digits, and cannot be added by accident. */
export const numericStringCodec: Codec = {
  expects: 'a number in a string',
  storedType: 'N',
  encode(value) {
    if (typeof value !== 'string') throw mismatch(this, value);
    return { N: canonicalText(value) };
  },
  decode(stored) {
    if ('N' in stored) return stored.N;
    throw storedMismatch(this, stored);
  },
};

export const booleanCodec: Codec = {
  expects: 'a boolean',
  storedType: 'BOOL',
  encode(value) {
    if (typeof value !== 'boolean') throw mismatch(this, value);
    return { BOOL: value };
  },
  write(value) {
    if (typeof value !== 'boolean') throw mismatch(this, value);
    return value ? '{"BOOL":true}' : '{"BOOL":false}';
  },
  decode(stored) {
    if ('BOOL' in stored) return stored.BOOL;
    throw storedMismatch(this, stored);
  },
};

export const binaryCodec = bytesCodec('a Uint8Array', bytes => bytes);

export const bufferCodec = bytesCodec('a Buffer or Uint8Array', bytes =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
);

function bytesCodec(expects: string, wrap: (bytes: Uint8Array) => Uint8Array): Codec {
  return {
    expects,
    storedType: 'B',
    encode(value) {
      if (!isBytes(value)) throw mismatch(this, value);
      return { B: wireBytes(value) };
    },
    decode(stored) {
      if ('B' in stored) return wrap(ownBytes(stored.B));
      throw storedMismatch(this, stored);
    },
    revive(value) {
      const bytes = bytesFrom(value);
      return bytes ? wrap(bytes) : value;
    },
  };
}

/** Bytes, base64 text, or the JSON form of a Buffer. */
function bytesFrom(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string' || isBytes(value)) return ownBytes(value);
  const { type, data } = value as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data) ? Uint8Array.from(data) : undefined;
}

/** A copy of bytes: the caller may edit its own, and the loaded item must not change with them. */
export function ownBytes(stored: Uint8Array | string): Uint8Array {
  return Uint8Array.from(toBytes(stored));
}

export const NULL_VALUE: AttributeValue = Object.freeze({ NULL: true });
