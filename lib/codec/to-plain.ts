import { assign } from '../wire/attribute-value';
import { toBase64 } from '../wire/binary';
import { transformerRules } from './class-transformer';
import { within } from './codec';
import { checkDepth } from './collections';
import type { Field } from './field';
import { isBytes, isDate, isPlainObject, isSet } from './kinds';
import { recordCodecOf } from './record';

/** `object`: values as in memory, in plain containers. `json`: only types that JSON has. */
export type PlainForm = 'object' | 'json';

/**
 * A value without classes: instances of decorated classes become plain objects, Sets become arrays. Instances of other classes stay as they are.
 * Throws {@link ValueFault} for values that are cyclic or nested too deep.
 */
export function toPlain(value: unknown, form: PlainForm, depth = 0): unknown {
  if (typeof value === 'bigint') return form === 'json' ? String(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isDate(value)) return plainDate(value, form);
  if (isBytes(value)) return plainBytes(value, form);
  checkDepth(depth);
  if (Array.isArray(value)) return value.map((item, i) => within(i, () => toPlain(item, form, depth + 1)));
  if (isSet(value)) return [...value].map((item, i) => within(i, () => toPlain(item, form, depth + 1)));
  if (isPlainObject(value)) return plainEntries(value, Object.keys(value), form, depth);
  const shown = recordCodecOf(value.constructor) || transformerRules(value.constructor, 'toPlain');
  return shown || depth === 0 ? plainInstance(value, form, depth) : value;
}

function plainDate(value: Date, form: PlainForm): unknown {
  if (form === 'object') return new Date(value);
  return Number.isNaN(value.getTime()) ? null : value.toISOString();
}

function plainBytes(value: Uint8Array, form: PlainForm): unknown {
  return form === 'object' ? Buffer.from(value) : toBase64(value);
}

function plainEntries(
  source: Record<string, unknown>,
  keys: readonly string[],
  form: PlainForm,
  depth: number,
): Record<string, unknown> {
  const plain = {};
  for (const key of keys)
    assign(
      plain,
      key,
      within(key, () => toPlain(source[key], form, depth + 1)),
    );
  return plain;
}

/**
 * The properties that the class declares: attributes, associations, and what class-transformer's decorators are on. What else an instance has in
 * memory is its own affair: a password that was never to be stored must not be in a log. A class that only class-transformer knows is shown as it does.
 */
function plainInstance(instance: object, form: PlainForm, depth: number): Record<string, unknown> {
  const values = instance as Record<string, unknown>;
  const codec = recordCodecOf(instance.constructor);
  const fields = new Map<string, Field>(codec?.fields.map(field => [field.property, field]));
  const rules = transformerRules(instance.constructor, 'toPlain');
  const isDeclared = (key: string) =>
    !codec || fields.has(key) || codec.associations.includes(key) || rules?.isDecorated(key);
  const all = [...new Set([...Object.keys(values).filter(isDeclared), ...fields.keys()])].filter(
    key => !fields.get(key)?.hidden,
  );
  const plain = {};
  for (const property of rules ? rules.select(all) : all) {
    const own = values[property];
    const value = rules ? rules.transform(property, own, instance) : own;
    if (typeof value === 'function') continue;
    const name = rules?.nameOf(property) ?? fields.get(property)?.expose ?? property;
    assign(
      plain,
      name,
      within(property, () => toPlain(value, form, depth + 1)),
    );
  }
  return plain;
}
