import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { mayResend, RESEND, withRetries } from '../../client/retry';
import { send } from '../../client/send';
import type { SharedTarget, Target } from '../../client/target';
import type { ConditionNode } from '../../expressions/nodes';
import { transactWriteInput } from '../../operations/transact';
import type { Item } from '../../wire/attribute-value';

/**
 * Whether an earlier delivery, whose answer was lost, may be applied or may still arrive. Asked after the next delivery under the same token
 * was refused. To find out, a check that is always true is sent under the token: if it is accepted, DynamoDB refuses everything that arrives
 * later under this token. One request, and only after a lost answer.
 */
export async function mayStillCome(
  to: Target | SharedTarget,
  token: string | undefined,
  { tableName }: { readonly tableName: string },
  key: Item,
): Promise<boolean> {
  const check = { kind: 'check', tableName, key, condition: alwaysTrue(key) } as const;
  const closing = { operations: [check], token };
  try {
    await withRetries(RESEND, to.signal, isPassing, () =>
      send(to, new TransactWriteItemsCommand(transactWriteInput(closing))),
    );
    return false;
  } catch {
    // The earlier delivery used the token, or this is not known.
    return true;
  }
}

function alwaysTrue(key: Item): ConditionNode {
  const path = [Object.keys(key)[0]!];
  return { kind: 'or', parts: [true, false].map(exists => ({ kind: 'exists', path, exists })) };
}

/** The check is always true, so any cancellation has a passing reason. */
function isPassing(error: unknown): boolean {
  return mayResend(error) || (error as Error).name === 'TransactionCanceledException';
}
