import {
  ConditionalCheckFailedError,
  ConflictError,
  ItemNotFoundError,
  OutcomeUnknownError,
  ThrottledError,
  TransactionCanceledError,
  TransactionConflictError,
} from 'dynact';

/** What a call said of its write. */
export type Told = 'applied' | 'not applied' | 'unknown';

const REFUSALS = [
  ConditionalCheckFailedError,
  ConflictError,
  ItemNotFoundError,
  ThrottledError,
  TransactionCanceledError,
  TransactionConflictError,
];

/** What an error says of the write that it ends. Others than these are faults of the package: they are thrown. */
export function toldBy(error: unknown): Told {
  if (error instanceof OutcomeUnknownError || isOfConnection(error)) return 'unknown';
  if (REFUSALS.some(refusal => error instanceof refusal)) return 'not applied';
  throw error;
}

/** The SDK's own: a 500 or a broken connection, after which nothing is known. */
function isOfConnection(error: unknown): boolean {
  const { code, $fault } = error as { code?: string; $fault?: string };
  return code === 'ECONNRESET' || $fault === 'server';
}
