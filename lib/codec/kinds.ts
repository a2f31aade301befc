import { types } from 'node:util';

/** Runtime kinds of values, told without `instanceof`: values may come from another realm (a jest context, a worker). */

export const isDate: (value: unknown) => value is Date = types.isDate;

export const isSet: (value: unknown) => value is Set<unknown> = types.isSet;

export const isBytes: (value: unknown) => value is Uint8Array = types.isUint8Array;

/** What may name an attribute. Text with half a surrogate pair has no UTF-8 form, which is how DynamoDB keeps it. */
export const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.isWellFormed();

/** An object literal, or one without a prototype: what a map may be made of. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty'))
  );
}
