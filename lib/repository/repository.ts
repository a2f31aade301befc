import { type BatchGetOptions, type BatchGetRequest, readGroups } from '../batch/batch-get';
import { build, fromObject, toJSON, toObject } from '../entity/build';
import { type Changes, changesOf, isChanged } from '../entity/changes';
import { keyOf } from '../entity/key';
import { notFound } from '../entity/not-found';
import { observed } from '../entity/observed';
import type { FindByOptions, ReadOptions } from '../entity/options';
import type { JsonObject, PlainObject } from '../entity/plain-types';
import { metadataOfOwn } from '../entity/record-metadata';
import { refuseStale, stateOf } from '../entity/record-state';
import { checkChoices } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import type { References, UpdateAction, UpdateInput } from '../expressions/reference-types';
import { load, loadImage } from '../load/load';
import type { EntityClass, Key, NewValues, NumberName, QueryKey, Values } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { QueryOptions } from '../query/context';
import { choicesOf } from '../query/plan';
import { Query, Scan } from '../query/reading';
import { type RecordStatementOptions, recordsOf } from '../statements/statement';
import type { Item } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { checkRecord } from '../write/check/check-write';
import { incrementInput, restoreInput, softDeleteInput, touchInput } from '../write/inputs';
import type {
  ByKeyOptions,
  CreateOptions,
  DeleteOptions,
  FindOrCreateOptions,
  SaveChangesOptions,
  SaveOptions,
  SetInOptions,
  SoftDeleteOptions,
  TouchOptions,
  UpdateByKeyOptions,
  UpdateOptions,
  Upserted,
  UpsertOptions,
} from '../write/options';
import { recordOfAnswer } from '../write/outcome/follow';
import { storedItem } from '../write/plan/plan-save';
import { findByUnique } from '../write/unique/find-by';
import { keyOfValues, upsert } from '../write/upsert';
import type { OldChoice } from '../write/write';
import { findOrCreate } from './find-or-create';
import { moveTo } from './move';
import { type MoveOptions, REPOSITORY_OPTIONS, type RepositoryOptions } from './options';
import { contextAt, optionsAt, type Place, targetAt } from './place';
import { readAt, reload } from './read-at';
import { setIn } from './set-in';
import { changeAt, writeAt } from './write-at';

type Given = Readonly<Record<string, unknown>>;

/**
 * A repository of a decorated class.
 *
 * @example
 * const accounts = repository(Account);
 * const account = await accounts.get({ id: 'a1' });
 */
export function repository<T extends object>(type: EntityClass<T>, options?: RepositoryOptions): Repository<T> {
  checkChoices('repository()', options, REPOSITORY_OPTIONS);
  return new Repository(type, options);
}

/**
 * Persistence for any decorated class; the class need not extend anything.
 * Errors of every call: ConfigurationError (no client, decorators that do not fit), ValidationError (before anything is sent),
 * TableNotFoundError, ThrottledError; others of the AWS SDK as they are.
 */
export class Repository<T extends object> {
  private readonly place: Place<T>;

  constructor(type: EntityClass<T>, options: RepositoryOptions = {}) {
    this.place = { type, options };
  }

  /** A new record in memory; nothing is sent. Throws ValidationError for an unknown attribute. */
  build(values: Values<T> = {}): T {
    return build<T>(this.metadata, values);
  }

  /**
   * Builds and saves a record that must not exist yet.
   *
   * @example
   * await accounts.create({ id: 'a2', owner: 'Jo' });
   * // PutItem { Item, ConditionExpression: 'attribute_not_exists(#0)', ExpressionAttributeNames: { '#0': 'id' } }
   * @throws OverwriteError an item has the key; `stored` is that item
   */
  async create(values: NewValues<T>, options: CreateOptions<T> = {}): Promise<T> {
    const record = this.build(values);
    await writeAt(this.place, 'create', { record }, options);
    return record;
  }

