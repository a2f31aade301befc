import { keyOf } from '../entity/key';
import { metadataOfRecord } from '../entity/record-metadata';
import { checkOptions } from '../errors/known-options';
import type { ConditionInput, UpdateInput } from '../expressions/reference-types';
import type { EntityClass, Key } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import type { Write } from '../write/write';
import {
  QUEUE_OPTIONS,
  type TransactByKeyOptions,
  type TransactCreateOptions,
  type TransactDeleteOptions,
  type TransactSaveOptions,
  type TransactUpdateByKeyOptions,
  type TransactUpdateOptions,
} from './options';

const TAKER = 'A transaction';

/** The writes of a transaction, in the order of the calls. Until the commit, nothing is sent and nothing in memory changes. */
export abstract class WriteQueue {
  /** @internal */
  protected readonly writes: Write[] = [];

  /** @internal Throws if the transaction takes no more. */
  protected abstract assertOpen(): void;

  /** Puts the whole record, as it is when the transaction commits. Options as of `save`. */
  save<T extends object>(record: T, options: TransactSaveOptions<T> = {}): void {
    this.add({ verb: 'save', metadata: metadataOfRecord(TAKER, record), record, options });
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

  private add(write: Omit<Write, 'options'> & { options: object }): void {
    this.assertOpen();
    const { verb, metadata, record, options } = write;
    checkOptions(metadata.className, `tx.${verb}`, options, QUEUE_OPTIONS[verb][record ? 'record' : 'key']);
    this.writes.push(write);
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
