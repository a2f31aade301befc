import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { targetOf } from '../client/target';
import type { ItemToRead } from '../entity/item-identity';
import { keyOf } from '../entity/key';
import { observedTogether } from '../entity/observed';
import { READ_OPTIONS, type ReadOptions } from '../entity/options';
import { checkOptions, type Flat, namesOf, type OptionNames } from '../errors/known-options';
import { type BatchReadOptions, readItems } from '../load/batch-read';
import { loadEach, type Source } from '../load/load';
import { splitOptions } from '../load/requests';
import type { DecodeChoice } from '../load/undecodable';
import type { EntityClass, Key } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';

export type BatchGetOptions = Flat<
  ReadOptions &
    DecodeChoice & {
      /** Requests under way at once. Default 4. */
      concurrency?: number | undefined;
    }
>;

export const BATCH_GET_OPTIONS: OptionNames<BatchGetOptions> = /* @__PURE__ */ namesOf(READ_OPTIONS, {
  onDecodeError: true,
  concurrency: true,
});

/** A class and keys of it, as `batchGet` takes them. */
export type BatchGetRequest<T extends object = object> = readonly [type: EntityClass<T>, keys: readonly Key<T>[]];

type BatchGetRequests<Types extends readonly object[]> = { [I in keyof Types]: BatchGetRequest<Types[I]> };

/** The records of several classes, each in the order of its keys. */
export type BatchGetResults<Types extends readonly object[]> = { [I in keyof Types]: (Types[I] | undefined)[] };

/**
 * Reads any number of items of several classes: in the order of the keys, undefined for a missing one. Not a snapshot: that is
 * `transactGet`. Keys are sent by 100, some requests at once, and what DynamoDB leaves unprocessed again.
 *
 * @example
 * const [accounts, [order]] = await batchGet([Account, [{ id: 'a' }, { id: 'b' }]], [Order, [{ id: 'o' }]]);
 * // BatchGetItem { RequestItems: { accounts: { Keys: [...] }, orders: { Keys: [...] } } }
 * @throws ThrottledError keys were left unread in attempt after attempt
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export function batchGet<Types extends readonly object[]>(
  ...requests: BatchGetRequests<Types>
): Promise<BatchGetResults<Types>>;
/** The last argument may be options: `client`, `signal`, `consistentRead`, `skipHooks`, `concurrency`. */
export function batchGet<Types extends readonly object[]>(
  ...requestsAndOptions: [...BatchGetRequests<Types>, BatchGetOptions]
): Promise<BatchGetResults<Types>>;
export async function batchGet(...given: (BatchGetRequest | BatchGetOptions)[]): Promise<(object | undefined)[][]> {
  const { requests, options } = splitOptions<BatchGetRequest, BatchGetOptions>('batchGet', given);
  checkOptions('', 'batchGet', options, BATCH_GET_OPTIONS);
  return readGroups(requests, options);
}

interface Read extends ItemToRead {
  readonly source: Source;
}

/** The records of each request. @param name what the call is to its observers */
export async function readGroups(
  requests: readonly BatchGetRequest[],
  options: BatchGetOptions = {},
  name = 'batchGet',
): Promise<(object | undefined)[][]> {
  const reads = requests.map(([type, keys]) => {
    const source = targetOf(metadataOf(type), options);
    const { metadata, tableName } = source;
    return keys.map((key): Read => ({ source, metadata, tableName, key: keyOf(metadata, key) }));
  });
  const items = await observedTogether(name, tracking => readByClient(reads.flat(), { ...options, tracking }));
  const records = await loadEach(
    reads.flat().map(read => ({ source: read.source, item: items.get(read) })),
    options,
  );
  const inOrder = records.values();
  return reads.map(group => group.map(() => inOrder.next().value));
}

/** One client may serve several classes: each gets its own requests. */
async function readByClient(reads: readonly Read[], options: BatchReadOptions): Promise<Map<Read, Item | undefined>> {
  const byClient = new Map<DynamoDBClient, Read[]>();
  for (const read of reads) {
    const group = byClient.get(read.source.client);
    if (group) group.push(read);
    else byClient.set(read.source.client, [read]);
  }
  const found = new Map<Read, Item | undefined>();
  for (const [client, group] of byClient) {
    const { items } = await readItems(client, group, options);
    for (const [i, read] of group.entries()) found.set(read, items[i]);
  }
  return found;
}
