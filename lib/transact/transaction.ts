import { readItem } from '../client/requests';
import { mayResend, RESEND, withRetries } from '../client/retry';
import { targetOf } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import { keyOf, keyOfItem } from '../entity/key';
import { notFound } from '../entity/not-found';
import { stateOf } from '../entity/record-state';
import { checkOptions, type OptionNames } from '../errors/known-options';
import { InvalidStateError } from '../errors/usage-errors';
import type { EntityClass, Key, QueryKey } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import { Query } from '../query/reading';
import type { Write } from '../write/write';
import type { TransactOptions } from './options';
import { type BlockRead, ReadSet } from './read-set';
import { TransactionQuery } from './transaction-query';
import { WriteQueue } from './write-queue';

/** Reads are consistent anyway. */
const READ_CHOICES: OptionNames<HookChoice> & { consistentRead: true } = { skipHooks: true, consistentRead: true };

/** The reads and writes of a block of `transact`. Valid for one run of the block. */
export class Transaction extends WriteQueue {
  private readonly reads: ReadSet;
  private ended = false;
  private readsUnderWay = 0;

  /** @internal */
  constructor(private readonly options: TransactOptions) {
    super();
    this.reads = new ReadSet(options.isolation !== 'none');
  }

  /**
   * The record with this key, read consistently; undefined if there is none. The same key gives the same record again. At commit the item must be
   * unchanged, or still absent.
   */
  get<T extends object>(type: EntityClass<T>, key: Key<T>, options: HookChoice = {}): Promise<T | undefined> {
    checkOptions(type.name, 'tx.get', options, READ_CHOICES);
    return this.started(this.record(type, key, options));
  }

  /** The record with this key. @throws ItemNotFoundError, which ends the block unless it is caught */
  getOrFail<T extends object>(type: EntityClass<T>, key: Key<T>, options: HookChoice = {}): Promise<T> {
    checkOptions(type.name, 'tx.getOrFail', options, READ_CHOICES);
    return this.started(this.recordOrFail(type, key, options));
  }

  /**
   * The items of one partition, as `Model.query` finds them. Each item that was found must be unchanged at commit. Other items that match by then
   * are not noticed.
   *
   * @example
   * const open = await tx.query(Order, { customerId }).where(o => o.placedAt.gte('2026')).all();
   */
  query<T extends object>(type: EntityClass<T>, key: QueryKey<T>, options: HookChoice = {}): TransactionQuery<T> {
    this.assertOpen();
    checkOptions(type.name, 'tx.query', options, READ_CHOICES);
    const metadata = metadataOf(type);
    const { client, signal, tracking } = this.options;
    const context = { metadata, options: { ...options, client, signal }, whole: tracking?.operation };
    const query = new Query<T>(context, key, { mode: { kind: 'records' } });
    return new TransactionQuery(
      query,
      record => this.adopted(record),
      reading => this.started(reading),
    );
  }

  /** Ends the block: what it queued, and what it read. @internal */
  end(): { writes: readonly Write[]; reads: ReadSet } {
    this.ended = true;
    if (this.readsUnderWay > 0) {
      throw new InvalidStateError('The block ended while a read was under way: await each tx.get');
    }
    return { writes: this.queued(), reads: this.reads };
  }

  /** Throws ValidationError for a record that the block read and changed, if no write takes the changes: they would be lost. @internal */
  refuseUnsaved(): void {
    if (this.options.unsaved !== 'drop') this.reads.refuseUnsaved(this.written);
  }

  /** Ends a block that threw. @returns what it read @internal */
  abandon(): readonly BlockRead[] {
    this.ended = true;
    return this.reads.toCheck();
  }

  /** @internal */
  get isOpen(): boolean {
    return !this.ended;
  }

  /** @internal */
  protected assertOpen(): void {
    if (!this.ended) return;
    throw new InvalidStateError(
      'The block of this transaction has ended: use tx only inside it, and await what it starts',
    );
  }

  /** Counts a read. A read that the block does not await is an error when the block ends. Its own rejection must not end the process. */
  private started<R>(reading: Promise<R>): Promise<R> {
    this.readsUnderWay++;
    const finish = () => {
      this.readsUnderWay--;
    };
    reading.then(finish, finish);
    return reading;
  }

  private async record<T extends object>(type: EntityClass<T>, key: Key<T>, options: HookChoice) {
    this.assertOpen();
    const metadata = metadataOf(type);
    const stored = keyOf(metadata, key);
    const { client, signal, tracking } = this.options;
    const target = targetOf(metadata, { client, signal, tracking });
    const read = await this.reads.once(target, stored, () =>
      withRetries(RESEND, signal, mayResend, () => readItem(target, stored, true)),
    );
    return (await read.as(target, options)) as T | undefined;
  }

  private async adopted<T extends object>(record: T): Promise<T | undefined> {
    this.assertOpen();
    const metadata = metadataOf(record.constructor as EntityClass<T>);
    const { client, signal } = this.options;
    const target = targetOf(metadata, { client, signal });
    const { stored } = stateOf(record)!;
    const read = await this.reads.adopt(target, keyOfItem(metadata, stored), stored, record);
    return (await read.as(target, { skipHooks: true })) as T | undefined;
  }

  private async recordOrFail<T extends object>(type: EntityClass<T>, key: Key<T>, options: HookChoice): Promise<T> {
    const record = await this.record(type, key, options);
    if (record) return record;
    const metadata = metadataOf(type);
    throw notFound(metadata, keyOf(metadata, key));
  }
}
