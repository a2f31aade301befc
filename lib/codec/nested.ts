import { type Item, setAttribute } from '../wire/attribute-value';
import { type Codec, describe, mismatch, storedMismatch, ValueFault, withArticle } from './codec';
import { checkDepth, MAX_DEPTH } from './collections';
import type { ClassCodec, Field } from './field';
import { fromPlain } from './from-plain';
import { isPlainObject } from './kinds';

/** By nested instance: stored attributes that its class does not declare. */
const unknownMembers = new WeakMap<object, Item>();

/**
 * A nested class: a map in DynamoDB, an instance in memory. A plain object of the same shape is accepted, too. The record codec is looked up late, as
 * classes may refer to each other. An instance of a subclass is only stored if the subclass declares no attributes: they would be lost.
 */
export function nestedCodec(
  type: new () => object,
  record: () => ClassCodec,
  declaresNoMore: (subclass: object) => boolean,
): Codec {
  const refuseCut = (codec: Codec, value: object) => {
    if (declaresNoMore(value.constructor)) return;
    throw new ValueFault(
      `expected ${codec.expects} itself, got ${describe(value)}, whose own attributes would be lost: declare the attribute with the class of what it holds`,
    );
  };
  function check(codec: Codec, value: unknown, depth: number): asserts value is object {
    if (typeof value !== 'object' || value === null) throw mismatch(codec, value);
    if (Object.getPrototypeOf(value) !== type.prototype) {
      if (isPlainObject(value)) refuseSurplus(record(), value);
      else if (value instanceof type) refuseCut(codec, value);
      else throw mismatch(codec, value);
    }
    checkDepth(depth + 1);
  }
  const codec: Codec = {
    get expects() {
      return withArticle(record().className);
    },
    storedType: 'M',
    get members() {
      return record().fields.map(field => field.property);
    },
    member(key) {
      return record().fields.find(candidate => candidate.property === key);
    },
    encode(value, depth = 0) {
      check(this, value, depth);
      const members = record().encode(value, depth + 1);
      for (const [name, stored] of Object.entries(unknownMembers.get(value) ?? {})) setAttribute(members, name, stored);
      return { M: members };
    },
    write(value, depth = 0) {
      check(this, value, depth);
      return `{"M":${record().write(value, depth + 1, unknownMembers.get(value))}}`;
    },
    decode(stored) {
      if (!('M' in stored)) throw storedMismatch(this, stored);
      const instance = new type();
      const { unknown } = record().decode(stored.M, instance);
      if (unknown) unknownMembers.set(instance, unknown);
      return instance;
    },
    revive(value, depth = 0) {
      if (!isPlainObject(value)) return value;
      checkDepth(depth + 1);
      return fromPlain(type, record(), value, depth + 1);
    },
    instantiate(value, depth = 0) {
      // A value that cannot be saved stays as it is: saving it says why.
      if (!isPlainObject(value) || depth > MAX_DEPTH) return value;
      const instance = new type();
      const isWhole = record().take(value, instance, depth + 1) === Object.keys(value).length;
      return isWhole || surplusIn(record(), value) === undefined ? instance : value;
    },
  };
  classes.set(codec, { type, record });
  return codec;
}

const classes = new WeakMap<Codec, { readonly type: new () => object; readonly record: () => ClassCodec }>();

/** The constructor and fields of a nested class; undefined for any other codec. */
export function nestedClassOf(codec: Codec): { make(): object; readonly fields: readonly Field[] } | undefined {
  const found = classes.get(codec);
  return found && { make: () => new found.type(), fields: found.record().fields };
}

function surplusIn({ fields }: ClassCodec, value: Record<string, unknown>): string | undefined {
  return Object.keys(value).find(key => !fields.some(field => field.property === key));
}

function refuseSurplus(record: ClassCodec, value: Record<string, unknown>): void {
  const surplus = surplusIn(record, value);
  if (surplus !== undefined) throw new ValueFault(`is no attribute of ${record.className}`).at(surplus);
}
