import { keyOf } from '../entity/key';
import { metadataOfRecord } from '../entity/record-metadata';
import { checkOptions } from '../errors/known-options';
import type { ConditionInput, UpdateInput } from '../expressions/reference-types';
import type { Duration } from '../metadata/duration';
import type { AttributeName, EntityClass, Key, Values } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { incrementInput, restoreInput, softDeleteInput, touchInput } from '../write/inputs';
import { type Move, movesOf } from '../write/move';
import { upsertOf } from '../write/upsert';
import type { Write } from '../write/write';
import {
  QUEUE_OPTIONS,
  type TransactByKeyOptions,
  type TransactCreateOptions,
  type TransactDeleteOptions,
  type TransactExpiryOptions,
  type TransactSaveOptions,
  type TransactUpdateByKeyOptions,
  type TransactUpdateOptions,
  type TransactUpsertOptions,
} from './options';

const TAKER = 'A transaction';

type Call = keyof typeof QUEUE_OPTIONS;

/** The writes of a transaction, in the order of the calls. Until the commit, nothing is sent and nothing in memory changes. */
export abstract class WriteQueue {
  private readonly calls: (Write | Move)[] = [];

  /** @internal Throws if the transaction takes no more. */
  protected abstract assertOpen(): void;

  /** The writes of the calls: a move is two, of the record as it is now. @internal */
  protected queued(): Write[] {
    return this.calls.flatMap(call => ('changes' in call ? movesOf(call) : call));
  }

  /** The records that are written. @internal */
  protected get written(): ReadonlySet<object | undefined> {
    return new Set(this.calls.map(({ record }) => record));
  }

  /** Puts the whole record, as it is when the transaction commits. Options as of `save`. */
  save<T extends object>(record: T, options: TransactSaveOptions<T> = {}): void {
    this.add({ verb: 'save', metadata: metadataOfRecord(TAKER, record), record, options });
  }

  /** Writes what changed of a record, as it is when the transaction commits, at the deepest paths that are safe. If nothing changed, nothing is written. */
  saveChanges<T extends object>(record: T, options: TransactSaveOptions<T> = {}): void {
    const metadata = metadataOfRecord(TAKER, record);
    this.take('saveChanges', 'record', metadata, options);
    this.calls.push({ verb: 'save', metadata, record, options: { ...(options as object), changesOnly: true } });
  }

  /** Puts a new record, whose key no item may have yet. */
  create<T extends object>(record: T, options: TransactCreateOptions<T> = {}): void {
    this.add({ verb: 'create', metadata: metadataOfRecord(TAKER, record), record, options });
  }

  /**
   * Updates the item of a record, or the one with a key. Options as of `update` and `updateByKey`.
   *
   * @example
   * tx.update(account, a => [a.balance.add(-100)], { condition: a => a.balance.gte(100) });
   * tx.update(Account, { id: 'b' }, a => [a.balance.add(100)]);
   */
  update<T extends object>(record: T, input: UpdateInput<T>, options?: TransactUpdateOptions<T>): void;
  update<T extends object>(
    type: EntityClass<T>,
    key: Key<T>,
    input: UpdateInput<T>,
    options?: TransactUpdateByKeyOptions<T>,
  ): void;
  update(target: object, ...rest: [object, ...unknown[]]): void {
    const [input, options = {}] = (isClass(target) ? rest.slice(1) : rest) as [UpdateInput<object>, Write['options']?];
    this.add({ verb: 'update', ...targetOf(target, rest[0]), input, options });
  }

  /**
   * Adds to a number of a record, whose item must be there.
   *
   * @example
   * tx.increment(account, 'balance', -100, { condition: a => a.balance.gte(100) }); // Update { UpdateExpression: 'ADD #0 :0' }
   */
  increment<T extends object>(
    record: T,
    property: AttributeName<T>,
    by: number | bigint = 1,
    options: TransactUpdateOptions<T> = {},
  ): void {
    this.change('increment', record, options, metadata => incrementInput(metadata, property, by));
  }

  /** Renews the expiry of a record, by `expiresIn` or `@ExpiresAt({ after })`, and `@UpdatedAt`. Its item must be there. */
  touch<T extends object>(record: T, options: TransactExpiryOptions<T> = {}): void {
    this.change('touch', record, options, touchInput);
  }

