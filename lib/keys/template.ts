import { ValueFault, within } from '../codec/codec';
import type { Field } from '../codec/field';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import { formatOf, type PartFormat } from './part-format';
import { segmentsOf } from './syntax';

/** How one key attribute is built from a class's attributes: `ORDER#{placedAt}#{orderId}`. */
export interface KeyTemplate {
  readonly source: string;
  /** The stored type of the key attribute. If it is not a string, the template is one placeholder, and the key is its value. */
  readonly type: 'S' | 'N' | 'B';
  /** The literal that it begins with. */
  readonly lead: string;
  readonly parts: readonly TemplatePart[];
}

export interface TemplatePart {
  readonly field: Field;
  readonly format: PartFormat;
  /** The literal behind it. */
  readonly after: string;
}

/** The last Unicode character: all texts with a prefix are at most the prefix and this. DynamoDB compares the bytes of UTF-8. */
export const LAST_CHARACTER = '\u{10FFFF}';

/** A template over these attributes, or the problem with it. */
export function compileTemplate(
  source: string,
  type: KeyTemplate['type'],
  fieldOf: (property: string) => Field | undefined,
): KeyTemplate | { readonly problem: string } {
  const segments = segmentsOf(source);
  if ('problem' in segments) return segments;
  let lead = '';
  const parts: { field: Field; format: PartFormat; after: string }[] = [];
  for (const segment of segments) {
    const last = parts.at(-1);
    if (segment.kind === 'literal') {
      if (last) last.after = segment.text;
      else lead = segment.text;
      continue;
    }
    const { property } = segment;
    const field = fieldOf(property);
    if (!field) return { problem: `names "${property}", which is no attribute` };
    if (parts.some(part => part.field === field)) return { problem: `names "${property}" twice` };
    const format = type === 'S' ? formatOf(field.codec, segment.format) : asItIs(field, type, segment.format);
    if ('problem' in format) return { problem: `names "${property}", which ${format.problem}` };
    if (last && last.after === '' && last.format.width === undefined) {
      return {
        problem: `has no literal between "${last.field.property}" and "${property}": nobody could tell them apart`,
      };
    }
    parts.push({ field, format, after: '' });
  }
  if (type !== 'S' && (segments.length !== 1 || parts.length !== 1)) {
    return { problem: `is for a key of type ${type}: it must be one placeholder, without text around it` };
  }
  return Object.freeze({ source, type, lead, parts });
}

/** A key that is not a string is the attribute's own value. */
function asItIs({ codec }: Field, type: 'N' | 'B', format: string | undefined): PartFormat | { problem: string } {
  if (format !== undefined) return { problem: `is a key of type ${type}, which takes no format` };
  if (codec.storedType !== undefined && codec.storedType !== type) return { problem: `is not stored as ${type}` };
  const unused = (): never => {
    throw new ValueFault(`must be stored as ${type}`);
  };
  return { width: undefined, pattern: undefined, sorts: true, write: unused, read: unused };
}

/** Stored values of attributes, by stored name. */
export type StoredValues = (name: string) => AttributeValue | undefined;

/** The key attribute from these values; undefined if one is missing. Throws {@link ValueFault} if one cannot be in a key. */
export function buildKey(template: KeyTemplate, values: StoredValues): AttributeValue | undefined {
  if (missingParts(template, values).length > 0) return undefined;
  const { parts, type } = template;
  if (type === 'S') return { S: textOf(template, values, parts.length) };
  const { field } = parts[0]!;
  const value = values(field.name)!;
  if (type in value) return value;
  throw new ValueFault(`must be stored as ${type}`).at(field.property);
}

/** The properties of parts that have no value. */
export function missingParts({ parts }: KeyTemplate, values: StoredValues): string[] {
  return parts.filter(({ field }) => !hasValue(values(field.name))).map(({ field }) => field.property);
}

function hasValue(value: AttributeValue | undefined): boolean {
  return value !== undefined && !('NULL' in value);
}

/** The text of the first `count` parts, with the literals around them. */
export function textOf({ lead, parts }: KeyTemplate, values: StoredValues, count: number): string {
  let text = lead;
  for (const part of parts.slice(0, count)) text += partText(part, values(part.field.name)!) + part.after;
  return text;
}

/** A value as a part of the key. Two keys are only the same if all their parts are. */
export function partText({ field, format, after }: TemplatePart, value: AttributeValue): string {
  return within(field.property, () => {
    const text = format.write(value);
    if (text === '') throw new ValueFault('is empty, and a part of a key: give it a value');
    if (format.width !== undefined) return text;
    if (after !== '' && (text + after).indexOf(after) !== text.length) {
      throw new ValueFault(
        `holds ${JSON.stringify(after)}, which ends it in the key: another item could have the same key`,
      );
    }
    if (text.includes(LAST_CHARACTER)) throw new ValueFault('holds U+10FFFF, which ends ranges of keys');
    return text;
  });
}

/** The stored values of the parts that a key attribute was built from, by stored name; undefined if another template built it. */
export function parseKey({ type, lead, parts }: KeyTemplate, key: AttributeValue): Item | undefined {
  const item: Item = {};
  if (type !== 'S') {
    if (!(type in key)) return undefined;
    setAttribute(item, parts[0]!.field.name, key);
    return item;
  }
  if (!('S' in key) || !key.S.startsWith(lead)) return undefined;
  let rest = key.S.slice(lead.length);
  for (const { field, format, after } of parts) {
    const end = format.width ?? (after === '' ? rest.length : rest.indexOf(after));
    const value = end > 0 && end <= rest.length ? format.read(rest.slice(0, end)) : undefined;
    if (!value || !rest.startsWith(after, end)) return undefined;
    setAttribute(item, field.name, value);
    rest = rest.slice(end + after.length);
  }
  return rest === '' ? item : undefined;
}

/** Whether the template only names the key attribute itself. */
export function isIdentity({ lead, parts }: KeyTemplate, keyAttribute: string): boolean {
  const [only, ...others] = parts;
  return lead === '' && others.length === 0 && only?.after === '' && only.field.name === keyAttribute;
}

/** The value of a part that {@link parseKey} found, from an item. */
export function valuesOf(item: Item): StoredValues {
  return name => attributeOf(item, name);
}
