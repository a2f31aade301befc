import {
  ConditionalCheckFailedError,
  ConflictError,
  DynactError,
  OverwriteError,
  type TransactionCanceledError,
} from 'dynact';
import { Account } from './account';

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

/** `stored` is an instance: told by its class, or by who knows it. */
export const balances = (error: ConflictError, cancelled: TransactionCanceledError): (number | undefined)[] => {
  const asserted = (error.stored as Account).balance;
  const narrowed = error.stored instanceof Account ? error.stored.balance : undefined;
  return [asserted, narrowed, (cancelled.reasons[0]!.stored as Account).balance];
};

export const wrong = (error: ConflictError) => {
  // @ts-expect-error nobody said of what class it is
  error.stored?.balance;
};
