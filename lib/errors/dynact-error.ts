/**
 * The base of every error that dynact raises. `code` is stable across releases; `cause` carries the AWS SDK's error, if any.
 *
 * Whatever holds item values (`key`, `stored`, ...) is not enumerable, so printing or serializing an error shows none.
 *
 * @example
 * try { await account.save({ raiseOnConflict: true }); }
 * catch (error) { if (error instanceof DynactError) console.error(error.code, error.message); }
 */
export class DynactError extends Error {
  readonly code: string = 'DYNACT';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true, writable: true });
  }
}

/** Attaches data that may hold item values: readable by name, left out of logs and `JSON.stringify`. */
export function attach<E extends DynactError, D extends object>(error: E, details: D): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(details))) {
    Object.defineProperty(error, name, { ...property, enumerable: false });
  }
}