  /**
   * The record with this key; undefined if there is none.
   *
   * @example
   * await accounts.get({ id: 'a1' }); // GetItem { Key: { id: { S: 'a1' } } }
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
   */
  async get(key: Key<T>, options: ReadOptions = {}): Promise<T | undefined> {
    const target = targetAt(this.place, 'get', options);
    const item = await readAt('get', target, keyOf(this.metadata, key), options);
    return item && load<T>(target, item, options);
  }

  /** The record with this key. @throws ItemNotFoundError */
  async getOrFail(key: Key<T>, options: ReadOptions = {}): Promise<T> {
    const record = await this.get(key, options);
    if (record) return record;
    throw notFound(this.metadata, keyOf(this.metadata, key));
  }

  /**
   * The record with this value of a unique attribute, and the values of its scope if it has one. Two consistent reads.
   *
   * @example
   * await users.findBy({ email: 'a@b.io' }); // GetItem of the reservation, GetItem of the record
   */
  findBy(values: Values<T>, options: FindByOptions = {}): Promise<T | undefined> {
    return observed(
      'findBy',
      targetAt(this.place, 'findBy', options),
      target => findByUnique<T>(target, values as Given, options),
      undefined,
      record => (record ? 1 : 0),
    );
  }

  /**
   * Writes the whole record: PutItem, which replaces the item. Attributes that the class does not declare are kept.
   *
   * @example
   * await accounts.save(account, { raiseOnConflict: true });
   * @returns with `returnOld`, the item that was there, as an instance; otherwise undefined
   * @throws OverwriteError an item has the key of a new record (with `raiseOnConflict`)
   * @throws ConflictError the item is not as it was loaded (with `raiseOnConflict`)
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemTooLargeError over `maxItemSize`, 400 KB at most
   * @throws MaxRetriesExceededError 100 ids in a row of an auto-increment key were taken
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
   */
  async save(record: T, options: SaveOptions<T> = {}): Promise<T | undefined> {
    return this.old(await writeAt(this.place, 'save', { record }, options), options);
  }

  /**
   * Writes what changed since the record was loaded, at the deepest paths that are safe: a member of a map, elements appended to a list. If nothing
   * changed, nothing is sent. Afterwards the record has the values of the item. A new record is saved as a whole.
   *
   * @example
   * account.settings.theme.color = 'dark';
   * await accounts.saveChanges(account); // UpdateItem { UpdateExpression: 'SET #0.#1.#2 = :0' }
   * @throws ConflictError what changed is not as it was loaded (with `raiseOnConflict`; with `@Version`, the version)
   * @throws ItemNotFoundError the item is gone
   */
  async saveChanges(record: T, options: SaveChangesOptions<T> = {}): Promise<void> {
    await writeAt(this.place, 'save', { record }, options, { call: 'saveChanges', changesOnly: true });
  }

  /**
   * Changes some attributes: UpdateItem. Afterwards the record has the values of the item, so unsaved edits are lost. An attribute that is given as
   * undefined is removed.
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
    await writeAt(this.place, 'update', { record, input }, options);
  }

  /**
   * Updates the item with this key. If there is none, it is created (except with `mustExist`). One request, no read, no hooks.
   *
   * @returns the record after the update, even if it is soft-deleted or has expired
   * @example
   * await accounts.updateByKey({ id: 'a1' }, a => [a.balance.add(1)]);
   * // UpdateItem { UpdateExpression: 'ADD #0 :0', ReturnValues: 'ALL_NEW' }
   * await orders.updateByKey(key, { status: 'paid' }, { given: { placedAt } }); // a value that the keys of an index need
   * @throws ConditionalCheckFailedError the caller's `condition` was false, or the item has other values than `given`
   * @throws ItemNotFoundError no item has the key, or a soft-deleted one (with `mustExist`)
   * @throws ValidationError the keys of an index need a value that is not given
   */
  async updateByKey(key: Key<T>, input: UpdateInput<T>, options: UpdateByKeyOptions<T> = {}): Promise<T> {
    const what = { key: keyOf(this.metadata, key), input };
    const target = targetAt(this.place, 'updateByKey', options);
    const item = await writeAt(this.place, 'update', what, options, { target });
    return recordOfAnswer<T>(target, item);
  }

