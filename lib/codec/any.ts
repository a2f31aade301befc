import { type AttributeValue, assign, setAttribute } from '../wire/attribute-value';
import { type Codec, describe, mismatch, storedMismatch, ValueFault, within } from './codec';
import { anySetCodec, checkDepth, decodeNullable, encodeNullable, listCodec } from './collections';
import { quoted } from './json-string';
import { isBytes, isDate, isName, isPlainObject, isSet } from './kinds';
import { binaryCodec, booleanCodec, numberCodec, stringCodec } from './scalars';
import { textOf } from './write';

/**
 * For an attribute without a declared type: the stored form follows from the value, and the value from the stored form. A value that would be read
 * back as another type is refused, and the message says which `type` to declare.
 */
export const anyCodec: Codec = {
  expects: 'a value that DynamoDB can store',
  encode(value, depth = 0) {
    return codecOf(value, depth).encode(value, depth);
  },
  write(value, depth = 0) {
    return textOf(codecOf(value, depth), value, depth);
  },
  decode(stored) {
    return codecOfStored(stored).decode(stored);
  },
  get element() {
    return anyCodec;
  },
  member: key => ({ name: key, codec: anyCodec }),
};

export const anyListCodec = listCodec(anyCodec);

/** A map with any keys. Members that are undefined or empty Sets are not stored, as with attributes. */
export function mapCodec(element: Codec): Codec {
  return {
    expects: 'a plain object',
    storedType: 'M',
    member: key => ({ name: key, codec: element }),
    encode(value, depth = 0) {
      if (!isPlainObject(value)) throw mismatch(this, value);
      checkDepth(depth + 1);
      const members: Record<string, AttributeValue> = {};
      for (const key of Object.keys(value)) {
        checkName(key);
        if (value[key] === undefined) continue;
        const stored = within(key, () => encodeNullable(element, value[key], depth + 1));
        if (stored) setAttribute(members, key, stored);
      }
      return { M: members };
    },
    write(value, depth = 0) {
      if (!isPlainObject(value)) throw mismatch(this, value);
      checkDepth(depth + 1);
      let text = '';
      for (const key of Object.keys(value)) {
        checkName(key);
        if (value[key] === undefined) continue;
        const member = within(key, () => textOf(element, value[key], depth + 1));
        if (member !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${member}`;
      }
      return `{"M":{${text}}}`;
    },
    decode(stored) {
      if (!('M' in stored)) throw storedMismatch(this, stored);
      return mapped(stored.M, member => decodeNullable(element, member));
    },
    ...(element.revive && {
      revive(value: unknown, depth = 0) {
        if (!isPlainObject(value)) return value;
        checkDepth(depth + 1);
        return mapped(value, member => (member === null ? null : element.revive!(member, depth + 1)));
      },
    }),
    ...(element.instantiate && {
      instantiate: (value: unknown, depth = 0) =>
        isPlainObject(value) ? mapped(value, member => element.instantiate!(member, depth + 1)) : value,
    }),
  };
}

function checkName(key: string): void {
  if (!isName(key)) throw new ValueFault('has a member whose name is empty, or holds half a surrogate pair');
}

/** Converts each member, whatever its name. */
function mapped<V>(members: Readonly<Record<string, V>>, make: (member: V) => unknown): object {
  const value = {};
  for (const key of Object.keys(members))
    assign(
      value,
      key,
      within(key, () => make(members[key]!)),
    );
  return value;
}

export const anyMapCodec = mapCodec(anyCodec);

function codecOf(value: unknown, depth: number): Codec {
  switch (typeof value) {
    case 'string':
      return stringCodec;
    case 'number':
      return numberCodec;
    case 'boolean':
      return booleanCodec;
    case 'bigint':
      throw ValueFault.misuse(`is a bigint, which would come back as a number: ${remedy("'bigint'", depth)}`);
    case 'object':
      return codecOfObject(value as object, depth);
    default:
      throw ValueFault.misuse(`is ${describe(value)}, which DynamoDB cannot store`);
  }
}

function codecOfObject(value: object, depth: number): Codec {
  if (Array.isArray(value)) return anyListCodec;
  if (isSet(value)) return anySetCodec;
  if (isBytes(value)) return binaryCodec;
  if (isPlainObject(value)) return anyMapCodec;
  if (isDate(value)) throw ValueFault.misuse(`is a Date, which would come back as a string: ${remedy('Date', depth)}`);
  const found = `is ${describe(value)}, which is not a plain object`;
  if (isBuiltIn(value))
    throw ValueFault.misuse(`${found}: store one, such as Object.fromEntries(map), or give the attribute a \`codec\``);
  throw ValueFault.misuse(`${found}: ${remedy(classNameOf(value), depth)}; or give the attribute a \`codec\``);
}

/** Whether the class of an object is the runtime's own, which no `type` can be. */
function isBuiltIn(value: object): boolean {
  const type: unknown = Object.getPrototypeOf(value)?.constructor;
  return typeof type === 'function' && Function.prototype.toString.call(type).includes('[native code]');
}

function classNameOf(value: object): string {
  const type: unknown = Object.getPrototypeOf(value)?.constructor;
  return typeof type === 'function' && type.name !== '' ? type.name : 'its class';
}

/** What to do about a value whose stored form does not show its type. In a map or list, all members need one type. */
function remedy(type: string, depth: number): string {
  return depth === 0
    ? `declare \`type: ${type}\``
    : `declare what the members are, as in \`type: { map: ${type} }\` or \`[${type}]\`, or a nested class that has it with \`type: ${type}\`; or store text or a number in its place`;
}

function codecOfStored(stored: AttributeValue): Codec {
  if ('S' in stored) return stringCodec;
  if ('N' in stored) return numberCodec;
  if ('BOOL' in stored) return booleanCodec;
  if ('L' in stored) return anyListCodec;
  if ('M' in stored) return anyMapCodec;
  if ('B' in stored) return binaryCodec;
  return anySetCodec;
}
