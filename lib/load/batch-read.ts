import { BatchGetItemCommand, type BatchGetItemCommandOutput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inChunks } from '../client/chunks';
import { drain, RESEND } from '../client/retry';
import { send } from '../client/send';
import type { Tracking } from '../client/target';
import { type ItemToRead, identityOf, itemIdentity } from '../entity/item-identity';
import { keyOfItem } from '../entity/key';
import { batchGetInput } from '../operations/batch';
import type { GetOperation } from '../operations/read';
import type { Item } from '../wire/attribute-value';

/** The maximum number of keys in one BatchGetItem. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;

export interface BatchReadOptions {
  readonly consistentRead?: boolean | undefined;
  /** Requests under way at once. Default 4. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly tracking?: Tracking | undefined;
  /** Ask for the consumed capacity. */
  readonly countCapacity?: boolean | undefined;
}

export interface BatchReadResult {
  /** In the order of the keys; undefined if missing. A key that is given twice gives the same object twice. */
  readonly items: readonly (Item | undefined)[];
  /** Consumed read capacity units, if they were asked for. */
  readonly capacityUnits: number;
}

/** The items of any number of keys. */
export async function readItems(
  client: DynamoDBClient,
  reads: readonly ItemToRead[],
  options: BatchReadOptions,
): Promise<BatchReadResult> {
  const identities = reads.map(identityOf);
  const distinct = [...new Map(identities.map((identity, i) => [identity, reads[i]!])).values()];
  const found: Found = { items: new Map(), capacityUnits: 0 };
  await inChunks(distinct, MAX_KEYS, options, (chunk, signal) =>
    readChunk(client, chunk, { ...options, signal }, found),
  );
  return { items: identities.map(identity => found.items.get(identity)), capacityUnits: found.capacityUnits };
}

interface Found {
  /** By identity. */
  readonly items: Map<string, Item>;
  capacityUnits: number;
}

async function readChunk(
  client: DynamoDBClient,
  chunk: readonly ItemToRead[],
  options: BatchReadOptions,
  found: Found,
): Promise<void> {
  const { left, error } = await drain(RESEND, options.signal, chunk, async reads => {
    const input = batchGetInput({
      reads: reads.map(read => toGet(read, options)),
      countCapacity: options.countCapacity,
    });
    const { signal, tracking } = options;
    const output = await send({ client, signal, tracking, targets: reads }, new BatchGetItemCommand(input));
    collect(reads, output, found);
    return unprocessed(reads, output);
  });
  if (left.length > 0) throw error;
}

function toGet({ metadata, tableName, key }: ItemToRead, { consistentRead }: BatchReadOptions): GetOperation {
  return { tableName, key, consistentRead: consistentRead ?? metadata.consistentRead };
}

function collect(reads: readonly ItemToRead[], output: BatchGetItemCommandOutput, found: Found): void {
  const classes = new Map(reads.map(({ metadata, tableName }) => [tableName, metadata]));
  for (const [tableName, items] of Object.entries(output.Responses ?? {})) {
    const metadata = classes.get(tableName)!;
    for (const item of items as Item[]) found.items.set(itemIdentity(tableName, keyOfItem(metadata, item)), item);
  }
  for (const { CapacityUnits = 0 } of output.ConsumedCapacity ?? []) found.capacityUnits += CapacityUnits;
}

function unprocessed(reads: readonly ItemToRead[], { UnprocessedKeys = {} }: BatchGetItemCommandOutput): ItemToRead[] {
  const identities = new Set(
    Object.entries(UnprocessedKeys).flatMap(([tableName, { Keys = [] }]) =>
      (Keys as Item[]).map(key => itemIdentity(tableName, key)),
    ),
  );
  return reads.filter(read => identities.has(identityOf(read)));
}
