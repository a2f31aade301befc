import type { Field } from '../codec/field';

/** Copies the properties of an object, and what accessors keep in private fields, which a plain copy does not have. */
export function copyValues(
  fields: readonly Pick<Field, 'property' | 'computed'>[],
  from: Readonly<Record<string, unknown>>,
  to: Record<string, unknown>,
): void {
  Object.assign(to, from);
  for (const { property, computed } of fields) {
    if (!computed && to[property] !== from[property]) to[property] = from[property];
  }
}
