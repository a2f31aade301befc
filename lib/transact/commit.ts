import { randomUUID } from 'node:crypto';
import {
  type DynamoDBClient,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  type TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { readItem } from '../client/requests';
import { mayResend, RESEND, withRetries } from '../client/retry';
import { type SendContext, send } from '../client/send';
import { runHooks } from '../entity/hooks';
import { markDeleted, markSaved, markStale, rehydrate } from '../entity/record-state';
import { ValidationError } from '../errors/usage-errors';
import { type PutOperation, transactItem } from '../operations/write';
import { cancellation } from './cancellation';
import type { TransactionReceipt, TransactWriteOptions } from './options';
import type { Prepared, PreparedWrite } from './prepare';

const MAX_TOKEN_LENGTH = 36;

/** Sends the operations as one TransactWriteItems; when it was applied, memory follows. Throws {@link Rerun} on a conflict. */
export async function commit(
  prepared: Prepared,
  client: DynamoDBClient,
  options: TransactWriteOptions,
  attempts: number,
): Promise<TransactionReceipt> {
  const token = tokenOf(options);
  const output = await sendOnce(prepared, client, options, token);
  for (const write of prepared.writes) followWrite(write);
  await refreshUpdated(prepared.writes, client, options.signal);
  await runAfterHooks(prepared.writes);
  return {
    clientRequestToken: token,
    attempts,
    consumedCapacity: output.ConsumedCapacity,
    itemCollectionMetrics: output.ItemCollectionMetrics,
  };
}

function tokenOf({ clientRequestToken }: TransactWriteOptions): string {
  if (clientRequestToken === undefined) return randomUUID();
  if (clientRequestToken.length >= 1 && clientRequestToken.length <= MAX_TOKEN_LENGTH) return clientRequestToken;
  throw new ValidationError(
    `clientRequestToken must have 1 to ${MAX_TOKEN_LENGTH} characters, got ${clientRequestToken.length}`,
  );
}

/** However often it is sent, the token lets it apply once: an answer that was lost is asked for again. */
async function sendOnce(
  prepared: Prepared,
  client: DynamoDBClient,
  { returnConsumedCapacity, returnItemCollectionMetrics, signal }: TransactWriteOptions,
  token: string,
): Promise<TransactWriteItemsCommandOutput> {
  const operations = [...prepared.writes, ...prepared.readChecks];
  const input: TransactWriteItemsCommandInput = {
    TransactItems: operations.map(({ plan }) => transactItem(plan.operation)),
    ClientRequestToken: token,
    ...(returnConsumedCapacity && { ReturnConsumedCapacity: returnConsumedCapacity }),
    ...(returnItemCollectionMetrics && { ReturnItemCollectionMetrics: returnItemCollectionMetrics }),
  };
  try {
    const context = contextOf(operations, signal);
    return await withRetries(RESEND, signal, mayResend, () =>
      send(client, new TransactWriteItemsCommand(input), context),
    );
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'TransactionCanceledException') throw cancellation(prepared, error);
    if (error.name === 'IdempotentParameterMismatchException') {
      throw new ValidationError(
        'The clientRequestToken was used within the last 10 minutes for a transaction with other content: give each transaction a token of its own',
        { cause: error },
      );
    }
    throw error;
  }
}

/** Which classes and tables the request is about, for messages. */
function contextOf(operations: readonly PreparedWrite[], signal: AbortSignal | undefined): SendContext {
  const distinct = (names: string[]) => [...new Set(names)].join(', ');
  return {
    className: distinct(operations.map(({ metadata }) => metadata.className)),
    tableName: distinct(operations.map(({ metadata }) => metadata.tableName)),
    signal,
  };
}

function followWrite({ verb, record, plan, assigned }: PreparedWrite): void {
  if (!record) return;
  if (verb === 'save' || verb === 'create') markSaved(record, (plan.operation as PutOperation).item, assigned!);
  if (verb === 'delete') markDeleted(record);
}

/** A transaction answers without items, so records that were updated by actions are read again; one that cannot be is marked stale. */
async function refreshUpdated(
  writes: readonly PreparedWrite[],
  client: DynamoDBClient,
  signal: AbortSignal | undefined,
): Promise<void> {
  const updated = writes.filter(({ verb, record }) => verb === 'update' && record);
  await Promise.all(updated.map(write => refresh(write, client, signal)));
}

async function refresh(
  { metadata, record, plan }: PreparedWrite,
  client: DynamoDBClient,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const { className, tableName } = metadata;
    const item = await readItem(client, { className, tableName, signal }, plan.key, true);
    if (item) rehydrate(metadata, record!, item);
    else markStale(record!);
  } catch {
    // The transaction is committed: an error here would say that it is not.
    markStale(record!);
  }
}

const AFTER = { save: 'afterSave', create: 'afterSave', update: 'afterUpdate', delete: 'afterDelete' } as const;

async function runAfterHooks(writes: readonly PreparedWrite[]): Promise<void> {
  for (const { verb, metadata, record, options } of writes) {
    if (record && verb !== 'check') await runHooks(metadata, AFTER[verb], record, options);
  }
}
