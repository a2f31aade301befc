import { anyCodec } from './any';
import { type Codec, ValueFault } from './codec';
import { decodeNullable, encodeNullable } from './collections';

/**
 * A way of your own between a property and what is stored: `encode` gives a value that DynamoDB can hold (a string, a number,
 * a list, a plain object, ...), `decode` turns it back. Keys, conditions and updates go through it as saves do.
 *
 * @example
 * @Attribute({ codec: { encode: (m: Money) => m.cents, decode: cents => Money.of(cents as number) } }) price!: Money;
 */
export interface CustomCodec<V = never> {
  encode(value: V): unknown;
  decode(stored: unknown): unknown;
}

/** `inner` stores what the custom codec made: the declared `type` if there is one, or else whatever the value says. */
export function customCodec(custom: CustomCodec, inner: Codec = anyCodec): Codec {
  return {
    expects: 'a value that its codec takes',
    coded: true,
    element: inner.element ?? anyCodec,
    ...(inner.storedType && { storedType: inner.storedType }),
    encode(value, depth = 0) {
      const storable = attempt('encode the value', () => custom.encode(value as never));
      return storable === undefined ? undefined : encodeNullable(inner, storable, depth);
    },
    decode(stored) {
      const storable = decodeNullable(inner, stored);
      return attempt('decode what is stored', () => custom.decode(storable));
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
