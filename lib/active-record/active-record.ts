import type { BatchGetOptions } from '../batch/batch-get';
import type { Changes } from '../entity/changes';
import type { FindByOptions, ReadOptions } from '../entity/options';
import type { JsonObject, PlainObject } from '../entity/plain-types';
import type { References, UpdateAction, UpdateInput } from '../expressions/reference-types';
import type {
  ConcreteClass,
  EntityClass,
  Key,
  NewValues,
  NumberName,
  QueryKey,
  RecordFlags,
  Values,
} from '../metadata/entity-class';
import type { QueryOptions } from '../query/context';
import type { Query, Scan } from '../query/reading';
import type { MoveOptions } from '../repository/options';
import { type Repository, repository } from '../repository/repository';
import type { RecordStatementOptions } from '../statements/statement';
import type { Item } from '../wire/attribute-value';
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

/**
 * The base of entity classes that save and find themselves. Each method does the same as in {@link Repository}, which documents it.
 *
 * @example
 * @Table('accounts')
 * class Account extends ActiveRecord {
 *   @PartitionKey() id!: string;
 *   @Attribute() balance = 0;
 * }
 * await Account.build({ id: 'a1' }).save();
 */
export abstract class ActiveRecord implements RecordFlags {
  /** A new record in memory; nothing is sent. */
  static build<T extends ActiveRecord>(this: ConcreteClass<T>, values: Values<T> = {}): T {
    return repository(this).build(values);
  }

  /** Builds and saves a record that must not exist yet. @throws OverwriteError */
  static create<T extends ActiveRecord>(
    this: ConcreteClass<T>,
    values: NewValues<T>,
    options?: CreateOptions<T>,
  ): Promise<T> {
    return repository(this).create(values, options);
  }

  /** The record with this key; undefined if there is none. */
  static get<T extends ActiveRecord>(this: EntityClass<T>, key: Key<T>, options?: ReadOptions): Promise<T | undefined> {
    return repository(this).get(key, options);
  }

  /** The record with this key. @throws ItemNotFoundError */
  static getOrFail<T extends ActiveRecord>(this: EntityClass<T>, key: Key<T>, options?: ReadOptions): Promise<T> {
    return repository(this).getOrFail(key, options);
  }

  /** The record with this value of a unique attribute: two consistent reads. */
  static findBy<T extends ActiveRecord>(
    this: EntityClass<T>,
    values: Values<T>,
    options?: FindByOptions,
  ): Promise<T | undefined> {
    return repository(this).findBy(values, options);
  }

  /** Updates the item with this key: one request, no read, no hooks. Returns the record after the update. */
  static updateByKey<T extends ActiveRecord>(
    this: EntityClass<T>,
    key: Key<T>,
    input: UpdateInput<T>,
    options?: UpdateByKeyOptions<T>,
  ): Promise<T> {
    return repository(this).updateByKey(key, input, options);
  }

  /** Sets values of an item, and creates it if there is none: one UpdateItem. */
  static upsert<T extends ActiveRecord>(
    this: EntityClass<T>,
    values: Values<T>,
    options?: UpsertOptions<T>,
  ): Promise<Upserted<T>> {
    return repository(this).upsert(values, options);
  }

  /** The record with this key, which is created if there is none. */
  static findOrCreate<T extends ActiveRecord>(
    this: EntityClass<T>,
    key: Key<T>,
    values?: Values<T>,
    options?: FindOrCreateOptions<T>,
  ): Promise<Upserted<T>> {
    return repository(this).findOrCreate(key, values, options);
  }

  /** Deletes the item with this key: one request, no read, no hooks. */
  static deleteByKey<T extends ActiveRecord>(
    this: EntityClass<T>,
    key: Key<T>,
    options?: ByKeyOptions<T>,
  ): Promise<void> {
    return repository(this).deleteByKey(key, options);
  }

  /** The items of one partition, in the order of the sort key; nothing is sent before it is walked. */
  static query<T extends ActiveRecord>(this: EntityClass<T>, key: QueryKey<T>, options?: QueryOptions): Query<T> {
    return repository(this).query(key, options);
  }

  /** All items of the table. Reads, and bills, everything; nothing is sent before it is walked. */
  static scan<T extends ActiveRecord>(this: EntityClass<T>, options?: QueryOptions): Scan<T> {
    return repository(this).scan(options);
  }

  /** Deletes all records of the class, for tests. Returns how many. */
  static truncate<T extends ActiveRecord>(this: EntityClass<T>, options?: QueryOptions): Promise<number> {
    return repository(this).truncate(options);
  }

  /** The records of any number of keys, in the order of the keys; undefined if there is none. */
  static batchGet<T extends ActiveRecord>(
    this: EntityClass<T>,
    keys: readonly Key<T>[],
    options?: BatchGetOptions,
  ): Promise<(T | undefined)[]> {
    return repository(this).batchGet(keys, options);
  }

