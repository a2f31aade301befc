import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { resolveClient } from '../client/configuration';
import { runHooks } from '../entity/hooks';
import type { ItemToRead } from '../entity/item-identity';
import { keyOf } from '../entity/key';
import type { ReadOptions } from '../entity/options';
import { hydrate } from '../entity/record-state';
import { readItems } from '../load/batch-read';
import type { EntityClass, Key } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';

export interface BatchGetOptions extends ReadOptions {
  /** Requests under way at once. Default 4. */
  concurrency?: number;
}

/** A class and keys of it, as `batchGet` takes them. */
export type KeysOf<T extends object = object> = readonly [type: EntityClass<T>, keys: readonly Key<T>[]];

/** The records of several classes, each in the order of its keys. */
export type BatchGetResults<Types extends readonly object[]> = { [I in keyof Types]: (Types[I] | undefined)[] };

/**
 * Reads any number of items of several classes: in the order asked, undefined where there is none. Not a snapshot: that is
 * `transactGet`. Keys are sent by 100, some requests at once, and what DynamoDB leaves unprocessed again.
 *
 * @example
 * const [accounts, [order]] = await batchGet([Account, [{ id: 'a' }, { id: 'b' }]], [Order, [{ id: 'o' }]]);
 * // BatchGetItem { RequestItems: { accounts: { Keys: [...] }, orders: { Keys: [...] } } }
 * @throws ThrottledError keys were left unread in attempt after attempt
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export async function batchGet<Types extends readonly object[]>(
  ...groups: { [I in keyof Types]: KeysOf<Types[I]> }
): Promise<BatchGetResults<Types>> {
  return (await readGroups(groups as readonly KeysOf[], undefined, {})) as BatchGetResults<Types>;
}

/** The groups' records; `client` stands before those of the classes. */
export async function readGroups(
  groups: readonly KeysOf[],
  client: DynamoDBClient | undefined,
  options: BatchGetOptions,
): Promise<(object | undefined)[][]> {
  const reads = groups.map(([type, keys]) => {
    const metadata = metadataOf(type);
    const tableName = options.tableName ?? metadata.tableName;
    return keys.map((key): ItemToRead => ({ metadata, tableName, key: keyOf(metadata, key) }));
  });
  const items = await readByClient(reads.flat(), client, options);
  const results: (object | undefined)[][] = [];
  for (const group of reads) results.push(await recordsOf(group, items, options));
  return results;
}

/** One client may serve several classes: each gets its own requests. */
async function readByClient(
  reads: readonly ItemToRead[],
  client: DynamoDBClient | undefined,
  options: BatchGetOptions,
): Promise<Map<ItemToRead, Item | undefined>> {
  const byClient = new Map<DynamoDBClient, ItemToRead[]>();
  for (const read of reads) {
    const own = resolveClient(read.metadata.className, client, read.metadata.client);
    const group = byClient.get(own);
    if (group) group.push(read);
    else byClient.set(own, [read]);
  }
  const found = new Map<ItemToRead, Item | undefined>();
  for (const [own, group] of byClient) {
    const { items } = await readItems(own, group, options);
    for (const [i, read] of group.entries()) found.set(read, items[i]);
  }
  return found;
}

/** The records of one class. A key that is asked for twice gives the same record twice. */
async function recordsOf(
  reads: readonly ItemToRead[],
  items: Map<ItemToRead, Item | undefined>,
  options: BatchGetOptions,
): Promise<(object | undefined)[]> {
  const records = new Map<Item, object>();
  for (const read of reads) {
    const item = items.get(read);
    if (!item || records.has(item)) continue;
    const record = hydrate<object>(read.metadata, item);
    records.set(item, record);
    const hooks = runHooks(read.metadata, 'afterLoad', record, options);
    if (hooks) await hooks;
  }
  return reads.map(read => records.get(items.get(read)!));
}
