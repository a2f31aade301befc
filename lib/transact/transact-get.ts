import { type DynamoDBClient, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { mayResend, RESEND, withRetries } from '../client/retry';
import { send } from '../client/send';
import { runHooks } from '../entity/hooks';
import { keyOf, keyValues } from '../entity/key';
import { hydrate } from '../entity/record-state';
import type { CancellationReasons } from '../errors/transaction-errors';
import { InvalidStateError, ValidationError } from '../errors/usage-errors';
import type { EntityClass, Key } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { Rerun } from './cancellation';
import { itemIdentity } from './item-identity';
import type { TransactionOptions } from './options';
import { MAX_OPERATIONS } from './prepare';
import { withReruns } from './rerun';
import { clientOf } from './transaction-client';

/** An item to be read with others at one instant. */
export interface ItemToRead {
  readonly metadata: EntityMetadata;
  readonly key: Item;
}

/** What a read of a transaction will give. */
export interface TransactGetHandle<T> {
  /** The record; undefined where there is none. @throws InvalidStateError before the transaction was committed */
  readonly value: T | undefined;
}

/**
 * Up to 100 reads at one instant, for code that cannot be one call of {@link transactGet}.
 *
 * @example
 * const read = new TransactGet();
 * const account = read.get(Account, { id: 'a' });
 * await read.commit(); // one TransactGetItems
 * account.value; // Account | undefined
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
export class TransactGet {
  private readonly handles: Handle[] = [];
  private committed = false;

  constructor(private readonly options: TransactionOptions = {}) {}

  get<T extends object>(type: EntityClass<T>, key: Key<T>): TransactGetHandle<T> {
    if (this.committed) throw new InvalidStateError('The transaction was committed: make a new TransactGet for more');
    const metadata = metadataOf(type);
    const handle = new Handle(metadata, keyOf(metadata, key));
    this.handles.push(handle);
    return handle as TransactGetHandle<unknown> as TransactGetHandle<T>;
  }

  /** Reads all that was asked for. @throws TransactionConflictError writes to the items went on in each attempt */
  async commit(): Promise<void> {
    if (this.committed) throw new InvalidStateError('The transaction was committed before: each commits once');
    if (this.handles.length === 0) throw new InvalidStateError('The transaction has nothing to read: call get first');
    const items = await readTogether(this.handles, this.options);
    this.committed = true;
    for (const [i, handle] of this.handles.entries()) await handle.resolve(items[i]);
  }
}

class Handle implements ItemToRead, TransactGetHandle<object> {
  private result: { record: object | undefined } | undefined;

  constructor(
    readonly metadata: EntityMetadata,
    readonly key: Item,
  ) {}

  get value(): object | undefined {
    if (this.result) return this.result.record;
    throw new InvalidStateError(`${this.metadata.className} was not read yet: commit the TransactGet first`);
  }

  async resolve(item: Item | undefined): Promise<void> {
    const record = item && hydrate(this.metadata, item);
    this.result = { record };
    if (record) await runHooks(this.metadata, 'afterLoad', record, {});
  }
}

/** A class and a key, as `transactGet` takes them. */
export type ReadRequest<T extends object = object> = readonly [type: EntityClass<T>, key: Key<T>];

/** The records of read requests, in their order. */
export type ReadResults<Types extends readonly object[]> = { [I in keyof Types]: Types[I] | undefined };

/**
 * Reads up to 100 items at one instant, in the order asked.
 *
 * @example
 * const [account, order] = await transactGet([Account, { id: 'a' }], [Order, { id: 'o' }]);
 * // one TransactGetItems; Account | undefined, Order | undefined
 */
export async function transactGet<Types extends readonly object[]>(
  ...requests: { [I in keyof Types]: ReadRequest<Types[I]> }
): Promise<ReadResults<Types>> {
  const read = new TransactGet();
  const handles = (requests as readonly ReadRequest[]).map(([type, key]) => read.get(type, key));
  await read.commit();
  return handles.map(handle => handle.value) as ReadResults<Types>;
}

/** The items at one instant, in the order asked; an item that is asked for twice is read once. */
export async function readTogether(
  reads: readonly ItemToRead[],
  options: TransactionOptions,
): Promise<(Item | undefined)[]> {
  const identities = reads.map(({ metadata, key }) => itemIdentity(metadata.tableName, key));
  const distinct = new Map(identities.map((identity, i) => [identity, reads[i]!]));
  if (distinct.size > MAX_OPERATIONS) {
    throw new ValidationError(`A transaction reads up to ${MAX_OPERATIONS} items, this one asks for ${distinct.size}`);
  }
  const client = clientOf(
    reads.map(({ metadata }) => metadata),
    options.client,
  );
  const items = await withReruns(options, () => sendReads([...distinct.values()], client, options.signal));
  const found = new Map([...distinct.keys()].map((identity, i) => [identity, items[i]]));
  return identities.map(identity => found.get(identity));
}

async function sendReads(
  reads: readonly ItemToRead[],
  client: DynamoDBClient,
  signal: AbortSignal | undefined,
): Promise<(Item | undefined)[]> {
  const input = {
    TransactItems: reads.map(({ metadata, key }) => ({ Get: { TableName: metadata.tableName, Key: key } })),
  };
  const { className, tableName } = reads[0]!.metadata;
  const command = () => new TransactGetItemsCommand(input as ConstructorParameters<typeof TransactGetItemsCommand>[0]);
  try {
    const output = await withRetries(RESEND, signal, mayResend, () =>
      send(client, command(), { className, tableName, signal }),
    );
    return output.Responses!.map(response => response.Item as Item | undefined);
  } catch (error) {
    if (error instanceof Error && error.name === 'TransactionCanceledException') throw conflictOf(reads, error);
    throw error;
  }
}

/** Reads have no conditions: DynamoDB cancels them for writes in progress and for throttles, which pass. */
function conflictOf(
  reads: readonly ItemToRead[],
  cause: Error & { CancellationReasons?: { Code?: string; Message?: string }[] },
): Error {
  const codes = cause.CancellationReasons ?? [];
  if (codes.some(({ Code }) => Code === 'ValidationError')) return cause;
  const reasons: CancellationReasons = reads.map(({ metadata, key }, i) => {
    const { Code: code = 'None', Message: message = code } = codes[i] ?? {};
    if (code === 'None') return undefined;
    const at = { entity: metadata.type, key: keyValues(metadata, key) };
    return { code, message, operation: 'get', ...at, stored: undefined, error: undefined };
  });
  return new Rerun(reasons, cause);
}
