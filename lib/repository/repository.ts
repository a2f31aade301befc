import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type BatchGetOptions, type KeysOf, readGroups } from '../batch/batch-get';
import { readItem, takeNextId } from '../client/requests';
import { type CallOptions, type Target, targetOf } from '../client/target';
import { build, checkRecord, fromObject, toObject } from '../entity/build';
import { type Changes, changesOf, isChanged } from '../entity/changes';
import { type HookChoice, runHooks } from '../entity/hooks';
import { keyOf, keyOfRecord } from '../entity/key';
import type { QueryOptions, ReadOptions } from '../entity/options';
import { hydrate, markDeleted, markSaved, rehydrate, stateOf } from '../entity/record-state';
import type { UpdateInput } from '../expressions/reference-types';
import type { EntityClass, Key, Values } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { ReadingContext } from '../query/context';
import { Query } from '../query/query';
import { toRecords } from '../query/results';
import { Scan } from '../query/scan';
import { recordPages, type StatementOptions } from '../statements/statement';
import type { Item } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { insertWithNextId } from '../write/auto-increment';
import type { ByKeyOptions, DeleteOptions, SaveOptions, UpdateOptions } from '../write/options';
import {
  itemOf,
  needsId,
  planDelete,
  planDeleteByKey,
  planSave,
  planUpdate,
  planUpdateByKey,
  type SavePlan,
  type WritePlan,
} from '../write/plan';
import { notFound, versionInTheWay } from '../write/refusal';
import { type SingleWrite, sendWrite } from '../write/send-write';

export interface RepositoryOptions {
  /** The client of this repository, before the class's and the default one. */
  client?: DynamoDBClient;
}

/**
 * A repository of a decorated class.
 *
 * @example
 * const accounts = repository(Account);
 * const account = await accounts.get({ id: 'a1' });
 */
export function repository<T extends object>(type: EntityClass<T>, options?: RepositoryOptions): Repository<T> {
  return new Repository(type, options);
}

/**
 * Persistence for any decorated class; the class itself needs to extend nothing.
 * Errors of every call: ConfigurationError (no client, decorators that do not fit), ValidationError (before anything is sent),
 * TableNotFoundError, ThrottledError; others of the AWS SDK as they are.
 */
export class Repository<T extends object> {
  constructor(
    private readonly type: EntityClass<T>,
    private readonly options: RepositoryOptions = {},
  ) {}

  /** A new record in memory; nothing is sent. Throws ValidationError for an attribute that the class does not have. */
  build(values: Values<T> = {}): T {
    return build<T>(this.metadata, values);
  }

  /**
   * Builds and saves a record that must not exist yet.
   *
   * @example
   * await accounts.create({ id: 'a2', owner: 'Jo' });
   * // PutItem { Item, ConditionExpression: 'attribute_not_exists(#0)', ExpressionAttributeNames: { '#0': 'id' } }
   * @throws OverwriteError where an item has the key; `stored` is that item
   */
  async create(values: Values<T>, options: Omit<SaveOptions<T>, 'raiseOnConflict'> = {}): Promise<T> {
    const record = this.build(values);
    await this.save(record, { ...options, raiseOnConflict: true });
    return record;
  }

  /**
   * The record with this key; undefined where there is none.
   *
   * @example
   * await accounts.get({ id: 'a1' }); // GetItem { Key: { id: { S: 'a1' } } }
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
   */
  async get(key: Key<T>, options: ReadOptions = {}): Promise<T | undefined> {
    const item = await this.read(keyOf(this.metadata, key), options);
    if (!item) return undefined;
    const record = hydrate<T>(this.metadata, item);
    await runHooks(this.metadata, 'afterLoad', record, options);
    return record;
  }

  /** The record with this key. @throws ItemNotFoundError */
  async getOrFail(key: Key<T>, options: ReadOptions = {}): Promise<T> {
    const record = await this.get(key, options);
    if (record) return record;
    throw notFound(this.metadata, keyOf(this.metadata, key));
  }

