import { attributeOf, type Item } from '../wire/attribute-value';
import { decodeField, type Field, fillDefault, instantiated, type Residue, writeField } from './field';
import { quoted } from './json-string';

/** Encodes and decodes all fields of a class: by loops, or by generated straight-line code. */
export interface RecordCoder {
  /** The text of the attributes, but for those that `more` has, without the braces around it. */
  write(values: Record<string, unknown>, depth: number, more: Item | undefined): string;
  /** Sets the properties. Returns how many attributes of the item the class declares. */
  decode(item: Item, values: Record<string, unknown>, residue: Residue): number;
  /** Sets the properties that an object literal has. Returns how many. */
  take(given: Record<string, unknown>, values: Record<string, unknown>, depth: number): number;
}

/** Field by field, for runtimes that do not allow code from strings. */
export function loopingCoder(fields: readonly Field[]): RecordCoder {
  return {
    write(values, depth, more) {
      let text = '';
      for (const field of fields) {
        const isTaken = more !== undefined && attributeOf(more, field.name) !== undefined;
        const own = isTaken ? '' : writeField(field, values[field.property], depth);
        if (own !== '') text += `${text === '' ? '' : ','}${quoted(field.name)}:${own}`;
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
    take(given, values, depth) {
      let count = 0;
      for (const field of fields) {
        const { property, computed } = field;
        const value = Object.hasOwn(given, property) ? given[property] : undefined;
        if (value === undefined || computed) continue;
        values[property] = instantiated(field, value, depth);
        count++;
      }
      return count;
    },
  };
}