  /**
   * Gives a record another key: writes its item there with the changes, and deletes the old one, in one transaction.
   *
   * @example
   * await orders.moveTo(order, { orgId: 'o2' }); // TransactWriteItems [Put (no item may be there), Delete (as it was loaded)]
   * @throws TransactionCanceledError an item has the new key, or the old one is not as it was loaded
   * @throws ValidationError the changes leave the key as it is, or the record is new
   * @throws InvalidStateError in a block of `transact` (without `outsideTransaction`)
   */
  async moveTo(record: T, changes: Values<T>, options: MoveOptions = {}): Promise<void> {
    await moveTo(this.place, record, changes, options);
  }

  /**
   * Deletes the item of a record. Afterwards the record is new again. If there is no item, nothing happens (except with `mustExist`).
   *
   * @returns with `returnOld`, the item that was there, as an instance; otherwise undefined
   * @throws ConflictError the item is not as it was loaded (with `raiseOnConflict`; for a new record nothing is sent)
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemNotFoundError no item has the key (with `mustExist`)
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
   */
  async delete(record: T, options: DeleteOptions<T> = {}): Promise<T | undefined> {
    return this.old(await writeAt(this.place, 'delete', { record }, options), options);
  }

  /**
   * Sets values of an item, and creates it if there is none: one UpdateItem. The values include the key; a value that is undefined is removed. No hooks.
   *
   * @example
   * const { record, created } = await accounts.upsert({ id: 'a1', owner: 'Jo' }, { onCreate: { balance: 0 } });
   * // UpdateItem { UpdateExpression: 'SET #0 = :0, #1 = if_not_exists(#1, :1)', ReturnValues: 'ALL_OLD' }
   * @throws ValidationError a property in the values and in `onCreate`, or a required one in neither
   */
  async upsert(values: Values<T>, options: UpsertOptions<T> = {}): Promise<Upserted<T>> {
    const target = targetAt(this.place, 'upsert', options);
    const { onCreate = {}, ...rest } = options;
    const { item, created } = await observed(
      'upsert',
      target,
      to => upsert(to, values as Given, onCreate as Given, rest as object),
      () => ({ key: () => keyOfValues(this.metadata, values as Given) }),
    );
    return { record: await recordOfAnswer<T>(target, item), created };
  }

  /**
   * The record with this key, which is created if there is none: PutItem. If it is refused, its answer has the existing item.
   *
   * @example
   * const { record, created } = await accounts.findOrCreate({ id: 'a1' }, { owner: 'Jo' });
   * @throws OverwriteError the item with the key is soft-deleted, or of another class
   */
  async findOrCreate(key: Key<T>, values: Values<T> = {}, options: FindOrCreateOptions<T> = {}): Promise<Upserted<T>> {
    return findOrCreate(this.place, key, values, options);
  }

  /**
   * Adds to a number. @throws ItemNotFoundError the item is gone; nothing is created
   *
   * @example
   * await accounts.increment(account, 'visits'); // UpdateItem { UpdateExpression: 'ADD #0 :0' }
   */
  async increment(
    record: T,
    property: NumberName<T>,
    by: number | bigint = 1,
    options: UpdateOptions<T> = {},
  ): Promise<void> {
    const target = targetAt(this.place, 'increment', options, record);
    await changeAt(this.place, 'increment', record, incrementInput(this.metadata, property, by), options, { target });
  }

