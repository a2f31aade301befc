import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BATCH_GET_OPTIONS, type BatchGetOptions, type BatchGetRequest, readGroups } from '../batch/batch-get';
import { readItem } from '../client/requests';
import { surroundings } from '../client/surroundings';
import { type CallOptions, surrounded, type Target, targetOf } from '../client/target';
import { build, checkValues, fromObject, metadataOfOwn, toJSON, toObject } from '../entity/build';
import { type Changes, changesOf, isChanged } from '../entity/changes';
import { keyOf, keyOfRecord } from '../entity/key';
import { notFound } from '../entity/not-found';
import { observed } from '../entity/observed';
import { READ_OPTIONS, type ReadOptions } from '../entity/options';
import type { JsonObject, PlainObject } from '../entity/plain-types';
import { refuseStale, stateOf } from '../entity/record-state';
import { TENANTS } from '../entity/tenant';
import { checkChoices, checkOptions, namesOf } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import { OverwriteError } from '../errors/write-errors';
import type { References, UpdateAction, UpdateInput } from '../expressions/reference-types';
import { referencesOf } from '../expressions/references';
import { visibleClassOf } from '../load/item-class';
import { type LoadOptions, load, loadAll, loadImage, loadInto } from '../load/load';
import type { AttributeName, EntityClass, Key, NewValues, QueryKey, Values } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { QUERY_OPTIONS, type QueryOptions, type ReadingContext } from '../query/context';
import { choicesOf } from '../query/plan';
import { Query, Scan } from '../query/reading';
import { recordPages, STATEMENT_OPTIONS, type StatementOptions } from '../statements/statement';
import type { Item } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { checkRecord as checkValid } from '../write/check/check-write';
import { inTurn } from '../write/in-turn';
import { incrementInput, restoreInput, softDeleteInput, touchInput } from '../write/inputs';
import { WRITE_OPTIONS } from '../write/option-names';
import type {
  ByKeyOptions,
  DeleteOptions,
  FindOrCreateOptions,
  SaveOptions,
  SoftDeleteOptions,
  TouchOptions,
  UpdateByKeyOptions,
  UpdateOptions,
  Upserted,
  UpsertOptions,
} from '../write/options';
import { recordOfAnswer } from '../write/outcome/follow';
import { refuseInBlock } from '../write/outside-block';
import { storedItem } from '../write/plan/plan-save';
import { type DeepSet, deepSetOf, itemInTheWay, updateFor } from '../write/set-in';
import { findByUnique } from '../write/unique/find-by';
import { keyOfValues, upsert } from '../write/upsert';
import type { OldChoice, SingleVerb, Write } from '../write/write';
import { writeAlone } from '../write/write-alone';
import { MOVE_OPTIONS, type MoveOptions, moveRecord } from './move';

/** The options of a repository's calls. */
const OPTIONS = /* @__PURE__ */ namesOf(WRITE_OPTIONS, {
  get: READ_OPTIONS,
  reload: READ_OPTIONS,
  findBy: READ_OPTIONS,
  query: QUERY_OPTIONS,
  scan: QUERY_OPTIONS,
  batchGet: BATCH_GET_OPTIONS,
  executeStatement: /* @__PURE__ */ namesOf(QUERY_OPTIONS, STATEMENT_OPTIONS),
  moveTo: MOVE_OPTIONS,
});

type Call = keyof typeof OPTIONS;

/** How a write differs from what its options say. */
interface How extends Pick<Write['options'], 'changesOnly' | 'mustExist' | 'condition'> {
  /** The call that it is of, for its observers and the names of its options. Default: that of the verb. */
  readonly call?: Call;
  /** Where it goes, if that is known: with the operation that it is a part of. */
  readonly target?: Target | undefined;
}

const NO_MORE: How = {};

export interface RepositoryOptions {
  /** The client of this repository, before the class's and the default one. */
  client?: DynamoDBClient | undefined;
  /** The table of this repository, in place of the class's. */
  tableName?: string | undefined;
}

