import {
  type DynamoDBClient,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { readItem } from '../client/requests';
import { sendUntilDone, UNTIL_ANSWERED } from '../client/resend';
import { type Home, homeOf, type Target } from '../client/target';
import { ThrottledError } from '../errors/service-errors';
import { ValidationError } from '../errors/usage-errors';
import { bytesOver, type TransactWriteOperation, transactContent, transactWriteInput } from '../operations/transact';
import { mayStillCome } from '../write/outcome/close-token';
import { follow, forOthers } from '../write/outcome/follow';
import { removeExpired } from '../write/write-alone';
import type { AcrossAttempts } from './across-attempts';
import { isCancelled, outcomeOfTransactionUnknown, Rerun, writeCancellation } from './cancellation';
import { withMissingTable } from './missing-table';
import type { TransactionReceipt, TransactWriteOptions } from './options';
import type { Prepared, PreparedWrite } from './prepare';

const MAX_TOKEN_LENGTH = 36;

/** Throws ValidationError for a token that DynamoDB would refuse. */
export function checkToken({ clientRequestToken: token }: TransactWriteOptions): void {
  if (token === undefined || (token.length >= 1 && token.length <= MAX_TOKEN_LENGTH)) return;
  throw ValidationError.misuse(`clientRequestToken must have 1 to ${MAX_TOKEN_LENGTH} characters, got ${token.length}`);
}

/** Sends the operations as one TransactWriteItems, and then updates the records. Throws {@link Rerun} on a conflict. */
export async function commit(
  prepared: Prepared,
  client: DynamoDBClient,
  options: TransactWriteOptions,
  shared: AcrossAttempts,
  attempts: number,
): Promise<TransactionReceipt> {
  if (prepared.operations.length === 0) return nothingWritten(attempts);
  const transaction = transactionOf(prepared, options, shared);
  const output = await sendOnce(prepared, client, transaction, shared, options);
  let last: Target | undefined;
  let home: Home | undefined;
  for (const write of prepared.operations) {
    if (write.target !== last || !home) home = homeOf(write.target);
    last = write.target;
    followWrite(write, home);
  }
  await refreshUpdated(prepared.operations);
  return {
    clientRequestToken: transaction.token,
    attempts,
    consumedCapacity: output.ConsumedCapacity,
    itemCollectionMetrics: output.ItemCollectionMetrics,
  };
}

export function nothingWritten(attempts: number): TransactionReceipt {
  return { clientRequestToken: undefined, attempts, consumedCapacity: undefined, itemCollectionMetrics: undefined };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_BYTES = 4 * 1024 * 1024;

function transactionOf(
  { operations, reservations }: Prepared,
  options: TransactWriteOptions,
  shared: AcrossAttempts,
): TransactWriteOperation {
  const { clientRequestToken, returnConsumedCapacity, returnItemCollectionMetrics } = options;
  const all = operations.map(({ plan }) => plan.operation);
  for (const { operation } of reservations) all.push(operation);
  const content = transactContent(all);
  refuseOverBytes(bytesOver(content, MAX_BYTES));
  const token = clientRequestToken ?? shared.tokenOf(content);
  return { operations: all, content, token, returnConsumedCapacity, returnItemCollectionMetrics };
}

function refuseOverBytes(bytes: number | undefined): void {
  if (bytes === undefined) return;
  throw ValidationError.misuse(
    `A transaction takes ${MAX_BYTES} bytes of items, and of the values that its conditions compare: this one has ${bytes}`,
  );
}

/** If the answer is lost, the request is sent again: its token makes DynamoDB apply it once. */
async function sendOnce(
  prepared: Prepared,
  client: DynamoDBClient,
  transaction: TransactWriteOperation,
  shared: AcrossAttempts,
  { signal, tracking, clientRequestToken: token }: TransactWriteOptions,
): Promise<TransactWriteItemsCommandOutput> {
  const { operations } = prepared;
  const to = { client, signal, tracking, targets: operations.map(({ target }) => target) };
  try {
    const command = () => new TransactWriteItemsCommand(transactWriteInput(transaction));
    return await sendUntilDone(to, UNTIL_ANSWERED, shared.attempts, command);
  } catch (error) {
    const isLost = shared.attempts.answerWasLost;
    const [{ plan }] = operations as [PreparedWrite];
    if (isLost) {
      // With a token of the caller, the caller may try again.
      shared.mayStillCome = async () =>
        token !== undefined || mayStillCome(to, transaction.token, plan.operation, plan.key);
    }
    if (isCancelled(error)) {
      const cancellation = writeCancellation(prepared, error, shared, isLost);
      if (cancellation instanceof Rerun) await makeRoom(shared, isLost);
      if (cancellation instanceof Rerun || !isLost || token !== undefined) throw cancellation;
      throw (await shared.mayStillCome()) ? outcomeOfTransactionUnknown(cancellation) : cancellation;
    }
    if (isLost && error instanceof ThrottledError) throw outcomeOfTransactionUnknown(error);
    if (error instanceof Error && error.name === 'IdempotentParameterMismatchException') {
      if (isLost) throw outcomeOfTransactionUnknown(error);
      throw ValidationError.misuse(
        'The clientRequestToken was used within the last 10 minutes for a transaction with other content: give each transaction a token of its own',
        { cause: error },
      );
    }
    throw await withMissingTable(error, to);
  }
}

/** Deletes the expired items that refused an attempt, for the next one. */
async function makeRoom({ meetExpired }: AcrossAttempts, isLost: boolean): Promise<void> {
  if (meetExpired.size === 0) return;
  try {
    await Promise.all(Array.from(meetExpired, ({ plan, target }) => removeExpired(plan, target)));
  } catch (error) {
    throw isLost ? outcomeOfTransactionUnknown(error) : error;
  }
  meetExpired.clear();
}

function followWrite({ write: { record }, read, plan }: PreparedWrite, home: Home): void {
  if (record && plan.effect !== 'answered') follow(record, plan, { home });
  if (!read) return;
  // The block may have other records of the item, if it wrote by key or through another record.
  const asOthers = forOthers(plan);
  for (const other of read.records) if (other !== record) follow(other, asOthers, { home });
}

/** A transaction returns no items, so records that were updated are read again. A record that cannot be read is stale. */
async function refreshUpdated(writes: readonly PreparedWrite[]): Promise<void> {
  await Promise.all(writes.filter(({ plan }) => plan.effect === 'answered').map(refresh));
}

async function refresh({ write, plan, target }: PreparedWrite): Promise<void> {
  const record = write.record!;
  const home = homeOf(target);
  try {
    const item = await readItem(target, plan.key, true);
    follow(record, item ? plan : { ...plan, effect: 'deleted' }, { home, item });
  } catch (cause) {
    // The transaction is committed: an error here would say that it is not.
    follow(record, { ...plan, effect: 'stale' }, { home, cause });
  }
}
