import { readItem } from '../client/requests';
import { mayResend, RESEND, withRetries } from '../client/retry';
import { type HookChoice, runHooks } from '../entity/hooks';
import { keyOf } from '../entity/key';
import { hydrate } from '../entity/record-state';
import { notFound } from '../entity/refusal';
import { InvalidStateError } from '../errors/usage-errors';
import type { EntityClass, Key } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import type { TransactOptions } from './options';
import { type BlockRead, ReadSet } from './read-set';
import { clientOf } from './transaction-client';
import { type QueuedWrite, WriteQueue } from './write-queue';

/** What a block of `transact` reads and writes through. Good for one run of the block. */
export class Transaction extends WriteQueue {
  private readonly reads = new ReadSet();
  private ended = false;

  /** @internal */
  constructor(private readonly options: TransactOptions) {
    super();
  }

  /**
   * The record with this key, read consistently; undefined where there is none. The same key gives the same record again.
   * At commit the item must still be as it was read, or still be absent.
   */
  async get<T extends object>(type: EntityClass<T>, key: Key<T>, options: HookChoice = {}): Promise<T | undefined> {
    this.assertOpen();
    const metadata = metadataOf(type);
    const stored = keyOf(metadata, key);
    const { record } = await this.reads.once(metadata, stored, () => this.read(type, stored, options));
    return record as T | undefined;
  }

  /** The record with this key. @throws ItemNotFoundError, which ends the block unless it is caught */
  async getOrFail<T extends object>(type: EntityClass<T>, key: Key<T>, options?: HookChoice): Promise<T> {
    const record = await this.get(type, key, options);
    if (record) return record;
    const metadata = metadataOf(type);
    throw notFound(metadata, keyOf(metadata, key));
  }

  /** Ends the block: what it queued, and what it read. @internal */
  end(): { writes: readonly QueuedWrite[]; reads: ReadSet } {
    this.ended = true;
    if (!this.reads.isSettled) {
      throw new InvalidStateError('The block ended while a read was under way: await each tx.get');
    }
    return { writes: this.writes, reads: this.reads };
  }

  /** Ends a block that threw. @internal */
  abandon(): void {
    this.ended = true;
  }

  protected assertOpen(): void {
    if (!this.ended) return;
    throw new InvalidStateError(
      'The block of this transaction has ended: use tx only inside it, and await what it starts',
    );
  }

  private async read(type: EntityClass, key: Item, options: HookChoice): Promise<BlockRead> {
    const metadata = metadataOf(type);
    const { className, tableName } = metadata;
    const { signal } = this.options;
    const client = clientOf([metadata], this.options.client);
    const item = await withRetries(RESEND, signal, mayResend, () =>
      readItem(client, { className, tableName, signal }, key, true),
    );
    const record = item && hydrate(metadata, item);
    if (record) await runHooks(metadata, 'afterLoad', record, options);
    return { metadata, key, item, record };
  }
}
