import { type RetryPolicy, withRetries } from '../client/retry';
import { checkCount } from '../errors/given';
import { Rerun } from './cancellation';
import type { TransactCallOptions } from './options';

const DEFAULT_ATTEMPTS = 5;

/** Milliseconds before the next attempt: up to 20, 40, 80, ... 1000. */
const BACKOFF: Omit<RetryPolicy, 'maxAttempts'> = { baseDelay: 20, maxDelay: 1000 };

/** Runs attempts until one meets no conflict. @throws TransactionConflictError when the attempts are used up */
export async function withReruns<R>(
  { maxAttempts = DEFAULT_ATTEMPTS, signal }: TransactCallOptions,
  run: (attempt: number) => Promise<R>,
): Promise<R> {
  checkCount('maxAttempts', maxAttempts);
  try {
    return await withRetries({ ...BACKOFF, maxAttempts }, signal, error => error instanceof Rerun, run);
  } catch (error) {
    throw error instanceof Rerun ? error.toError(maxAttempts) : error;
  }
}
