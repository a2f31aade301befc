import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { drain, RESEND } from '../client/retry';
import { send } from '../client/send';
import { itemIdentity } from '../entity/item-identity';
import { keyOfItem } from '../entity/key';
import { ThrottledError } from '../errors/service-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { inChunks } from './chunks';

/** Keys that BatchGetItem takes at once. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;

/** An item to be read with others. */
export interface ItemToRead {
  readonly metadata: EntityMetadata;
  readonly key: Item;
}

export interface BatchReadOptions {
  readonly consistentRead?: boolean | undefined;
  /** Requests under way at once. Default 4. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The items of any number of keys, in the order asked; one that is asked for twice is read once. */
export async function readItems(
  client: DynamoDBClient,
  reads: readonly ItemToRead[],
  options: BatchReadOptions,
): Promise<(Item | undefined)[]> {
  const identities = reads.map(({ metadata, key }) => itemIdentity(metadata.tableName, key));
  const distinct = [...new Map(identities.map((identity, i) => [identity, reads[i]!])).values()];
  const found = new Map<string, Item>();
  await inChunks(distinct, MAX_KEYS, options.concurrency, chunk => readChunk(client, chunk, options, found));
  return identities.map(identity => found.get(identity));
}

async function readChunk(
  client: DynamoDBClient,
  chunk: readonly ItemToRead[],
  options: BatchReadOptions,
  found: Map<string, Item>,
): Promise<void> {
  const { left, error } = await drain(RESEND, options.signal, chunk, async reads => {
    const { className, tableName } = reads[0]!.metadata;
    const command = new BatchGetItemCommand(batchInput(reads, options));
    const output = await send(client, command, { className, tableName, signal: options.signal });
    collect(reads, output, found);
    return unprocessed(reads, output);
  });
  if (left.length === 0) return;
  throw (
    error ??
    new ThrottledError(
      `DynamoDB left ${left.length} keys of a batch unread, however often they were asked for: raise the table's capacity, or read less at once`,
    )
  );
}

function batchInput(reads: readonly ItemToRead[], { consistentRead }: BatchReadOptions): BatchGetItemCommandInput {
  const tables: Record<string, { Keys: Item[]; ConsistentRead?: boolean }> = {};
  for (const { metadata, key } of reads) {
    tables[metadata.tableName] ??= {
      Keys: [],
      ...((consistentRead ?? metadata.consistentRead) && { ConsistentRead: true }),
    };
    tables[metadata.tableName]!.Keys.push(key);
  }
  return { RequestItems: tables } as BatchGetItemCommandInput;
}

function collect(reads: readonly ItemToRead[], output: BatchGetItemCommandOutput, found: Map<string, Item>): void {
  const classes = new Map(reads.map(({ metadata }) => [metadata.tableName, metadata]));
  for (const [tableName, items] of Object.entries(output.Responses ?? {})) {
    const metadata = classes.get(tableName)!;
    for (const item of items as Item[]) found.set(itemIdentity(tableName, keyOfItem(metadata, item)), item);
  }
}

function unprocessed(reads: readonly ItemToRead[], { UnprocessedKeys = {} }: BatchGetItemCommandOutput): ItemToRead[] {
  const identities = new Set(
    Object.entries(UnprocessedKeys).flatMap(([tableName, { Keys = [] }]) =>
      (Keys as Item[]).map(key => itemIdentity(tableName, key)),
    ),
  );
  return reads.filter(({ metadata, key }) => identities.has(itemIdentity(metadata.tableName, key)));
}
