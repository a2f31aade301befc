import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { mayResend, RESEND, withRetries } from '../../client/retry';
import { send } from '../../client/send';
import type { SharedTarget, Target } from '../../client/target';
import type { ConditionNode } from '../../expressions/nodes';
import { transactWriteInput } from '../../operations/transact';
import type { Item } from '../../wire/attribute-value';

type Sent = object & { readonly ClientRequestToken?: string | undefined };

/**
 * After a lost answer, and a refusal of what was sent next under the same token: whether an earlier delivery, whose answer was lost, may be applied or still come.
 * A check that is always true takes its token, and what comes later under the same token is refused; one request, and only after a lost answer.
 */
export async function mayStillCome(
  to: Target | SharedTarget,
  input: Sent,
  { tableName }: { readonly tableName: string },
  key: Item,
): Promise<boolean> {
  const check = { kind: 'check', tableName, key, condition: alwaysTrue(key) } as const;
  const closing = transactWriteInput({ operations: [check], token: input.ClientRequestToken });
  try {
    await withRetries(RESEND, to.signal, isPassing, () => send(to, new TransactWriteItemsCommand(closing)));
    return false;
  } catch {
    // The token has been taken by now, or nobody knows.
    return true;
  }
}

function alwaysTrue(key: Item): ConditionNode {
  const path = [Object.keys(key)[0]!];
  return { kind: 'or', parts: [true, false].map(exists => ({ kind: 'exists', path, exists })) };
}

/** What a check that is always true is refused for passes. */
function isPassing(error: unknown): boolean {
  return mayResend(error) || (error as Error).name === 'TransactionCanceledException';
}
