import { plainToInstance } from 'class-transformer';
import { type Item, setAttribute } from '../wire/attribute-value';
import { type Codec, describe, mismatch, storedMismatch, ValueFault, withArticle } from './codec';
import { checkDepth } from './collections';
import { isPlainObject } from './kinds';
import type { RecordCodec } from './record';

/** What the stored maps of nested instances held beyond their classes' attributes. */
const unknownMembers = new WeakMap<object, Item>();

/**
 * A nested class: a map in DynamoDB, an instance in memory. A plain object of the same shape may be given too.
 * The record is asked for late, as classes may refer to each other. An instance of a subclass is stored only where that class declares no
 * attributes of its own: they would be lost.
 */
export function nestedCodec(
  type: new () => object,
  record: () => RecordCodec,
  declaresNoMore: (subclass: object) => boolean,
): Codec {
  const refuseCut = (codec: Codec, value: object) => {
    if (declaresNoMore(value.constructor)) return;
    throw new ValueFault(
      `expected ${codec.expects} itself, got ${describe(value)}, whose own attributes would be lost: declare the attribute with the class of what it holds`,
    );
  };
  return {
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
      const plain = isPlainObject(value);
      if (!plain && !(value instanceof type)) throw mismatch(this, value);
      if (plain) refuseSurplus(record(), value);
      else if (Object.getPrototypeOf(value) !== type.prototype) refuseCut(this, value);
      checkDepth(depth + 1);
      const members = record().encode(value, depth + 1);
      for (const [name, stored] of Object.entries(unknownMembers.get(value) ?? {})) setAttribute(members, name, stored);
      return { M: members };
    },
    decode(stored) {
      if (!('M' in stored)) throw storedMismatch(this, stored);
      const instance = new type();
      const { unknown } = record().decode(stored.M, instance);
      if (unknown) unknownMembers.set(instance, unknown);
      return instance;
    },
    revive(value) {
      if (isPlainObject(value)) return revived(plainToInstance(type, value), record());
      return value instanceof type ? revived(value, record()) : value;
    },
  };
}

function refuseSurplus(record: RecordCodec, value: Record<string, unknown>): void {
  const surplus = Object.keys(value).find(key => !record.fields.some(field => field.property === key));
  if (surplus !== undefined) throw new ValueFault(`is no attribute of ${record.className}`).at(surplus);
}

/** Turns what `JSON.parse` or class-transformer left plain in an instance back into the values that its class declares. */
export function revived<T extends object>(instance: T, record: RecordCodec): T {
  const values = instance as Record<string, unknown>;
  for (const { property, codec, computed } of record.fields) {
    const value = values[property];
    if (value !== undefined && value !== null && codec.revive && !computed) values[property] = codec.revive(value);
  }
  return instance;
}
