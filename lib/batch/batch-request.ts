import { BatchWriteItemCommand, type BatchWriteItemCommandOutput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { send } from '../client/send';
import type { Tracking } from '../client/target';
import { itemIdentity } from '../entity/item-identity';
import { keyOfItem } from '../entity/key';
import { batchWriteInput } from '../operations/batch';
import type { Item } from '../wire/attribute-value';
import type { PlannedEntry } from './batch-entry';

/** Entries that BatchWriteItem takes at once. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_ENTRIES = 25;

/** Bytes of JSON that DynamoDB takes at once: 16 MB, less what is around the entries. */
const MAX_BYTES = 16 * 1024 * 1024 - 64 * 1024;

/** The entries of the next request, by item: a later one takes the place of an earlier one. */
export class BatchRequest {
  private readonly byIdentity = new Map<string, PlannedEntry>();
  private bytes = 0;

  get entries(): PlannedEntry[] {
    return [...this.byIdentity.values()];
  }

  get isFull(): boolean {
    return this.byIdentity.size === MAX_ENTRIES;
  }

  hasRoomFor({ bytes }: PlannedEntry): boolean {
    return this.bytes + bytes <= MAX_BYTES;
  }

  has({ identity }: PlannedEntry): boolean {
    return this.byIdentity.has(identity);
  }

  /** @returns whether the entry took the place of another */
  add(entry: PlannedEntry): boolean {
    const before = this.byIdentity.size;
    this.byIdentity.set(entry.identity, entry);
    this.bytes += entry.bytes;
    return this.byIdentity.size === before;
  }
}

/** Sends the entries of one request. @returns those that were not processed */
export async function sendEntries(
  client: DynamoDBClient,
  entries: readonly PlannedEntry[],
  signal: AbortSignal | undefined,
  tracking: Tracking | undefined,
): Promise<PlannedEntry[]> {
  const command = new BatchWriteItemCommand(batchWriteInput(entries.map(({ plan }) => plan.operation)));
  const { UnprocessedItems = {} } = await send(
    { client, signal, tracking, targets: entries.map(({ accepted }) => accepted.target) },
    command,
  );
  return Object.keys(UnprocessedItems).length === 0 ? [] : leftOf(entries, UnprocessedItems);
}

function leftOf(
  entries: readonly PlannedEntry[],
  unprocessed: NonNullable<BatchWriteItemCommandOutput['UnprocessedItems']>,
): PlannedEntry[] {
  const classes = new Map(entries.map(({ accepted: { target } }) => [target.tableName, target.metadata]));
  const left = new Set(
    Object.entries(unprocessed).flatMap(([table, requests]) =>
      requests.map(({ PutRequest, DeleteRequest }) =>
        itemIdentity(table, keyOfItem(classes.get(table)!, (PutRequest?.Item ?? DeleteRequest!.Key) as Item)),
      ),
    ),
  );
  return entries.filter(({ identity }) => left.has(identity));
}