  /** Runs a PartiQL statement that selects whole items. Returns its results as records. */
  static executeStatement<T extends ActiveRecord>(
    this: EntityClass<T>,
    statement: string,
    parameters?: readonly unknown[],
    options?: RecordStatementOptions,
  ): Promise<T[]> {
    return repository(this).executeStatement(statement, parameters, options);
  }

  /** A new record from a plain object, also one from JSON. Only properties that the class declares are taken. */
  static fromObject<T extends ActiveRecord>(this: ConcreteClass<T>, data: object): T {
    return repository(this).fromObject(data);
  }

  /** The record of an item in DynamoDB's own form. It counts as loaded. */
  static fromItem<T extends ActiveRecord>(this: EntityClass<T>, item: Item): T {
    return repository(this).fromItem(item);
  }

  /** Writes the whole record (PutItem). @throws OverwriteError, ConflictError, ConditionalCheckFailedError */
  save(options?: SaveOptions<this>): Promise<this | undefined> {
    return repositoryOf(this).save(this, options);
  }

  /** Writes what changed since the record was loaded (UpdateItem). If nothing changed, nothing is sent. @throws ConflictError, ItemNotFoundError */
  saveChanges(options?: SaveChangesOptions<this>): Promise<void> {
    return repositoryOf(this).saveChanges(this, options);
  }

  /** Adds to a number. @throws ItemNotFoundError */
  increment(property: NumberName<this>, by?: number | bigint, options?: UpdateOptions<this>): Promise<void> {
    return repositoryOf(this).increment(this, property, by, options);
  }

  /** Renews the expiry and `@UpdatedAt`. @throws ItemNotFoundError */
  touch(options?: TouchOptions<this>): Promise<void> {
    return repositoryOf(this).touch(this, options);
  }

  /** Marks the record as deleted: reads hide it, and its unique values are free. @throws ItemNotFoundError */
  softDelete(options?: SoftDeleteOptions<this>): Promise<void> {
    return repositoryOf(this).softDelete(this, options);
  }

  /** Undoes a soft delete. @throws UniqueError, ItemNotFoundError */
  restore(options?: SoftDeleteOptions<this>): Promise<void> {
    return repositoryOf(this).restore(this, options);
  }

  /** Sets a member of a map, and creates missing maps around it. */
  setIn(
    place: (attributes: References<this>) => UpdateAction,
    options?: SetInOptions<this>,
  ): Promise<{ requests: number }> {
    return repositoryOf(this).setIn(this, place, options);
  }

  /** Changes some attributes (UpdateItem). Afterwards the record has the values of the item. */
  update(input: UpdateInput<this>, options?: UpdateOptions<this>): Promise<void> {
    return repositoryOf(this).update(this, input, options);
  }

  /** Writes the item under another key and deletes the old one, in one transaction. @throws TransactionCanceledError */
  moveTo(changes: Values<this>, options?: MoveOptions): Promise<void> {
    return repositoryOf(this).moveTo(this, changes, options);
  }

  /** Deletes the item (DeleteItem). Afterwards the record is new again. */
  delete(options?: DeleteOptions<this>): Promise<this | undefined> {
    return repositoryOf(this).delete(this, options);
  }

  /** Reads the record again. @throws ItemNotFoundError */
  reload(options?: ReadOptions): Promise<void> {
    return repositoryOf(this).reload(this, options);
  }

  /** Checks the record as a save would; nothing is sent. @throws ValidationError `issues` lists everything that is wrong */
  validate(): Promise<void> {
    return repositoryOf(this).validate(this);
  }

  /** The differences between memory and what was loaded or last written: `{ balance: { from: 100, to: 0 } }`. */
  changes(): Changes<this> {
    return repositoryOf(this).changes(this);
  }

  /** A plain object with computed attributes, and Sets as arrays. `hidden`, `expose` and class-transformer's decorators apply. */
  toObject(): PlainObject<this> {
    return repositoryOf(this).toObject(this);
  }

  /** The object that `JSON.stringify` turns into text: dates and bigints as text, bytes as base64. */
  toJSON(): JsonObject<this> {
    return repositoryOf(this).toJSON(this);
  }

  /** The record as an item in DynamoDB's own form: `{ id: { S: 'a1' }, ... }`. */
  toItem(): Item {
    return repositoryOf(this).toItem(this);
  }

  /** The size of the record as an item, in bytes. */
  itemSize(): number {
    return repositoryOf(this).itemSize(this);
  }

  get isNew(): boolean {
    return repositoryOf(this).isNew(this);
  }

  get isChanged(): boolean {
    return repositoryOf(this).isChanged(this);
  }
}

function repositoryOf<T extends ActiveRecord>(record: T): Repository<T> {
  return repository(record.constructor as EntityClass<T>);
}
