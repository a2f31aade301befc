import { types } from 'node:util';

/** Kinds of values at run time, without `instanceof`: values may come from another realm (a jest context, a worker). */

export const isDate: (value: unknown) => value is Date = types.isDate;

export const isSet: (value: unknown) => value is Set<unknown> = types.isSet;

export const isBytes: (value: unknown) => value is Uint8Array = types.isUint8Array;

/** Whether it can name an attribute. DynamoDB stores UTF-8, which text with half a surrogate pair has not. */
export const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.isWellFormed();

/** An object literal, or one without a prototype: it can be stored as a map. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty'))
  );
}
