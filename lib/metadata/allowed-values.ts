import { type Codec, ValueFault } from '../codec/codec';
import { textOf } from '../codec/write';

/** The allowed values of an attribute: a list, or a TypeScript enum. */
export type AllowedValues = readonly (string | number)[] | Readonly<Record<string, string | number>>;

/** A codec that only stores these values, or lists and sets with only these elements. Stored values are read unchecked. */
export function allowing(codec: Codec, values: AllowedValues | undefined): Codec {
  if (!values) return codec;
  const allowed = new Set<unknown>(
    Array.isArray(values) ? values : enumValues(values as Readonly<Record<string, unknown>>),
  );
  const checkOne = (value: unknown) => {
    if (!allowed.has(value))
      throw new ValueFault(`must be one of ${[...allowed].map(one => JSON.stringify(one)).join(', ')}`);
  };
  const check = (value: unknown) => {
    if (Array.isArray(value) || value instanceof Set) value.forEach(checkOne);
    else checkOne(value);
  };
  const encode = (value: unknown, depth?: number) => {
    check(value);
    return codec.encode(value, depth);
  };
  const write = (value: unknown, depth = 0) => {
    check(value);
    return textOf(codec, value, depth);
  };
  return { ...codec, encode, write, decode: stored => codec.decode(stored), part: codec };
}

/** The values of an enum. At run time, an enum of numbers also has its names as values. */
function enumValues(values: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(values)
    .filter(([name]) => !/^\d+$/.test(name))
    .map(([, value]) => value);
}
