import { ConditionalCheckFailedError, ConflictError, DynactError, OverwriteError } from 'dynact';

type IsAny<T> = 0 extends 1 & T ? true : false;

/** What a `catch` finds after `instanceof` has types: none of it is `any`. */
export const right = (error: unknown) => {
  if (error instanceof OverwriteError) {
    const isAny: IsAny<typeof error.stored> = false;
    return isAny;
  }
  if (error instanceof ConflictError) {
    const isAny: IsAny<typeof error.stored> = false;
    return isAny;
  }
  if (error instanceof ConditionalCheckFailedError) {
    const isAny: IsAny<typeof error.stored> = false;
    return isAny;
  }
  // The base is a class like the others to a test's `toThrow`.
  expect(() => {
    throw error;
  }).toThrow(DynactError);
  return error instanceof DynactError ? error.code.length : undefined;
};
