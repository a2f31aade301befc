import { ValueFault, within } from '../codec/codec';
import type { AttributeValue } from '../wire/attribute-value';
import {
  buildKey,
  type KeyTemplate,
  LAST_CHARACTER,
  partText,
  type StoredValues,
  type TemplatePart,
  textOf,
} from './template';

/** The condition on the first part without a value, in stored form. */
export type PartCondition =
  | { readonly kind: '='; readonly value: AttributeValue }
  | { readonly kind: 'begins'; readonly value: AttributeValue }
  | Range;

type Range =
  | { readonly kind: '<' | '<=' | '>' | '>='; readonly value: AttributeValue }
  | { readonly kind: 'between'; readonly low: AttributeValue; readonly high: AttributeValue };

/** A condition on a key attribute. DynamoDB allows one for each key. */
export type KeyCondition = PartCondition;

/**
 * The keys whose first `count` parts have these values: one key, or a prefix that ends with a literal or a part of fixed width, so that `USER#1` never
 * finds `USER#10`. Undefined without a restriction.
 */
export function prefixCondition(template: KeyTemplate, values: StoredValues, count: number): KeyCondition | undefined {
  if (count === template.parts.length) return { kind: '=', value: buildKey(template, values)! };
  const base = baseOf(template, values, count);
  return base === '' ? undefined : { kind: 'begins', value: { S: base } };
}

/**
 * The keys whose first `count` parts have these values, and whose next part is in a range, in the order of the keys: parts of fixed width sort by
 * value, others as text with the literal behind them. What follows the part belongs to its value: `<= v` includes it, `> v` does not.
 */
export function rangeCondition(
  template: KeyTemplate,
  values: StoredValues,
  count: number,
  condition: PartCondition,
): KeyCondition {
  if (template.type !== 'S') return condition;
  const part = template.parts[count]!;
  const base = baseOf(template, values, count);
  const isLast = count === template.parts.length - 1 && part.after === '';
  const text = (value: AttributeValue) => base + partText(part, value);
  if (condition.kind === 'begins') return { kind: 'begins', value: { S: base + beginning(part, condition.value) } };
  if (condition.kind === '=') {
    if (count === template.parts.length - 1) return { kind: '=', value: { S: text(condition.value) + part.after } };
    return { kind: 'begins', value: { S: text(condition.value) + part.after } };
  }
  checkSorts(part);
  const bounds: Bounds = {
    first: value => text(value) + (part.format.width === undefined ? part.after : ''),
    last: value => text(value) + (isLast ? '' : part.after + LAST_CHARACTER),
    next: value => text(value) + (isLast ? '\0' : part.after + LAST_CHARACTER),
  };
  return base === '' ? open(bounds, condition) : closed(bounds, condition, base);
}

/** The first and last key with a value, and the first key after them. */
interface Bounds {
  readonly first: (value: AttributeValue) => string;
  readonly last: (value: AttributeValue) => string;
  readonly next: (value: AttributeValue) => string;
}

/** A range from one end of the partition. */
function open({ first, last, next }: Bounds, condition: Range): KeyCondition {
  switch (condition.kind) {
    case 'between':
      return between(first(condition.low), last(condition.high));
    case '<':
      return { kind: '<', value: { S: first(condition.value) } };
    case '<=':
      return { kind: '<=', value: { S: last(condition.value) } };
    case '>':
      return { kind: '>=', value: { S: next(condition.value) } };
    case '>=':
      return { kind: '>=', value: { S: first(condition.value) } };
  }
}

/** A range among the keys that begin with `base`. */
function closed({ first, last, next }: Bounds, condition: Range, base: string): KeyCondition {
  switch (condition.kind) {
    case 'between':
      return between(first(condition.low), last(condition.high));
    case '<':
      return between(base, before(first(condition.value)));
    case '<=':
      return between(base, last(condition.value));
    case '>':
      return between(next(condition.value), base + LAST_CHARACTER);
    case '>=':
      return between(first(condition.value), base + LAST_CHARACTER);
  }
}

function between(low: string, high: string): KeyCondition {
  return { kind: 'between', low: { S: low }, high: { S: high } };
}

function baseOf(template: KeyTemplate, values: StoredValues, count: number): string {
  return template.type === 'S' ? textOf(template, values, count) : '';
}

const FIRST_AFTER_SURROGATES = 0xe000;
const LAST_BEFORE_SURROGATES = 0xd7ff;

/** The greatest text below this one, as no text contains U+10FFFF. */
function before(text: string): string {
  const last = [...text].at(-1)!;
  const rest = text.slice(0, -last.length);
  const code = last.codePointAt(0)!;
  if (code === 0) return rest;
  const lower = code === FIRST_AFTER_SURROGATES ? LAST_BEFORE_SURROGATES : code - 1;
  return rest + String.fromCodePoint(lower) + LAST_CHARACTER;
}

function checkSorts({ field, format }: TemplatePart): void {
  if (format.sorts) return;
  throw ValueFault.misuse(
    'is a number that the key does not pad, so it has no order there: give it digits, {name:10}',
  ).at(field.property);
}

/** A prefix of a text, which may end anywhere. */
function beginning({ field, format }: TemplatePart, value: AttributeValue): string {
  return within(field.property, () => {
    if (format.width !== undefined || !('S' in value))
      throw ValueFault.misuse('is no text, so it has no beginning: use a range');
    return format.write(value);
  });
}
