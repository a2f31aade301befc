import type { SchemaRule } from '../validation/standard-schema';
import { type AttributeValue, type Item, setAttribute } from '../wire/attribute-value';
import { type Codec, ValueFault } from './codec';
import { decodeNullable, encodeNullable } from './collections';

/** One declared attribute of a class: where it is in memory, where in the item, and the way between. */
export interface Field {
  readonly property: string;
  readonly name: string;
  readonly codec: Codec;
  readonly required: boolean;
  /** The class has a getter for it: stored like any other, and never set. */
  readonly computed: boolean;
  /** Left out of plain objects, JSON and inspection. */
  readonly hidden?: boolean;
  /** The name in plain objects; by default the property's own. */
  readonly expose?: string | undefined;
  /** A fresh default; undefined where the class declares none (a field initialiser is the class's own affair). */
  readonly makeDefault?: () => unknown;
  /** What values must be besides storable. */
  readonly rule?: SchemaRule;
}

/** Where an item and the class that read it do not agree. */
export interface Residue {
  /** Stored attributes that the class does not declare: kept, and written back. */
  unknown?: Item | undefined;
  /** Whether there are any, where they were not looked at. */
  hasUnknown?: boolean;
  /** Absent attributes that a default stands in for, in stored form: in memory, though not in DynamoDB. */
  filled?: Item | undefined;
}

/** The attributes of a class, and the way of all at once. */
export interface ClassCodec {
  readonly className: string;
  readonly fields: readonly Field[];
  encode(values: object, depth?: number): Item;
  decode(item: Item, instance: object): Residue;
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

export function decodeField(field: Field, stored: AttributeValue): unknown {
  try {
    return decodeNullable(field.codec, stored);
  } catch (error) {
    throw error instanceof ValueFault ? error.at(field.property) : error;
  }
}

/** Whether an attribute that is absent gets a value, whatever the class's own initialiser gave it. */
export function hasStandIn({ makeDefault, codec }: Field): boolean {
  return makeDefault !== undefined || codec.absent !== undefined;
}

/** Lets a default stand in for an attribute that is absent. */
export function fillDefault(field: Field, values: Record<string, unknown>, residue: Residue): void {
  // What was taken out of a Set, to its last element, stays out.
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
