import type { SchemaRule } from '../validation/standard-schema';
import { type AttributeValue, type Item, setAttribute } from '../wire/attribute-value';
import { type Codec, ValueFault } from './codec';
import { decodeNullable, encodeNullable } from './collections';
import { textOf } from './write';

/** One declared attribute of a class: its property, its stored name, and its codec. */
export interface Field {
  readonly property: string;
  readonly name: string;
  readonly codec: Codec;
  readonly required: boolean;
  /** The class has a getter for it: it is stored like any other, and never set. */
  readonly computed: boolean;
  /** Left out of plain objects, JSON and inspection. */
  readonly hidden?: boolean;
  /** The name in plain objects. Default: the name of the property. */
  readonly expose?: string | undefined;
  /** Returns a new default; undefined if the class declares none. Field initialisers are not defaults. */
  readonly makeDefault?: () => unknown;
  /** The rule for values, if there is one. */
  readonly rule?: SchemaRule;
}

/** The differences between an item and the class that read it. */
export interface Residue {
  /** Stored attributes that the class does not declare. They are kept, and written back. */
  unknown?: Item | undefined;
  /** Whether there are any, if they were not collected. */
  hasUnknown?: boolean;
  /** Defaults of absent attributes, in stored form: the record has them, the item does not. */
  filled?: Item | undefined;
}

/** The attributes of a class, and the way of all at once. */
export interface ClassCodec {
  readonly className: string;
  readonly fields: readonly Field[];
  encode(values: object, depth?: number): Item;
  write(values: object, depth?: number, more?: Item): string;
  decode(item: Item, instance: object): Residue;
  take(given: Record<string, unknown>, instance: object, depth?: number): number;
}

/** The stored form of one attribute; undefined when it is not stored. Throws {@link ValueFault}. */
export function encodeField(field: Field, value: unknown, depth = 0): AttributeValue | undefined {
  if (value === undefined && !field.required) return undefined;
  try {
    if (field.required && (value === undefined || value === null)) throw new ValueFault('is required: give it a value');
    const stored = encodeNullable(field.codec, value, depth);
    if (field.required && !stored) throw new ValueFault('is required, and this value is not stored: give it another');
    return stored;
  } catch (error) {
    throw error instanceof ValueFault ? error.at(field.property) : error;
  }
}

/** The same as text; empty when it is not stored. Throws {@link ValueFault}. */
export function writeField(field: Field, value: unknown, depth = 0): string {
  if (value === undefined && !field.required) return '';
  try {
    if (field.required && (value === undefined || value === null)) throw new ValueFault('is required: give it a value');
    const text = textOf(field.codec, value, depth);
    if (text !== undefined) return text;
    if (field.required) throw new ValueFault('is required, and this value is not stored: give it another');
    return '';
  } catch (error) {
    throw error instanceof ValueFault ? error.at(field.property) : error;
  }
}

export function decodeField(field: Field, stored: AttributeValue): unknown {
  try {
    return decodeNullable(field.codec, stored);
  } catch (error) {
    throw error instanceof ValueFault ? error.at(field.property) : error;
  }
}

/** A value that was given for an attribute: a plain object becomes an instance of the nested class. */
export function instantiated({ codec }: Field, value: unknown, depth: number): unknown {
  return codec.instantiate?.(value, depth) ?? value;
}

/** Whether an absent attribute gets a value that replaces the one of the class's initialiser. */
export function hasStandIn({ makeDefault, codec }: Field): boolean {
  return makeDefault !== undefined || codec.absent !== undefined;
}

/** Gives an absent attribute its default. */
export function fillDefault(field: Field, values: Record<string, unknown>, residue: Residue): void {
  // A Set from which the last element was removed is empty, and does not get its default.
  if (field.codec.absent) {
    values[field.property] = field.codec.absent();
    return;
  }
  const value = values[field.property] ?? field.makeDefault?.();
  if (value === undefined || value === null) return;
  values[field.property] = value;
  const stored = encodeField(field, value);
  if (stored) {
    residue.filled ??= {};
    setAttribute(residue.filled, field.name, stored);
  }
}