  /**
   * Renews the expiry, by `expiresIn` or `@ExpiresAt({ after })`, and `@UpdatedAt`. @throws ItemNotFoundError the item is gone
   *
   * @example
   * await sessions.touch(session, { expiresIn: { hours: 1 } }); // UpdateItem { UpdateExpression: 'SET #0 = :0' }
   */
  async touch(record: T, options: TouchOptions<T> = {}): Promise<void> {
    const { expiresIn, ...rest } = options;
    await changeAt(this.place, 'touch', record, touchInput(this.metadata, expiresIn), rest);
  }

  /**
   * Marks the record as deleted: reads hide it, and its unique values are free. `delete` still deletes it.
   *
   * @example
   * await posts.softDelete(post, { expiresIn: { days: 30 } }); // UpdateItem { UpdateExpression: 'SET #0 = :0, #1 = :1' }
   * @throws ItemNotFoundError where the item is gone
   */
  async softDelete(record: T, options: SoftDeleteOptions<T> = {}): Promise<void> {
    const { expiresIn, ...rest } = options;
    await changeAt(this.place, 'softDelete', record, softDeleteInput(this.metadata, expiresIn), rest);
  }

  /**
   * Undoes a soft delete. The record then expires as a new one would.
   *
   * @throws UniqueError another record has taken one of its unique values
   * @throws ItemNotFoundError where the item is gone
   */
  async restore(record: T, options: SoftDeleteOptions<T> = {}): Promise<void> {
    const { expiresIn, ...rest } = options;
    await changeAt(this.place, 'restore', record, restoreInput(this.metadata, expiresIn), rest);
  }

  /**
   * Sets a member of a map, and creates missing maps around it. One request if the maps are as the record was loaded, otherwise two.
   *
   * @example
   * await accounts.setIn(account, a => a.settings.theme.color.set('dark'));
   * // UpdateItem { UpdateExpression: 'SET #0.#1 = :0', ConditionExpression: 'attribute_type(#0, :1) AND attribute_not_exists(#0.#1)' }
   * @returns how many requests it took
   * @throws ItemNotFoundError where the item is gone
   */
  async setIn(
    record: T,
    place: (attributes: References<T>) => UpdateAction,
    options: SetInOptions<T> = {},
  ): Promise<{ requests: number }> {
    return setIn(this.place, record, place, options);
  }

  /**
   * Deletes the item with this key. One request, no read, no hooks. If there is no item, nothing happens (except with `mustExist`).
   *
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemNotFoundError no item has the key (with `mustExist`)
   */
  async deleteByKey(key: Key<T>, options: ByKeyOptions<T> = {}): Promise<void> {
    await writeAt(this.place, 'delete', { key: keyOf(this.metadata, key) }, options);
  }

  /**
   * The items of one partition, in the order of the sort key: see {@link Query}. Nothing is sent before it is walked.
   *
   * @example
   * await orders.query({ customerId: 'c1' }).where(o => o.placedAt.gte('2026')).desc().limit(20).all();
   */
  query(key: QueryKey<T>, options: QueryOptions = {}): Query<T> {
    return new Query<T>(contextAt(this.place, 'query', options), key, choicesOf(options));
  }

  /** All items of the table: see {@link Scan}. Reads, and bills, everything. Nothing is sent before it is walked. */
  scan(options: QueryOptions = {}): Scan<T> {
    return new Scan<T>(contextAt(this.place, 'scan', options), choicesOf(options));
  }

  /**
   * Deletes all records of the class, for tests: a scan, and a DeleteItem for each. Includes expired and soft-deleted ones.
   *
   * @returns how many
   * @throws ConfigurationError where NODE_ENV is "production"
   */
  async truncate(options: QueryOptions = {}): Promise<number> {
    if (process.env.NODE_ENV === 'production') {
      throw new ConfigurationError(
        `${this.metadata.className}.truncate() is for tests, and NODE_ENV is "production": use scan().deleteAll()`,
      );
    }
    return (await this.scan(options).withExpired().withDeleted().deleteAll({ outsideTransaction: true })).deleted;
  }

