import { attributeOf, type Item } from '../wire/attribute-value';
import { decodeField, type Field, fillDefault, type Residue, writeField } from './field';

/** Encodes and decodes all fields of a class: by loops, or by generated straight-line code. */
export interface RecordCoder {
  /** The text of the attributes, but for those that `more` has, without the braces around it. */
  write(values: Record<string, unknown>, depth: number, more: Item): string;
  /** Sets the properties. Returns how many attributes of the item the class declares. */
  decode(item: Item, values: Record<string, unknown>, residue: Residue): number;
}

/** Field by field, for runtimes that do not allow code from strings. */
export function loopingCoder(fields: readonly Field[]): RecordCoder {
  return {
    write(values, depth, more) {
      let text = '';
      for (const field of fields) {
        const own = attributeOf(more, field.name) ? '' : writeField(field, values[field.property], depth);
        if (own !== '') text += text === '' ? own : `,${own}`;
      }
      return text;
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