/** How often `setIn` tries again while others change the maps. */
const MAX_PLACES = 5;

type Given = Readonly<Record<string, unknown>>;

/**
 * A repository of a decorated class.
 *
 * @example
 * const accounts = repository(Account);
 * const account = await accounts.get({ id: 'a1' });
 */
export function repository<T extends object>(type: EntityClass<T>, options?: RepositoryOptions): Repository<T> {
  checkChoices('repository()', options, { client: true, tableName: true });
  return new Repository(type, options);
}

/**
 * Persistence for any decorated class; the class need not extend anything.
 * Errors of every call: ConfigurationError (no client, decorators that do not fit), ValidationError (before anything is sent),
 * TableNotFoundError, ThrottledError; others of the AWS SDK as they are.
 */
export class Repository<T extends object> {
  constructor(
    private readonly type: EntityClass<T>,
    private readonly options: RepositoryOptions = {},
  ) {}

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
  async create(values: NewValues<T>, options: Omit<SaveOptions<T>, 'raiseOnConflict'> = {}): Promise<T> {
    const record = this.build(values);
    await this.write('create', { record }, options);
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
    const target = this.target('get', options);
    const item = await read('get', target, keyOf(this.metadata, key), options);
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
  findBy(values: Values<T>, options: Omit<ReadOptions, 'consistentRead'> = {}): Promise<T | undefined> {
    return observed(
      'findBy',
      this.target('findBy', options),
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
    return this.old(await this.write('save', { record, metadata: this.own(record) }, options), options);
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
  async saveChanges(record: T, options: Omit<SaveOptions<T>, 'returnOld'> = {}): Promise<void> {
    const how = { call: 'saveChanges', changesOnly: true } as const;
    await this.write('save', { record, metadata: this.own(record) }, options, how);
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
    await this.write('update', { record, metadata: this.own(record), input }, options);
  }

  /**
   * Updates the item with this key. If there is none, it is created (except with `mustExist`). One request, no read, no hooks.
   *
   * @returns the record after the update, also if it is soft-deleted or has expired by now
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
    const target = this.target('updateByKey', options);
    const item = await this.write('update', what, options, { target });
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
    const metadata = this.own(record);
    const { client = this.options.client } = options;
    const target = this.target('moveTo', options, record);
    refuseInBlock(metadata.className, 'moveTo', options);
    await observed(
      'moveTo',
      target,
      ({ tracking }) => moveRecord(metadata, record, changes, { ...options, client }, tracking),
      () => ({ key: () => keyOfRecord(metadata, record) }),
    );
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
    return this.old(await this.write('delete', { record, metadata: this.own(record) }, options), options);
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
    const target = this.target('upsert', options);
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
    const target = this.target('findOrCreate', options);
    const stored = keyOf(this.metadata, key);
    checkValues(this.metadata, values);
    return observed(
      'findOrCreate',
      target,
      to => this.foundOrCreated(to, stored, { ...values, ...key }, options),
      () => ({ key: () => stored }),
    );
  }

  private async foundOrCreated(
    target: Target,
    key: Item,
    values: Values<T>,
    options: FindOrCreateOptions<T>,
  ): Promise<Upserted<T>> {
    const { expect = 'new', ...rest } = options;
    if (expect === 'existing') {
      const found = await loaded(await readItem(target, key, true));
      if (found) return { record: found, created: false };
    }
    const record = this.build(values);
    try {
      await this.write('create', { record }, rest, { target });
      return { record, created: true };
    } catch (error) {
      if (!(error instanceof OverwriteError)) throw error;
      const { Item: inTheWay } = (error.cause ?? {}) as { Item?: Item };
      const found = await loaded(inTheWay ?? (await readItem(target, key, true)));
      if (!found) throw error;
      return { record: found, created: false };
    }

    async function loaded(item: Item | undefined): Promise<T | undefined> {
      return item && load<T>(target, item, options);
    }
  }

  /**
   * Adds to a number. @throws ItemNotFoundError the item is gone; nothing is created
   *
   * @example
   * await accounts.increment(account, 'visits'); // UpdateItem { UpdateExpression: 'ADD #0 :0' }
   */
  async increment(
    record: T,
    property: AttributeName<T>,
    by: number | bigint = 1,
    options: UpdateOptions<T> = {},
  ): Promise<void> {
    const target = this.target('increment', options, record);
    await this.change('increment', record, incrementInput(this.metadata, property, by), options, { target });
  }

  /**
   * Renews the expiry, by `expiresIn` or `@ExpiresAt({ after })`, and `@UpdatedAt`. @throws ItemNotFoundError the item is gone
   *
   * @example
   * await sessions.touch(session, { expiresIn: { hours: 1 } }); // UpdateItem { UpdateExpression: 'SET #0 = :0' }
   */
  async touch(record: T, options: TouchOptions<T> = {}): Promise<void> {
    const { expiresIn, ...rest } = options;
    await this.change('touch', record, touchInput(this.metadata, expiresIn), rest);
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
    await this.change('softDelete', record, softDeleteInput(this.metadata, expiresIn), rest);
  }

  /**
   * Undoes a soft delete. The record then expires as a new one would.
   *
   * @throws UniqueError another record has a unique value of it by now
   * @throws ItemNotFoundError where the item is gone
   */
  async restore(record: T, options: SoftDeleteOptions<T> = {}): Promise<void> {
    const { expiresIn, ...rest } = options;
    await this.change('restore', record, restoreInput(this.metadata, expiresIn), rest);
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
    options: Omit<UpdateOptions<T>, 'condition'> = {},
  ): Promise<{ requests: number }> {
    const { metadata } = this;
    const target = this.target('setIn', options, record);
    const set = deepSetOf(metadata, place(referencesOf<T>(metadata)));
    this.own(record);
    return observed(
      'setIn',
      target,
      to => this.setDeep(record, set, options, to),
      () => ({ key: () => keyOfRecord(metadata, record) }),
    );
  }

  private async setDeep(
    record: T,
    set: DeepSet,
    options: Omit<UpdateOptions<T>, 'condition'>,
    target: Target,
  ): Promise<{ requests: number }> {
    let stored = stateOf(record)?.stored ?? {};
    for (let requests = 1; ; requests++) {
      const { action, condition } = updateFor(set, stored);
      try {
        await this.change('setIn', record, () => action, options, { condition, target });
        return { requests };
      } catch (error) {
        const item = itemInTheWay(error);
        if (!item || requests === MAX_PLACES) throw error;
        stored = item;
      }
    }
  }

  /**
   * Deletes the item with this key. One request, no read, no hooks. If there is no item, nothing happens (except with `mustExist`).
   *
   * @throws ConditionalCheckFailedError the caller's `condition` was false
   * @throws ItemNotFoundError no item has the key (with `mustExist`)
   */
  async deleteByKey(key: Key<T>, options: ByKeyOptions<T> = {}): Promise<void> {
    await this.write('delete', { key: keyOf(this.metadata, key) }, options);
  }

  /**
   * The items of one partition, in the order of the sort key: see {@link Query}. Nothing is sent before it is walked.
   *
   * @example
   * await orders.query({ customerId: 'c1' }).where(o => o.placedAt.gte('2026')).desc().limit(20).all();
   */
  query(key: QueryKey<T>, options: QueryOptions = {}): Query<T> {
    return new Query<T>(this.readingContext('query', options), key, choicesOf(options));
  }

  /** All items of the table: see {@link Scan}. Reads, and bills, everything. Nothing is sent before it is walked. */
  scan(options: QueryOptions = {}): Scan<T> {
    return new Scan<T>(this.readingContext('scan', options), choicesOf(options));
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
    const requests = [[this.type, keys]] as readonly BatchGetRequest[];
    const [records] = await readGroups(requests, this.placed('batchGet', options));
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
    options: StatementOptions & LoadOptions = {},
  ): Promise<T[]> {
    const records: T[] = [];
    const target = this.target('executeStatement', options);
    for await (const items of recordPages(target, statement, parameters, options)) {
      for (const record of await loadAll<T>(target, items, options)) if (record) records.push(record);
    }
    return records;
  }

  /** Reads the record again, into the same instance, so unsaved edits are lost. @throws ItemNotFoundError; then the record stays as it is */
  async reload(record: T, options: ReadOptions = {}): Promise<void> {
    const metadata = this.own(record);
    const key = keyOfRecord(metadata, record);
    TENANTS.of(metadata)?.checkTenant(metadata, record);
    const target = { ...this.target('reload', options, record), metadata };
    let hooks: Promise<void> | undefined;
    await inTurn([record], target.signal, async () => {
      const item = await read('reload', target, key, options);
      if (!item || visibleClassOf(metadata, item, { ...options, onUnknown: 'skip' }) !== metadata) {
        throw notFound(metadata, key);
      }
      hooks = loadInto(target, record, item, options);
    });
    await hooks;
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
    await checkValid(this.own(record), record);
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
    return metadataOf(this.type);
  }

  /** The class of a record: this one, or a subclass. */
  private own(record: T): EntityMetadata {
    return metadataOfOwn(this.metadata, record);
  }

  /** The options of a call, with what the repository says. Throws ValidationError for one that the call does not have. */
  private placed<O extends CallOptions>(call: Call, options: O): O {
    checkOptions(this.type.name, call, options, OPTIONS[call]);
    const { client = this.options.client, tableName = this.options.tableName } = options;
    return { ...options, client, tableName };
  }

  /** Where a call goes. A call on a record goes to where the record was read. */
  private target(call: Call, options: CallOptions, record?: object): Target {
    return targetOf(this.metadata, this.placed(call, options), record && stateOf(record)?.home);
  }

  private readingContext(call: Call, options: QueryOptions): ReadingContext {
    const { metadata } = this;
    return { metadata, options: surrounded(metadata, this.placed(call, options)), tenant: surroundings()?.tenant };
  }

  /** An update of a record whose item must be there. */
  private async change(call: Call, record: T, input: unknown, options: UpdateOptions<T>, how?: How): Promise<void> {
    const what = { record, metadata: this.own(record), input: input as UpdateInput<T> };
    await this.write('update', what, options, { ...how, call, mustExist: true });
  }

  private write(
    verb: SingleVerb,
    what: Partial<Pick<Write, 'record' | 'key' | 'metadata'>> & { readonly input?: UpdateInput<T> },
    options: UpdateOptions<T>,
    how?: How,
  ): Promise<Item | undefined> {
    const { metadata } = this;
    const { call = (what.record ? verb : `${verb}ByKey`) as Call, target: known, ...more } = how ?? NO_MORE;
    const to = known ?? this.target(call, options, what.record);
    if (what.record && verb !== 'create') refuseInBlock(metadata.className, call, options);
    const write = { verb, metadata, ...what, options: how ? { ...options, ...more } : options };
    return observed(
      call,
      to,
      target => writeAlone(write as object as Write<SingleVerb>, target),
      () => ({ key: () => keyFor(write as object as Write) }),
    );
  }
}

function read(
  name: string,
  target: Target,
  key: Item,
  { consistentRead = target.metadata.consistentRead }: ReadOptions,
): Promise<Item | undefined> {
  return observed(
    name,
    target,
    to => readItem(to, key, consistentRead),
    () => ({ key: () => key }),
  );
}

/** For observers that ask: a new record may have no key yet. */
function keyFor({ metadata, record, key }: Write): Item {
  return record ? keyOfRecord(metadata, record) : key!;
}