  /**
   * The records of any number of keys, in the order of the keys; undefined if there is none.
   *
   * @example
   * await accounts.batchGet([{ id: 'a' }, { id: 'b' }]); // BatchGetItem, 100 keys at a time
   */
  async batchGet(keys: readonly Key<T>[], options: BatchGetOptions = {}): Promise<(T | undefined)[]> {
    const requests = [[this.place.type, keys]] as readonly BatchGetRequest[];
    const [records] = await readGroups(requests, optionsAt(this.place, 'batchGet', options));
    return records as (T | undefined)[];
  }

  /**
   * Runs a PartiQL statement that selects whole items of the table (`SELECT *`) or changes one. Returns all results as records.
   *
   * @example
   * await accounts.executeStatement('SELECT * FROM accounts WHERE id = ?', ['a1']);
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
   */
  async executeStatement(
    statement: string,
    parameters: readonly unknown[] = [],
    options: RecordStatementOptions = {},
  ): Promise<T[]> {
    const target = targetAt(this.place, 'executeStatement', options);
    return recordsOf<T>(target, statement, parameters, options);
  }

  /** Reads the record again, into the same instance, so unsaved edits are lost. @throws ItemNotFoundError; then the record stays as it is */
  async reload(record: T, options: ReadOptions = {}): Promise<void> {
    await reload(this.place, record, options);
  }

  /** The differences between memory and what was loaded or last written, compared deeply. For a new record, all its values. */
  changes(record: T): Changes<T> {
    return changesOf<T>(this.own(record), record);
  }

  /** Whether the record was not read from DynamoDB or written to it yet. */
  isNew(record: T): boolean {
    this.own(record);
    return stateOf(record) === undefined;
  }

  /** Whether {@link changes} has any. */
  isChanged(record: T): boolean {
    return isChanged(this.own(record), record);
  }

  /**
   * Checks a record as a save would, without sending anything: the schemas of the class and its attributes, the validator of
   * `configure`, and that each value can be stored. Hooks do not run.
   *
   * @example
   * await users.validate(user); // ValidationError { issues: [{ path: ['address', 'zip'], message: 'Too short' }] }
   * @throws ValidationError `issues` lists everything that is wrong
   */
  async validate(record: T): Promise<void> {
    await checkRecord(this.own(record), record);
  }

  /** A plain object with computed attributes, and Sets as arrays. `hidden`, `expose` and class-transformer's decorators apply. */
  toObject(record: T): PlainObject<T> {
    const metadata = this.own(record);
    refuseStale(metadata, stateOf(record));
    return toObject(metadata, record);
  }

  /** A new record from a plain object, also one from JSON. Only properties that the class declares are taken. */
  fromObject(data: object): T {
    return fromObject<T>(this.metadata, data);
  }

  /** Like {@link toObject}, with JSON values: dates and bigints as text, bytes as base64. */
  toJSON(record: T): JsonObject<T> {
    const metadata = this.own(record);
    refuseStale(metadata, stateOf(record));
    return toJSON(metadata, record);
  }

  /** The record as an item: `{ id: { S: 'a1' }, ... }`, with attributes that the class does not declare. */
  toItem(record: T): Item {
    return storedItem(this.own(record), record);
  }

  /** The record of an item that was read by other means: an export, a stream, the SDK. It counts as loaded; no hooks run. */
  fromItem(item: Item): T {
    return loadImage<T>(this.metadata, item);
  }

  /** The size of the record as an item, in bytes as DynamoDB counts them. */
  itemSize(record: T): number {
    return itemSize(storedItem(this.own(record), record));
  }

  /** The old item, as an instance. */
  private old(item: Item | undefined, { returnOld }: OldChoice): T | undefined {
    return returnOld && item ? loadImage<T>(this.metadata, item) : undefined;
  }

  private get metadata(): EntityMetadata {
    return metadataOf(this.place.type);
  }

  /** The class of a record: this one, or a subclass. */
  private own(record: T): EntityMetadata {
    return metadataOfOwn(this.metadata, record);
  }
}
