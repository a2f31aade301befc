import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import type { Attempts } from './attempts';
import type { AnyCommand } from './command';
import { mayResend, RESEND, type RetryPolicy, withRetries } from './retry';
import { send } from './send';
import type { SharedTarget, Target } from './target';

/** When a request is sent again. */
export interface Resending {
  readonly policy: RetryPolicy;
  readonly isRetryable: (error: unknown) => boolean;
}

/** For a request whose token makes DynamoDB apply it once. */
export const UNTIL_ANSWERED: Resending = { policy: RESEND, isRetryable: mayResend };

/**
 * Sends the command of a write, until it succeeds or fails for good. Each attempt has a command of its own: middleware may have changed the
 * input of the one before in place, and the client may be another by then.
 */
export function sendUntilDone<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  to: Target | SharedTarget,
  { policy, isRetryable }: Resending,
  attempts: Attempts,
  command: () => AnyCommand<Input, Output>,
): Promise<Output> {
  return withRetries(policy, to.signal, isRetryable, async () => {
    try {
      return await send(to, attempts.watch(command()));
    } catch (error) {
      attempts.ended(error);
      throw error;
    }
  });
}
