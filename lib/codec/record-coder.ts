import { attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import { decodeField, encodeField, type Field, fillDefault, type Residue } from './field';

/** The loops over the fields of a class, or straight-line code in their place. */
export interface RecordCoder {
  encode(values: Record<string, unknown>, depth: number): Item;
  /** Sets the properties, and gives the number of attributes that the class declares. */
  decode(item: Item, values: Record<string, unknown>, residue: Residue): number;
}

/** Field by field, where code may not be made from strings. */
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
