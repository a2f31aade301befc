import { randomUUID } from 'node:crypto';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { Attempts } from '../../client/attempts';
import { readItem } from '../../client/requests';
import { sendUntilDone, UNTIL_ANSWERED } from '../../client/resend';
import { PASSING, type RetryPolicy, withRetries } from '../../client/retry';
import type { Target } from '../../client/target';
import { keyValues } from '../../entity/key';
import { type CancellationReasons, TransactionConflictError } from '../../errors/transaction-errors';
import { combineNodes } from '../../expressions/condition';
import { type TransactWriteOperation, transactContent, transactWriteInput } from '../../operations/transact';
import type { Item } from '../../wire/attribute-value';
import { expectAbsent, expectationCondition, expectEveryAttribute, isMet } from '../expectation';
import type { SingleOperation, WritePlan } from '../plan/write-plan';
import { type ReservationWrite, reservationWrites, takenError } from '../unique/reservation-writes';
import { mayStillCome } from './close-token';
import type { Outcome } from './send-write';

/** The outcome of a write with its reservations: that of a write, or another try is needed without some releases. */
export type TogetherOutcome = Outcome | Foreign;

/** Reservations that the write was to release belong to another record: they must be left as they are. */
export interface Foreign {
  readonly kind: 'foreign';
  readonly foreign: ReadonlySet<string>;
}

type Reason = { readonly Code?: string; readonly Item?: object };

/** A conflict with another transaction passes: no condition was false. */
const CONFLICTS: RetryPolicy = { maxAttempts: 12, baseDelay: 20, maxDelay: 1000 };

/**
 * Sends a write and those of its reservations as one transaction.
 *
 * @throws UniqueError another record has a value
 * @throws TransactionConflictError each attempt met the write of another program
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function sendTogether(target: Target, plan: WritePlan<SingleOperation>): Promise<TogetherOutcome> {
  return plan.operation.returnOld ? sendReturningOld(target, plan, sendAll) : sendAll(target, plan);
}

/** How often an item is read again that others keep changing. */
const MAX_TURNS = 10;

/** A transaction returns no item, so the item is read first, and the write requires that it is unchanged. */
export async function sendReturningOld(
  target: Target,
  plan: WritePlan<SingleOperation>,
  send: (target: Target, plan: WritePlan<SingleOperation>) => Promise<TogetherOutcome>,
): Promise<TogetherOutcome> {
  const { metadata, key, operation } = plan;
  for (let turn = 1; ; turn++) {
    const old = await readItem(target, key, true);
    const asRead = old ? expectEveryAttribute(metadata, old) : expectAbsent(metadata);
    const parts = [operation.condition, expectationCondition(asRead)].filter(part => part !== undefined);
    const condition = combineNodes('and', parts);
    const outcome = await send(target, { ...plan, operation: { ...operation, returnOld: false, condition } });
    if (outcome.kind === 'taken') return { kind: 'taken', item: old };
    if (outcome.kind !== 'refused' || isMet(asRead, outcome.item) || turn === MAX_TURNS) return outcome;
  }
}

async function sendAll(target: Target, plan: WritePlan<SingleOperation>): Promise<TogetherOutcome> {
  const { metadata, key, now, uniqueness } = plan;
  const reservations = reservationWrites([
    { metadata, key, now, tableName: target.tableName, uniqueness: uniqueness! },
  ]);
  const operations = [plan.operation, ...reservations.map(({ operation }) => operation)];
  const transaction = { operations, content: transactContent(operations), token: randomUUID() };
  const attempts = new Attempts();
  try {
    await withRetries(CONFLICTS, target.signal, isPassing, () => sendOnce(target, transaction, attempts));
  } catch (error) {
    const reasons = reasonsOf(error);
    if (target.signal?.aborted && !reasons) throw error;
    if (attempts.answerWasLost && (await mayStillCome(target, transaction.token, target, key))) {
      return { kind: 'unknown', cause: error as Error };
    }
    if (!reasons) throw error;
    return refused(plan, reservations, reasons, error as Error);
  }
  const isAnswered = plan.operation.kind === 'update' && plan.effect !== 'saved';
  return { kind: 'taken', item: isAnswered ? await itemNow(target, key) : undefined };
}

/** A transaction returns no item, so it is read. The transaction is already committed: an error here would say that it is not. */
async function itemNow(target: Target, key: Item): Promise<Item | undefined> {
  try {
    return await readItem(target, key, true);
  } catch {
    return undefined;
  }
}

/** If the answer is lost, the request is sent again: its token makes DynamoDB apply it once. */
function sendOnce(target: Target, transaction: TransactWriteOperation, attempts: Attempts): Promise<unknown> {
  const command = () => new TransactWriteItemsCommand(transactWriteInput(transaction));
  return sendUntilDone(target, UNTIL_ANSWERED, attempts, command);
}

/** The reasons of a cancelled transaction, one for each operation. */
function reasonsOf(error: unknown): readonly Reason[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  return (error as { CancellationReasons?: Reason[] }).CancellationReasons ?? [];
}

function isPassing(error: unknown): boolean {
  const failed = reasonsOf(error)?.filter(({ Code = 'None' }) => Code !== 'None');
  return !!failed && failed.length > 0 && failed.every(({ Code }) => PASSING.has(Code));
}

function refused(
  plan: WritePlan<SingleOperation>,
  reservations: readonly ReservationWrite[],
  [ofRecord, ...others]: readonly Reason[],
  cause: Error,
): TogetherOutcome {
  const isFalse = (reason: Reason | undefined) => reason?.Code === 'ConditionalCheckFailed';
  // The record's own condition comes first: with another stored item, there would have been other reservations.
  if (isFalse(ofRecord)) return { kind: 'refused', item: ofRecord!.Item as Item | undefined, cause, mayBeDone: false };
  const failed = reservations.filter((_, i) => isFalse(others[i]));
  const claim = failed.find(({ kind }) => kind === 'claim');
  if (claim) throw takenError(claim, others[reservations.indexOf(claim)]!.Item as Item | undefined, cause);
  if (failed.length > 0)
    return { kind: 'foreign', foreign: new Set(failed.map(({ reservation }) => reservation.digest)) };
  throw isPassing(cause) ? conflict(plan, cause) : cause;
}

export function conflict(
  { metadata, key, operation }: WritePlan<SingleOperation>,
  cause: Error,
): TransactionConflictError {
  const reason = {
    code: 'TransactionConflict',
    message: 'Others wrote to the item, or to a unique value of it, at the same time',
    operation: operation.kind === 'put' ? ('save' as const) : operation.kind,
    entity: metadata.type,
    key: keyValues(metadata, key),
    stored: undefined,
    error: undefined,
  };
  const { maxAttempts } = CONFLICTS;
  const reasons: CancellationReasons = [reason];
  return new TransactionConflictError(
    `${metadata.className}: others wrote to the item, or to its unique values, in each of ${maxAttempts} attempts; nothing was written: try again later`,
    { attempts: maxAttempts, reasons },
    { cause },
  );
}