  /**
   * Writes the whole record: PutItem, which replaces the item. Attributes that the class does not declare are kept.
   *
   * @example
   * await accounts.save(account, { raiseOnConflict: true });
   * @throws OverwriteError a new record met an item that has its key (with `raiseOnConflict`)
   * @throws ConflictError the item is not as it was loaded (with `raiseOnConflict`)
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemTooLargeError over `maxItemSize`, 400 KB at most
   * @throws MaxRetriesExceededError an auto-increment key met 100 taken ids in a row
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
   */
  async save(record: T, options: SaveOptions<T> = {}): Promise<void> {
    const metadata = this.metadataFor(record);
    await runHooks(metadata, 'beforeSave', record, options);
    if (needsId(metadata, record)) {
      await this.insert(record, options);
    } else {
      await this.overwrite(record, options);
    }
    await runHooks(metadata, 'afterSave', record, options);
  }

  /**
   * Changes some attributes: UpdateItem. Afterwards the record holds the item as DynamoDB holds it now, unsaved edits included: they are gone.
   * An attribute that is given as undefined is removed.
   *
   * @example
   * await accounts.update(account, a => [a.balance.add(-100)], { condition: a => a.balance.gte(100) });
   * // UpdateItem { UpdateExpression: 'ADD #0 :0', ConditionExpression: '#0 >= :1', ReturnValues: 'ALL_NEW' }
   * @throws ConflictError the item is not as it was loaded (with `raiseOnConflict`)
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemNotFoundError no item has the key (with `mustExist`)
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
   */
  async update(record: T, input: UpdateInput<T>, options: UpdateOptions<T> = {}): Promise<void> {
    const metadata = this.metadataFor(record);
    await runHooks(metadata, 'beforeUpdate', record, options);
    const plan = planUpdate(metadata, record, input, options);
    rehydrate(metadata, record, (await this.write(plan, options))!);
    await runHooks(metadata, 'afterUpdate', record, options);
  }

  /**
   * Updates the item with this key, and creates it where there is none (but with `mustExist`). One request, no read, no hooks.
   *
   * @returns the record as DynamoDB holds it now
   * @example
   * await accounts.updateByKey({ id: 'a1' }, a => [a.balance.add(1)]);
   * // UpdateItem { UpdateExpression: 'ADD #0 :0', ReturnValues: 'ALL_NEW' }
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemNotFoundError no item has the key (with `mustExist`)
   */
  async updateByKey(key: Key<T>, input: UpdateInput<T>, options: ByKeyOptions<T> = {}): Promise<T> {
    const plan = planUpdateByKey(this.metadata, keyOf(this.metadata, key), input, options);
    return hydrate<T>(this.metadata, (await this.write(plan, options))!);
  }

  /**
   * Deletes the item of a record. Afterwards the record is new again. Where there is no item, nothing happens (but with `mustExist`).
   *
   * @throws ConflictError the item is not as it was loaded (with `raiseOnConflict`; for a new record nothing is sent)
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemNotFoundError no item has the key (with `mustExist`)
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
   */
  async delete(record: T, options: DeleteOptions<T> = {}): Promise<void> {
    const metadata = this.metadataFor(record);
    await runHooks(metadata, 'beforeDelete', record, options);
    const plan = planDelete(metadata, record, options);
    if (plan) await this.write(plan, options);
    markDeleted(record);
    await runHooks(metadata, 'afterDelete', record, options);
  }

  /**
   * Deletes the item with this key. One request, no read, no hooks. Where there is no item, nothing happens (but with `mustExist`).
   *
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemNotFoundError no item has the key (with `mustExist`)
   */
  async deleteByKey(key: Key<T>, options: ByKeyOptions<T> = {}): Promise<void> {
    const plan = planDeleteByKey(this.metadata, keyOf(this.metadata, key), options);
    await this.write(plan, options);
  }

  /**
   * The items of one partition, in the order of the sort key: see {@link Query}. Nothing is sent before it is walked.
   *
   * @example
   * await orders.query({ customerId: 'c1' }).where(o => o.placedAt.gte('2026')).desc().limit(20).all();
   */
  query(key: Key<T>, options: QueryOptions = {}): Query<T> {
    return new Query<T>(this.readingContext(options), key);
  }

  /** All items of the table: see {@link Scan}. Reads, and bills, everything. Nothing is sent before it is walked. */
  scan(options: QueryOptions = {}): Scan<T> {
    return new Scan<T>(this.readingContext(options));
  }

  /**
   * The records of any number of keys, in the order asked; undefined where there is none.
   *
   * @example
   * await accounts.batchGet([{ id: 'a' }, { id: 'b' }]); // BatchGetItem, 100 keys at a time
   */
  async batchGet(keys: readonly Key<T>[], options: BatchGetOptions = {}): Promise<(T | undefined)[]> {
    const [records] = await readGroups([[this.type, keys]] as readonly KeysOf[], this.options.client, options);
    return records as (T | undefined)[];
  }

