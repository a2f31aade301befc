import { type TransformerRules, transformerRules } from './class-transformer';
import { within } from './codec';
import { copied } from './collections';
import type { ClassCodec, Field } from './field';
import { isPlainObject } from './kinds';

type Values = Record<string, unknown>;

/**
 * A new instance from untrusted data. Only properties that the class declares are taken, and values from JSON are restored. Throws {@link ValueFault}
 * for data that is nested too deep.
 */
export function fromPlain<T extends object>(type: new () => T, record: ClassCodec, data: Values, depth = 0): T {
  const instance = new type() as Values;
  const rules = transformerRules(type, 'toClass');
  const fields = record.fields.filter(field => !field.computed);
  const taken = rules && new Set(rules.select(fields.map(({ property }) => property)));
  for (const field of fields) {
    const { property } = field;
    if (taken && !taken.delete(property)) continue;
    const value = given(data, rules?.nameOf(property) ?? field.expose, property);
    if (value === undefined) continue;
    const own = within(property, () => revived(field, value, rules, depth));
    instance[property] = rules ? rules.transform(property, own, data) : own;
  }
  // What is left is exposed, and no attribute.
  for (const property of taken ?? []) {
    const value = given(data, rules!.nameOf(property), property);
    if (value === undefined || isReadOnly(instance, property)) continue;
    instance[property] = rules!.transform(property, copied(value, depth + 1), data);
  }
  return instance as T;
}

/** The value under the name that the property has in plain objects, or else under its own. */
function given(data: Values, name: string | undefined, property: string): unknown {
  if (name !== undefined && Object.hasOwn(data, name)) return data[name];
  return Object.hasOwn(data, property) ? data[property] : undefined;
}

function revived(
  { codec, property }: Field,
  value: unknown,
  rules: TransformerRules | undefined,
  depth: number,
): unknown {
  if (value === null) return value;
  if (codec.revive) return codec.revive(value, depth);
  const type = rules?.typeOf(property);
  const copy = copied(value, depth + 1);
  return type && isPlainObject(copy) ? Object.assign(new type(), copy) : copy;
}

function isReadOnly(instance: object, property: string): boolean {
  for (let owner: object | null = instance; owner; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertyDescriptor(owner, property);
    if (found)
      return (
        found.writable === false ||
        (found.get !== undefined && found.set === undefined) ||
        typeof found.value === 'function'
      );
  }
  return false;
}
