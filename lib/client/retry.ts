import { setTimeout as sleep } from 'node:timers/promises';
import { DynactError } from '../errors/dynact-error';
import { ThrottledError } from '../errors/service-errors';

export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Milliseconds; doubles with each attempt. */
  readonly baseDelay: number;
  /** Milliseconds. */
  readonly maxDelay: number;
}

/** Runs an action until it succeeds, fails with an error that is not to be retried, or the attempts are used up. Throws the last error. */
export async function withRetries<R>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  isRetryable: (error: unknown) => boolean,
  run: (attempt: number) => Promise<R>,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(attempt);
    } catch (error) {
      if (attempt >= policy.maxAttempts || !isRetryable(error)) throw error;
    }
    await pause(policy, attempt, signal);
  }
}

/**
 * Sends a batch, and again what came back unprocessed, until nothing is left or `maxAttempts` attempts in a row processed nothing. Never
 * rejects.
 *
 * @returns the entries that are left, and why: the error of the last attempt, or a ThrottledError
 */
export async function drain<Entry>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  entries: readonly Entry[],
  sendBatch: (entries: readonly Entry[]) => Promise<readonly Entry[]>,
): Promise<{ left: readonly Entry[]; error?: unknown }> {
  let left = entries;
  for (let attempt = 1; ; attempt++) {
    const before = left.length;
    let error: unknown;
    try {
      left = await sendBatch(left);
    } catch (cause) {
      error = cause;
      if (!mayResend(cause)) return { left, error };
    }
    if (left.length === 0) return { left };
    if (left.length < before) attempt = 0;
    if (attempt === policy.maxAttempts) return { left, error: error ?? leftUnprocessed(policy) };
    try {
      await pause(policy, attempt + 1, signal);
    } catch (aborted) {
      return { left, error: aborted };
    }
  }
}

function leftUnprocessed({ maxAttempts }: RetryPolicy): ThrottledError {
  return new ThrottledError(
    `DynamoDB left entries of a batch unprocessed ${maxAttempts} times in a row: raise the table's capacity, or send less at once`,
  );
}

/** Full jitter: programs that collided once do not collide again in step. */
function pause({ baseDelay, maxDelay }: RetryPolicy, attempt: number, signal: AbortSignal | undefined): Promise<void> {
  return sleep(Math.random() * Math.min(maxDelay, baseDelay * 2 ** (attempt - 1)), undefined, { signal });
}

/** For requests that may be sent again after the SDK's own retries failed. */
export const RESEND: RetryPolicy = { maxAttempts: 5, baseDelay: 50, maxDelay: 2000 };

/** Reasons of a cancelled transaction after which it may succeed: nothing was written, and no condition is known to be false. */
export const PASSING: ReadonlySet<string | undefined> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

const FINAL = new Set(['AbortError', 'CredentialsProviderError']);

/**
 * Whether sending the same idempotent request again may help: after a throttle, a server error, or a lost answer. A request that DynamoDB or
 * dynact refused stays refused.
 */
export function mayResend(error: unknown): boolean {
  if (error instanceof ThrottledError) return true;
  if (error instanceof DynactError || typeof error !== 'object' || error === null) return false;
  const { name, $fault } = error as { name?: string; $fault?: string };
  if (name === 'TransactionInProgressException') return true;
  return $fault !== 'client' && !FINAL.has(name ?? '');
}
