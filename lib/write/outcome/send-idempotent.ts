import { randomUUID } from 'node:crypto';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { Attempts } from '../../client/attempts';
import { sendUntilDone } from '../../client/resend';
import { mayResend, PASSING, RESEND } from '../../client/retry';
import type { Target } from '../../client/target';
import { ThrottledError } from '../../errors/service-errors';
import { TransactionConflictError } from '../../errors/transaction-errors';
import { transactContent, transactWriteInput } from '../../operations/transact';
import type { Item } from '../../wire/attribute-value';
import type { SingleOperation, WritePlan } from '../plan/write-plan';
import { mayStillCome } from './close-token';
import type { Outcome } from './send-write';

type Reason = { Code?: string; Item?: Item };

/** Sends a write as a transaction of one operation. Its token makes DynamoDB apply it once, however often it is sent. */
export async function sendIdempotent(
  target: Target,
  { operation, key }: Pick<WritePlan<SingleOperation>, 'operation' | 'key'>,
): Promise<Outcome> {
  const operations = [operation];
  const transaction = { operations, content: transactContent(operations), token: randomUUID() };
  const attempts = new Attempts();
  try {
    await sendUntilDone(
      target,
      UNTIL_KNOWN,
      attempts,
      () => new TransactWriteItemsCommand(transactWriteInput(transaction)),
    );
    return { kind: 'taken', item: undefined };
  } catch (error) {
    const outcome = outcomeOf(error as Error, attempts);
    if (outcome.kind !== 'refused') return outcome;
    // A false condition means that nothing was applied. But an earlier delivery may still arrive when the condition is true again.
    const isOpen = attempts.answerWasLost && (await mayStillCome(target, transaction.token, operation, key));
    return isOpen ? { kind: 'unknown', cause: outcome.cause } : outcome;
  }
}

function reasonOf(error: unknown): Reason | undefined {
  return (error as { CancellationReasons?: Reason[] } | undefined)?.CancellationReasons?.[0];
}

const UNTIL_KNOWN = {
  policy: RESEND,
  isRetryable: (error: unknown) => mayResend(error) || PASSING.has(reasonOf(error)?.Code),
};

function outcomeOf(cause: Error, { answerWasLost }: Attempts): Outcome {
  const reason = reasonOf(cause);
  if (reason?.Code === 'ConditionalCheckFailed') return { kind: 'refused', item: reason.Item, cause, mayBeDone: false };
  if (answerWasLost && (mayResend(cause) || PASSING.has(reason?.Code))) {
    return { kind: 'unknown', cause };
  }
  if (reason?.Code === 'TransactionConflict') {
    throw new TransactionConflictError(
      `The write met conflicts in ${RESEND.maxAttempts} attempts, nothing was written: try again later`,
      { attempts: RESEND.maxAttempts, reasons: [] },
      { cause },
    );
  }
  if (PASSING.has(reason?.Code)) {
    throw new ThrottledError('DynamoDB throttled the write: wait, then send it again', { cause });
  }
  throw cause;
}
