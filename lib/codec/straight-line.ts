import { type AttributeValue, attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import type { Codec } from './codec';
import { decodeField, encodeField, type Field, fillDefault, hasStandIn, type Residue } from './field';
import { isWrittenPlainly } from './numbers';
import type { RecordCoder } from './record-coder';
import { booleanCodec, numberCodec, stringCodec } from './scalars';

/** How generated code handles common values itself. Other values go through the field's codec. */
interface Inline {
  /** Code with `v`, the value in memory: whether `encoded` applies to it, and the stored form. */
  readonly encodes: string;
  readonly encoded: string;
  /** The same with `s`, the stored value. */
  readonly decodes: string;
  readonly decoded: string;
}

const inlines = new Map<Codec, Inline>([
  [
    stringCodec,
    {
      encodes: "typeof v === 'string' && v.isWellFormed()",
      encoded: '{ S: v }',
      decodes: "typeof s.S === 'string'",
      decoded: 's.S',
    },
  ],
  [
    numberCodec,
    {
      encodes: "typeof v === 'number' && plain(v)",
      encoded: "{ N: '' + v }",
      // The number of digits that a double always holds exactly.
      decodes: 's.N !== undefined && s.N.length <= 15',
      decoded: '+s.N',
    },
  ],
  [
    booleanCodec,
    { encodes: "typeof v === 'boolean'", encoded: '{ BOOL: v }', decodes: 's.BOOL !== undefined', decoded: 's.BOOL' },
  ],
]);

/**
 * Code for one class without loops and look-ups: three to four times as fast as the loop. Undefined if the runtime allows no code from strings
 * (`--disallow-code-generation-from-strings`, some edge runtimes). Names only appear in it as JSON strings.
 */
export function straightLineCoder(fields: readonly Field[]): RecordCoder | undefined {
  const make = compile(sourceOf(fields));
  return make?.(
    (at, value, depth, item) => {
      const stored = encodeField(fields[at]!, value, depth);
      if (stored) setAttribute(item, fields[at]!.name, stored);
    },
    (at, stored) => decodeField(fields[at]!, stored),
    (at, values, residue) => fillDefault(fields[at]!, values, residue),
    attributeOf,
    isWrittenPlainly,
  );
}

type Make = (
  encode: (at: number, value: unknown, depth: number, item: Item) => void,
  decode: (at: number, stored: AttributeValue) => unknown,
  fill: (at: number, values: Record<string, unknown>, residue: Residue) => void,
  own: typeof attributeOf,
  plain: typeof isWrittenPlainly,
) => RecordCoder;

function compile(source: string): Make | undefined {
  try {
    return new Function('encode', 'decode', 'fill', 'own', 'plain', source) as Make;
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

function sourceOf(fields: readonly Field[]): string {
  return `'use strict';
return {
  encode(values, depth) {
    const item = {};
    let v;
${fields.map(encodingOf).join('\n')}
    return item;
  },
  decode(item, values, residue) {
    let known = 0;
    let s;
${fields.map(decodingOf).join('\n')}
    return known;
  },
};`;
}

function encodingOf({ property, name, codec, required }: Field, at: number): string {
  const inline = name === '__proto__' ? undefined : inlines.get(codec);
  const slow = `${required ? '' : 'if (v !== undefined) '}encode(${at}, v, depth, item);`;
  const fast = inline && `if (${inline.encodes}) item[${JSON.stringify(name)}] = ${inline.encoded}; else `;
  return `    v = values[${JSON.stringify(property)}];\n    ${fast ?? ''}${slow}`;
}

function decodingOf(field: Field, at: number): string {
  const { property, name, codec, computed } = field;
  const key = JSON.stringify(name);
  const target = `values[${JSON.stringify(property)}]`;
  // For a name that every object inherits, check that the item itself has it.
  const read = `    s = ${name in Object.prototype ? `own(item, ${key})` : `item[${key}]`};`;
  if (computed) return `${read}\n    if (s !== undefined) known++;`;
  const inline = inlines.get(codec);
  const value = inline ? `${inline.decodes} ? ${inline.decoded} : decode(${at}, s)` : `decode(${at}, s)`;
  const absent = hasStandIn(field)
    ? `else fill(${at}, values, residue);`
    : `else if (${target} !== undefined) fill(${at}, values, residue);`;
  return `${read}\n    if (s !== undefined) { known++; ${target} = ${value}; } ${absent}`;
}
