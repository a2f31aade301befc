import { isDeepStrictEqual } from 'node:util';
import { anyCodec } from './any';
import { type Codec, ValueFault } from './codec';
import { decodeNullable, encodeNullable } from './collections';

/**
 * Your own conversion between a property and its stored value: `encode` returns a value that DynamoDB can hold (a string, a number, a list, a plain
 * object, ...), `decode` turns it back. Keys, conditions and updates use it as well as saves.
 *
 * @example
 * @Attribute({ codec: { encode: (m: Money) => m.cents, decode: cents => Money.of(cents as number) } }) price!: Money;
 */
export interface CustomCodec<V = never> {
  encode(value: V): unknown;
  decode(stored: unknown): unknown;
}

/**
 * `inner` stores the value that the custom codec returned: by the declared `type`, or else by the value. If nothing is stored, the property is read as
 * its `initialValue`, so a value that stores nothing is refused.
 */
export function customCodec(
  custom: CustomCodec,
  inner: Codec = anyCodec,
  initialValue: () => unknown = () => undefined,
): Codec {
  const refuseNothing = (value: unknown) => {
    const standIn = inner.absent ? undefined : initialValue();
    if (standIn === undefined || isDeepStrictEqual(standIn, value)) return;
    throw new ValueFault(
      'its codec stores nothing for this value, which would read as the default: store something for it, such as null',
    );
  };
  return {
    expects: 'a value that its codec takes',
    coded: true,
    element: inner.element ?? anyCodec,
    ...(inner.storedType && { storedType: inner.storedType }),
    encode(value, depth = 0) {
      const storable = attempt('encode the value', () => custom.encode(value as never));
      const stored = storable === undefined ? undefined : encodeNullable(inner, storable, depth);
      if (!stored) refuseNothing(value);
      return stored;
    },
    decode(stored) {
      const storable = decodeNullable(inner, stored);
      const value = attempt('decode what is stored', () => custom.decode(storable));
      if (value !== undefined) return value;
      throw new ValueFault(
        'its codec made undefined of what is stored, and the next save would take that away: make a value of it, or null',
      );
    },
    ...(inner.absent && {
      absent: () => attempt('decode an empty Set', () => custom.decode(inner.absent!())),
    }),
  };
}

function attempt<V>(what: string, step: () => V): V {
  try {
    return step();
  } catch (cause) {
    throw new ValueFault(`its codec could not ${what}`, { cause });
  }
}
