import { attributeOf, setAttribute } from '../wire/attribute-value';
import { type Codec, describe, storedMismatch, ValueFault } from './codec';
import { isPlainObject } from './kinds';

/** A class of a union of nested classes. */
export interface Variant {
  readonly type: abstract new () => object;
  /** The value that names it in the stored map. */
  readonly value: string;
  /** More values that are read as it. */
  readonly also: readonly string[];
  readonly codec: Codec;
}

/** One of several nested classes, which an attribute of the stored map names. */
export function oneOfCodec(attribute: string, variants: readonly Variant[]): Codec {
  const byType = new Map<unknown, Variant>(variants.map(variant => [variant.type, variant]));
  const byValue = new Map(variants.flatMap(variant => [variant.value, ...variant.also].map(value => [value, variant])));
  const variantOf = (value: unknown): Variant | undefined => {
    if (!isPlainObject(value)) return byType.get(Object.getPrototypeOf(value ?? 0)?.constructor);
    const { [attribute]: named } = value;
    return typeof named === 'string' ? byValue.get(named) : undefined;
  };
  return {
    get expects() {
      return `one of ${variants.map(({ codec }) => codec.expects).join(', ')}`;
    },
    storedType: 'M',
    get members() {
      return [...new Set(variants.flatMap(({ codec }) => codec.members ?? []))];
    },
    member(key) {
      for (const { codec } of variants) {
        const member = codec.member!(key);
        if (member) return member;
      }
      return undefined;
    },
    encode(value, depth = 0) {
      const variant = variantOf(value);
      if (!variant) {
        const told = isPlainObject(value) ? ` whose "${attribute}" names none of them` : '';
        throw new ValueFault(`expected ${this.expects}, got ${describe(value)}${told}`);
      }
      const members = variant.codec.encode(withoutName(attribute, variant.codec, value), depth) as {
        M: Record<string, never>;
      };
      setAttribute(members.M, attribute, { S: variant.value });
      return members;
    },
    decode(stored) {
      if (!('M' in stored)) throw storedMismatch(this, stored);
      const named = attributeOf(stored.M, attribute);
      const variant = named && 'S' in named ? byValue.get(named.S) : undefined;
      if (variant) return variant.codec.decode(stored);
      throw new ValueFault(
        `is stored with a "${attribute}" that none of its classes has as @Discriminator: add the class to oneOf(), or the value to \`also\``,
      );
    },
    revive(value) {
      const variant = typeof value === 'object' && value !== null ? variantOf(value) : undefined;
      return variant?.codec.revive ? variant.codec.revive(withoutName(attribute, variant.codec, value)) : value;
    },
  };
}

/** A plain object may name its class, even if the class does not declare that attribute. */
function withoutName(attribute: string, codec: Codec, value: unknown): unknown {
  if (!isPlainObject(value) || codec.members?.includes(attribute)) return value;
  const { [attribute]: _, ...rest } = value;
  return rest;
}
