import { type AttributeValue, attributeOf, type Item, setAttribute } from '../wire/attribute-value';
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
  /** A fresh default; undefined where the class declares none (a field initialiser is the class's own affair). */
  readonly makeDefault?: () => unknown;
}

/** Where an item and the class that read it do not agree. */
export interface Residue {
  /** Stored attributes that the class does not declare: kept, and written back. */
  unknown?: Item;
  /** Absent attributes that a default stands in for, in stored form: in memory, though not in DynamoDB. */
  filled?: Item;
}

/** All the attributes of a class at once. Compiled when the class is first used. */
export class RecordCodec {
  private readonly names: ReadonlySet<string>;

  constructor(
    readonly className: string,
    readonly fields: readonly Field[],
  ) {
    this.names = new Set(fields.map(field => field.name));
  }

  /** The stored form of what the class declares. Throws {@link ValueFault}. */
  encode(values: object, depth = 0): Item {
    const item: Item = {};
    for (const field of this.fields) {
      const stored = encodeField(field, (values as Record<string, unknown>)[field.property], depth);
      if (stored) setAttribute(item, field.name, stored);
    }
    return item;
  }

  /** Sets the properties of a fresh instance from an item. Throws {@link ValueFault}. */
  decode(item: Item, instance: object): Residue {
    const residue: Residue = {};
    const values = instance as Record<string, unknown>;
    let known = 0;
    for (const field of this.fields) {
      const stored = attributeOf(item, field.name);
      if (stored) {
        known++;
        if (!field.computed) values[field.property] = decodeField(field, stored);
      } else if (!field.computed) {
        fillDefault(field, values, residue);
      }
    }
    if (known < Object.keys(item).length) residue.unknown = this.undeclared(item);
    return residue;
  }

  private undeclared(item: Item): Item {
    const rest: Item = {};
    for (const name of Object.keys(item)) if (!this.names.has(name)) setAttribute(rest, name, item[name]!);
    return rest;
  }
}

/** The stored form of one attribute; undefined when it is not stored. Throws {@link ValueFault}. */
export function encodeField(field: Field, value: unknown, depth = 0): AttributeValue | undefined {
  if (value === undefined && !field.required) return undefined;
  try {
    if (field.required && (value === undefined || value === null)) throw new ValueFault('is required: give it a value');
    return encodeNullable(field.codec, value, depth);
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

function fillDefault(field: Field, values: Record<string, unknown>, residue: Residue): void {
  const value = values[field.property] ?? field.makeDefault?.();
  if (value === undefined || value === null) return;
  values[field.property] = value;
  const stored = encodeField(field, value);
  if (stored) {
    residue.filled ??= {};
    setAttribute(residue.filled, field.name, stored);
  }
}
