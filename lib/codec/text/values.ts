import type { AttributeValue } from '../../wire/attribute-value';
import { anyCodec, anyListCodec } from '../any';
import { decodeField, type Field } from '../field';
import { parseJson } from '../json';
import { booleanCodec, numberCodec, stringCodec } from '../scalars';
import type { Form } from './forms';

/** Turns the matched text of a value into the value. Throws a ValueFault, as decoding does. */
export type ReadValue = (text: string) => unknown;

/** Kinds of values that generated code reads itself. */
export type Inline = 'string' | 'number' | 'boolean';

/** Undefined for values that go through {@link valueReader}. */
export function inlineOf({ codec }: Field, { kind }: Form): Inline | undefined {
  if (kind === 'S' && (codec === stringCodec || codec === anyCodec)) return 'string';
  if (kind === 'N' && (codec === numberCodec || codec === anyCodec)) return 'number';
  if (kind === 'BOOL' && (codec === booleanCodec || codec === anyCodec)) return 'boolean';
  return undefined;
}

export function valueReader(field: Field, form: Exclude<Form, { kind: 'record' }>, escapes: boolean): ReadValue {
  const withoutEscapesd = escapes ? withoutEscapes : (text: string) => text;
  const { kind } = form;
  switch (kind) {
    case 'S':
      return inlineOf(field, form) ? withoutEscapesd : text => decodeField(field, { S: withoutEscapesd(text) });
    case 'N': {
      const exactly: ReadValue = text => decodeField(field, { N: withoutEscapesd(text) });
      return inlineOf(field, form) ? text => shortNumber(text) ?? exactly(text) : exactly;
    }
    case 'B':
      return text => decodeField(field, { B: withoutEscapesd(text) });
    case 'BOOL':
      return text => decodeField(field, { BOOL: text === 'true' });
    case 'NULL':
      return () => null;
    case 'SS':
    case 'NS': {
      const strings = splitter('","', 1, 1, escapes);
      return text => decodeField(field, { [kind]: strings(text) ?? JSON.parse(`[${text}]`) } as never);
    }
    case 'strings': {
      const strings = splitter('"},{"S":"', 6, 2, escapes);
      const exactly: ReadValue = text => decodeField(field, { L: JSON.parse(`[${text}]`) });
      return holdsStrings(field) ? text => strings(text) ?? exactly(text) : exactly;
    }
    case 'raw':
      return text => decodeField(field, parseJson(text) as AttributeValue);
  }
}

const holdsStrings = ({ codec }: Field) => codec === anyCodec || codec === anyListCodec || codec.ofStrings === true;

/**
 * Splits a list of strings at the text between them; undefined if there are escapes. If two lists in a row are the same, the second reuses the strings
 * of the first, so they are in memory once.
 */
function splitter(
  between: string,
  before: number,
  after: number,
  escapes: boolean,
): (text: string) => string[] | undefined {
  let last = { text: '', strings: [] as string[] };
  return text => {
    if (text === '') return [];
    if (text === last.text) return [...last.strings];
    if (escapes && text.includes('\\')) return undefined;
    const strings = text.slice(before, -after).split(between);
    if (text.length <= MOST_REMEMBERED) last = { text, strings };
    return [...strings];
  };
}

const MOST_REMEMBERED = 200;

function withoutEscapes(text: string): string {
  return text.includes('\\') ? JSON.parse(`"${text}"`) : text;
}

const POWERS = Array.from({ length: 16 }, (_, power) => 10 ** power);

/**
 * A number of up to fifteen digits without an exponent, which a double holds exactly; undefined for any other. Both the digits and the
 * power of ten are exact, so their quotient is the double nearest to the number.
 */
export function shortNumber(text: string): number | undefined {
  const { length } = text;
  const negative = text.charCodeAt(0) === 0x2d;
  const first = negative ? 1 : 0;
  if (length > 15 || length === first) return undefined;
  let digits = 0;
  let point = length;
  for (let i = first; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) digits = digits * 10 + (code - 0x30);
    else if (code === 0x2e && point === length && i > first) point = i;
    else return undefined;
  }
  const magnitude = point < length - 1 ? digits / POWERS[length - 1 - point]! : digits;
  return negative ? -magnitude : magnitude;
}
