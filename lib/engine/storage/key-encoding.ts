import type { AttributeValue } from '../../wire/attribute-value';
import { toBytes } from '../../wire/binary';
import { magnitudeOf, parseNumber } from '../../wire/decimal';

/** Text whose characters are bytes (U+0000 to U+00FF). Its order by `<` is the order of the values. */
export type EncodedKey = string;

const TERMINATOR = '\x00\x00';
const ZERO = '\x80';
const POSITIVE = '\x81';
const NEGATIVE = '\x7f';
const LAST = '\xff';
const LEAST_MAGNITUDE = -130;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const ASCII = /^[\x00-\x7f]*$/;

/** One key value, terminated so that what follows does not change its order. */
export function encodeValue(value: AttributeValue): EncodedKey {
  return encodeBeginning(value) + TERMINATOR;
}

/** The prefix of one key value: shared by all strings or binary values that begin with it. */
export function encodeBeginning(value: AttributeValue): EncodedKey {
  const bytes = bytesOf(value);
  return bytes.includes('\x00') ? bytes.replaceAll('\x00', '\x00\xff') : bytes;
}

/** Several key values, in their order. */
export function encodeValues(values: readonly AttributeValue[]): EncodedKey {
  let key = '';
  for (const value of values) key += encodeValue(value);
  return key;
}

/**
 * The prefix of all keys of one partition: a hash, so that partitions are in no meaningful order, as on the service, and then the key values.
 */
export function encodePartition(values: readonly AttributeValue[]): EncodedKey {
  const key = encodeValues(values);
  return hashPrefix(hashOf(key)) + key;
}

/** The first key with a hash of at least `hash`: a bound of a segment of a parallel scan. */
export function hashPrefix(hash: number): EncodedKey {
  return String.fromCharCode((hash >>> 24) & 0xff, (hash >>> 16) & 0xff, (hash >>> 8) & 0xff, hash & 0xff);
}

/** A text after all keys that begin with `prefix`: no key has a character above U+00FF. */
export function endOf(prefix: EncodedKey): EncodedKey {
  return `${prefix}\uffff`;
}

/** The text right after one key. */
export function after(key: EncodedKey): EncodedKey {
  return `${key}\x00`;
}

function bytesOf(value: AttributeValue): EncodedKey {
  if ('S' in value) return ASCII.test(value.S) ? value.S : Buffer.from(value.S).toString('latin1');
  if ('N' in value) return encodeNumber(value.N);
  if ('B' in value) return Buffer.from(toBytes(value.B)).toString('latin1');
  throw new TypeError('Only strings, numbers and binary values can be keys');
}

/** Sign, magnitude, digits. Below zero, all but the sign are complemented, as a longer number is smaller there. */
function encodeNumber(text: string): EncodedKey {
  const decimal = parseNumber(text);
  if (decimal.digits === '0') return ZERO;
  const magnitude = magnitudeOf(decimal) - LEAST_MAGNITUDE;
  if (!decimal.negative) return POSITIVE + String.fromCharCode(magnitude) + decimal.digits;
  const digits = decimal.digits.replace(/\d/g, digit => String(9 - Number(digit)));
  return NEGATIVE + String.fromCharCode(255 - magnitude) + digits + LAST;
}

/** FNV-1a, and then murmur's finalizer, as with FNV alone the high bits of short keys are similar. */
function hashOf(key: EncodedKey): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
