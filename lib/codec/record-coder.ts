import { attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import { decodeField, encodeField, type Field, fillDefault, type Residue } from './field';

/** Encodes and decodes all fields of a class: by loops, or by generated straight-line code. */
export interface RecordCoder {
  encode(values: Record<string, unknown>, depth: number): Item;
  /** Sets the properties. Returns how many attributes of the item the class declares. */
  decode(item: Item, values: Record<string, unknown>, residue: Residue): number;
}

/** Field by field, for runtimes that do not allow code from strings. */
export function loopingCoder(fields: readonly Field[]): RecordCoder {
  return {
    encode(values, depth) {
      const item: Item = {};
      for (const field of fields) {
        const stored = encodeField(field, values[field.property], depth);
        if (stored) setAttribute(item, field.name, stored);
      }
      return item;
    },
    decode(item, values, residue) {
      let known = 0;
      for (const field of fields) {
        const stored = attributeOf(item, field.name);
        if (stored) known++;
        if (field.computed) continue;
        if (stored) values[field.property] = decodeField(field, stored);
        else fillDefault(field, values, residue);
      }
      return known;
    },
  };
}
