import { type DynamoDBClient, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { type AnswerReader, recordsIn } from '../client/lane';
import { mayResend, RESEND, withRetries } from '../client/retry';
import { send } from '../client/send';
import { type ItemToRead, identityOf } from '../entity/item-identity';
import { ValidationError } from '../errors/usage-errors';
import { responsesReader } from '../load/answer-readers';
import type { Found, Source } from '../load/load';
import { transactGetInput } from '../operations/transact';
import type { Item } from '../wire/attribute-value';
import { isCancelled, readCancellation } from './cancellation';
import { withMissingTable } from './missing-table';
import type { TransactCallOptions } from './options';
import { MAX_OPERATIONS } from './prepare';
import { withReruns } from './rerun';
import { clientOf } from './transaction-client';

/**
 * The items at one instant, in the order of the reads. An item that is asked for twice is read once.
 *
 * @param sources the classes that the items are to become records of
 */
export async function readTogether(
  reads: readonly ItemToRead[],
  options: TransactCallOptions,
  sources?: readonly Source[],
): Promise<Found[]> {
  const identities = reads.map(identityOf);
  const distinct = new Map(identities.map((identity, i) => [identity, reads[i]!]));
  if (distinct.size > MAX_OPERATIONS) {
    throw ValidationError.misuse(
      `A transaction reads up to ${MAX_OPERATIONS} items, this one asks for ${distinct.size}`,
    );
  }
  const client = clientOf(reads, options.client);
  const reader = sources && distinct.size === reads.length ? responsesReader(sources) : undefined;
  const found = await withReruns(options, () => sendReads([...distinct.values()], client, options, reader));
  const byIdentity = new Map([...distinct.keys()].map((identity, i) => [identity, found[i]!]));
  return identities.map(identity => byIdentity.get(identity)!);
}

async function sendReads(
  reads: readonly ItemToRead[],
  client: DynamoDBClient,
  { signal, tracking }: TransactCallOptions,
  reader: AnswerReader | undefined,
): Promise<Found[]> {
  const to = { client, signal, tracking, targets: reads };
  try {
    const output = await withRetries(RESEND, signal, mayResend, () =>
      send(to, new TransactGetItemsCommand(transactGetInput(reads)), reader),
    );
    const records = recordsIn(output);
    return (
      records?.map(record => ({ record })) ?? output.Responses!.map(({ Item }) => ({ item: Item as Item | undefined }))
    );
  } catch (error) {
    throw isCancelled(error) ? readCancellation(reads, error) : await withMissingTable(error, to);
  }
}