  /** Marks a record as deleted: reads hide it, and its unique values are free. Its item must be there. */
  softDelete<T extends object>(record: T, options: TransactExpiryOptions<T> = {}): void {
    this.change('softDelete', record, options, softDeleteInput);
  }

  /** Undoes a soft delete. The record then expires as a new one would. */
  restore<T extends object>(record: T, options: TransactExpiryOptions<T> = {}): void {
    this.change('restore', record, options, restoreInput);
  }

  /**
   * Gives a record another key: its item is written there with the changes, where no item may be yet, and deleted here. It counts as two writes. When the
   * transaction is done, the record has the new key.
   *
   * @example
   * tx.moveTo(order, { orgId: 'o2' }); // Put (no item may be there), Delete (as it was loaded)
   */
  moveTo<T extends object>(record: T, changes: Values<T>): void {
    const metadata = metadataOfRecord(TAKER, record);
    this.assertOpen();
    this.calls.push({ metadata, record, changes });
  }

  /**
   * Sets values of an item, and creates it if there is none. The values include the key; a value that is undefined is removed. No hooks.
   *
   * @example
   * tx.upsert(Stats, { day, last: name }, { onCreate: { first: name } });
   * // Update { UpdateExpression: 'SET #0 = :0, #1 = if_not_exists(#1, :1)' }
   */
  upsert<T extends object>(type: EntityClass<T>, values: Values<T>, options: TransactUpsertOptions<T> = {}): void {
    const metadata = metadataOf(type);
    this.take('upsert', 'key', metadata, options);
    const { onCreate = {}, ...rest } = options;
    const { key, input } = upsertOf(metadata, values as object as Values<object>, onCreate);
    this.calls.push({ verb: 'update', metadata, key, input, options: { ...(rest as object), mustExist: false } });
  }

  /** Deletes the item of a record, or the one with a key. Options as of `delete` and `deleteByKey`. */
  delete<T extends object>(record: T, options?: TransactDeleteOptions<T>): void;
  delete<T extends object>(type: EntityClass<T>, key: Key<T>, options?: TransactByKeyOptions<T>): void;
  delete(target: object, ...rest: (object | undefined)[]): void {
    const options = (isClass(target) ? rest[1] : rest[0]) ?? {};
    this.add({ verb: 'delete', ...targetOf(target, rest[0]), options });
  }

  /** Requires a condition of an item that the transaction does not write. */
  check<T extends object>(type: EntityClass<T>, key: Key<T>, condition: ConditionInput<T>): void {
    this.add({ verb: 'check', ...targetOf(type, key), options: { condition: condition as never } });
  }

  /** An update of a record whose item must be there. */
  private change(
    call: Call,
    record: object,
    options: object,
    inputOf: (metadata: EntityMetadata, expiresIn: Duration | undefined) => unknown,
  ): void {
    const metadata = metadataOfRecord(TAKER, record);
    this.take(call, 'record', metadata, options);
    const { expiresIn, ...rest } = options as TransactExpiryOptions<object>;
    const input = inputOf(metadata, expiresIn) as UpdateInput<object>;
    this.calls.push({ verb: 'update', metadata, record, input, options: { ...rest, mustExist: true } });
  }

  private add(write: Omit<Write, 'options'> & { readonly options: object }): void {
    this.take(write.verb, write.record ? 'record' : 'key', write.metadata, write.options);
    this.calls.push(write);
  }

  /** Refuses a call with unknown options, or after the end. */
  private take(call: Call, by: 'record' | 'key', { className }: EntityMetadata, options: object): void {
    this.assertOpen();
    checkOptions(className, `tx.${call}`, options, QUEUE_OPTIONS[call][by]);
  }
}

function isClass(target: object): target is EntityClass {
  return typeof target === 'function';
}

function targetOf(target: object, key: object | undefined): Pick<Write, 'metadata' | 'record' | 'key'> {
  if (!isClass(target)) return { metadata: metadataOfRecord(TAKER, target), record: target };
  const metadata = metadataOf(target);
  return { metadata, key: keyOf(metadata, key) };
}
