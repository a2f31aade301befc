import { type Target, targetOf } from '../client/target';
import type { ItemToRead } from '../entity/item-identity';
import { keyOf } from '../entity/key';
import { observedTogether } from '../entity/observed';
import { checkOptions } from '../errors/known-options';
import { InvalidStateError } from '../errors/usage-errors';
import { loadEach } from '../load/load';
import { splitOptions } from '../load/requests';
import type { EntityClass, Key } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { TRANSACT_GET_OPTIONS, type TransactGetOptions } from './options';
import { readTogether } from './read-together';

/** The future result of a read of a transaction. */
export interface TransactGetHandle<T> {
  /** The record; undefined if there is none. @throws InvalidStateError before the transaction was committed */
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

  constructor(private readonly options: TransactGetOptions = {}) {
    checkOptions('', 'TransactGet', options, TRANSACT_GET_OPTIONS);
  }

  get<T extends object>(type: EntityClass<T>, key: Key<T>): TransactGetHandle<T> {
    this.assertOpen();
    const metadata = metadataOf(type);
    const { client, signal } = this.options;
    const handle = new Handle(metadata, keyOf(metadata, key), () => targetOf(metadata, { client, signal }));
    this.handles.push(handle);
    return handle as TransactGetHandle<unknown> as TransactGetHandle<T>;
  }

  /**
   * Reads all that was asked for, once.
   *
   * @throws TransactionConflictError writes to the items went on in each attempt
   * @throws ValidationError over 100 items; an item that is asked for twice counts once
   * @throws InvalidStateError nothing was asked for, or the transaction was committed before
   */
  async commit(): Promise<void> {
    this.assertOpen();
    if (this.handles.length === 0) throw new InvalidStateError('The transaction has nothing to read: call get first');
    this.committed = true;
    const sources = this.handles.map(({ target }) => target);
    const found = await observedTogether('transactGet', tracking =>
      readTogether(this.handles, { ...this.options, tracking }, sources),
    );
    const reads = sources.map((source, i) => ({ source, ...found[i] }));
    await loadEach(reads, this.options, records => {
      for (const [i, handle] of this.handles.entries()) handle.resolve(records[i]);
    });
  }

  private assertOpen(): void {
    if (this.committed) throw new InvalidStateError('The transaction was committed: make a new TransactGet for more');
  }
}

class Handle implements ItemToRead, TransactGetHandle<object> {
  private result: { record: object | undefined } | undefined;
  private known: Target | undefined;

  constructor(
    readonly metadata: EntityMetadata,
    readonly key: Item,
    private readonly locate: () => Target,
  ) {}

  /** Computed when the reads are sent, and once, as a class may name another table each time. */
  get target(): Target {
    this.known ??= this.locate();
    return this.known;
  }

  get tableName(): string {
    return this.target.tableName;
  }

  get value(): object | undefined {
    if (this.result) return this.result.record;
    throw new InvalidStateError(
      `${this.metadata.className} was not read yet: await the commit of the TransactGet first`,
    );
  }

  resolve(record: object | undefined): void {
    this.result = { record };
  }
}

/** A class and a key, as `transactGet` takes them. */
export type TransactGetRequest<T extends object = object> = readonly [type: EntityClass<T>, key: Key<T>];

type TransactGetRequests<Types extends readonly object[]> = { [I in keyof Types]: TransactGetRequest<Types[I]> };

/** The records of read requests, in their order. */
export type TransactGetResults<Types extends readonly object[]> = { [I in keyof Types]: Types[I] | undefined };

/**
 * Reads up to 100 items at one instant, in the order asked.
 *
 * @example
 * const [account, order] = await transactGet([Account, { id: 'a' }], [Order, { id: 'o' }]);
 * // one TransactGetItems; Account | undefined, Order | undefined
 * @throws TransactionConflictError writes to the items went on in each attempt
 * @throws ValidationError over 100 items
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
export function transactGet<Types extends readonly object[]>(
  ...requests: TransactGetRequests<Types>
): Promise<TransactGetResults<Types>>;
/** The last argument may be options: `client`, `signal`, `maxAttempts`, `skipHooks`, `consistentRead`. */
export function transactGet<Types extends readonly object[]>(
  ...requestsAndOptions: [...TransactGetRequests<Types>, TransactGetOptions]
): Promise<TransactGetResults<Types>>;
export async function transactGet(
  ...given: (TransactGetRequest | TransactGetOptions)[]
): Promise<(object | undefined)[]> {
  const { requests, options } = splitOptions<TransactGetRequest, TransactGetOptions>('transactGet', given);
  const read = new TransactGet(options);
  const handles = requests.map(([type, key]) => read.get(type, key));
  await read.commit();
  return handles.map(handle => handle.value);
}