  /**
   * Runs a PartiQL statement that selects whole items of the table (`SELECT *`), or changes one; all its results as records.
   *
   * @example
   * await accounts.executeStatement('SELECT * FROM accounts WHERE id = ?', ['a1']);
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
   */
  async executeStatement(
    statement: string,
    parameters: readonly unknown[] = [],
    options: StatementOptions & HookChoice = {},
  ): Promise<T[]> {
    const records: T[] = [];
    for await (const items of recordPages(this.target(options), statement, parameters, options)) {
      for (const record of await toRecords<T>(this.metadata, items, options)) records.push(record);
    }
    return records;
  }

  /** Reads the record again, into the same instance: unsaved edits are gone. @throws ItemNotFoundError; the record stays as it is */
  async reload(record: T, options: ReadOptions = {}): Promise<void> {
    const metadata = this.metadataFor(record);
    const key = keyOfRecord(metadata, record);
    const item = await this.read(key, options);
    if (!item) throw notFound(metadata, key);
    rehydrate(metadata, record, item);
    await runHooks(metadata, 'afterLoad', record, options);
  }

  /** What differs in memory from what was loaded or last written, deep. For a new record, all that it holds. */
  changes(record: T): Changes<T> {
    return changesOf<T>(this.metadata, record);
  }

  /** Whether the record was neither read from DynamoDB nor written to it yet. */
  isNew(record: T): boolean {
    return stateOf(record) === undefined;
  }

  /** Whether {@link changes} has any. */
  isChanged(record: T): boolean {
    return isChanged(this.metadata, record);
  }

  /** A plain object through class-transformer: `@Expose`, `@Exclude` and `@Transform` apply. */
  toObject(record: T): Record<string, unknown> {
    return toObject(record);
  }

  /** A new record from a plain object through class-transformer, also from one that went through JSON. */
  fromObject(data: object): T {
    return fromObject<T>(this.metadata, data);
  }

  /** Bytes that the record takes as an item, as DynamoDB counts them. */
  itemSize(record: T): number {
    return itemSize(itemOf(this.metadata, record));
  }

  private get metadata(): EntityMetadata {
    return metadataOf(this.type);
  }

  private metadataFor(record: T): EntityMetadata {
    checkRecord(this.metadata, record);
    return this.metadata;
  }

  private target({ client = this.options.client, tableName, signal }: CallOptions): Target {
    return targetOf(this.metadata, { client, tableName, signal });
  }

  private readingContext({ skipHooks, ...options }: QueryOptions): ReadingContext {
    return { metadata: this.metadata, target: () => this.target(options), skipHooks };
  }

  private read(
    key: Item,
    { consistentRead = this.metadata.consistentRead, ...options }: ReadOptions,
  ): Promise<Item | undefined> {
    return readItem(this.target(options), key, consistentRead);
  }

  /** The first save of a record whose id comes from the counter. */
  private async insert(record: T, options: SaveOptions<T>): Promise<void> {
    const { metadata } = this;
    const plan = (generated: Record<string, unknown>) =>
      planSave(metadata, record, { ...options, raiseOnConflict: true }, generated);
    // A record that cannot be saved is refused before it takes an id.
    plan({ [metadata.partitionKey.property]: Number.MAX_SAFE_INTEGER });
    const takeId = () => takeNextId(this.target(options));
    await insertWithNextId(metadata, takeId, generated => this.put(record, plan(generated), options));
  }

  /** Any other save. One that compares nothing goes again past a newer version that it meets: versions never go back. */
  private async overwrite(record: T, options: SaveOptions<T>, storedVersion = 0): Promise<void> {
    const plan = planSave(this.metadata, record, { ...options, storedVersion });
    try {
      await this.put(record, plan, options);
    } catch (error) {
      const newer = versionInTheWay(this.metadata, plan, error);
      if (newer === undefined || newer <= storedVersion) throw error;
      await this.overwrite(record, options, newer);
    }
  }

  private async put(record: T, plan: SavePlan, options: CallOptions): Promise<void> {
    await this.write(plan, options);
    markSaved(record, plan.operation.item, plan.assigned);
  }

  private write(plan: WritePlan<SingleWrite>, options: CallOptions): Promise<Item | undefined> {
    return sendWrite(this.target(options), plan);
  }
}
