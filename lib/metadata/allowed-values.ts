import { type Codec, ValueFault } from '../codec/codec';

/** The values of an attribute: a list of them, or an enum of TypeScript. */
export type AllowedValues = readonly (string | number)[] | Readonly<Record<string, string | number>>;

/** A codec that stores only these values; of a list or set, only these elements. What is stored already is read as it is. */
export function allowing(codec: Codec, values: AllowedValues | undefined): Codec {
  if (!values) return codec;
  const allowed = new Set<unknown>(
    Array.isArray(values) ? values : enumValues(values as Readonly<Record<string, unknown>>),
  );
  const check = (value: unknown) => {
    if (!allowed.has(value))
      throw new ValueFault(`must be one of ${[...allowed].map(one => JSON.stringify(one)).join(', ')}`);
  };
  const encode = (value: unknown, depth?: number) => {
    if (Array.isArray(value) || value instanceof Set) value.forEach(check);
    else check(value);
    return codec.encode(value, depth);
  };
  return { ...codec, encode, decode: stored => codec.decode(stored), part: codec };
}

/** An enum of numbers has its names as values, too. */
function enumValues(values: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(values)
    .filter(([name]) => !/^\d+$/.test(name))
    .map(([, value]) => value);
}
