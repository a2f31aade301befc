// Records, and classes without a base class.

export { ActiveRecord } from './active-record/active-record';
export { load, type ManyName, type OneName } from './associations/load';
export { type RekeyOptions, type RekeyProgress, rekey } from './bulk/rekey';
export type { Changes } from './entity/changes';
export { type ClassKeyTools, keysOf } from './entity/keys-of';
export type { JsonObject, PlainObject } from './entity/plain-types';
export type { MoveOptions, RepositoryOptions } from './repository/options';
export { Repository, repository } from './repository/repository';

// Decorators.

export { type AssociationKeys, BelongsTo, HasMany } from './decorators/associations';
export {
  Attribute,
  type AttributeOptions,
  type KeyOptions,
  PartitionKey,
  type PartitionKeyOptions,
  SortKey,
  Version,
  type VersionOptions,
} from './decorators/attribute-decorators';
export { Discriminator, type DiscriminatorOptions } from './decorators/discriminator';
export {
  AfterDelete,
  AfterLoad,
  AfterSave,
  AfterUpdate,
  BeforeDelete,
  BeforeSave,
  BeforeUpdate,
} from './decorators/hooks';
export { Index, type IndexOptions } from './decorators/index-decorator';
export { type EntityOptions, type SharedTableOptions, Table, type TableOptions } from './decorators/table';
export {
  CreatedAt,
  DeletedAt,
  ExpiresAt,
  type ExpiryOptions,
  type TimeOptions,
  UpdatedAt,
} from './decorators/time-decorators';
export { TenantKey } from './features/tenant-key';

// What a class is and says of itself.

export type { CustomCodec } from './codec/custom';
export { oneOf } from './features/one-of';
export type { AllowedValues } from './metadata/allowed-values';
export type { TypeName, TypeOption, UniqueOptions } from './metadata/declarations';
export type { Duration } from './metadata/duration';
export {
  type AttributeName,
  type Coded,
  type ConcreteClass,
  type EntityClass,
  type IndexName,
  indexes,
  type Key,
  type KeyParts,
  key,
  type NewValues,
  type NumberName,
  type QueryKey,
  type Relation,
  required,
  type Values,
} from './metadata/entity-class';
export type { OneOf } from './metadata/one-of';
export type { RecordValidator, ValidatorContext } from './validation/record-validator';
export type { StandardSchema } from './validation/standard-schema';

// Tables: made and described, and shared by classes.

export { defineTable } from './features/define-table';
export type {
  KeyDefinition,
  SharedIndexDefinition,
  SharedTable,
  SharedTableDefinition,
  TableName,
  UnknownItems,
} from './metadata/shared-table';
export { type TableDefinitionOptions, tableDefinition } from './tables/table-definition';
export {
  type CreateTableOptions,
  createTable,
  deleteTable,
  type TableCallOptions,
  tableExists,
  type UpdateTableOptions,
  updateTable,
} from './tables/tables';

// Conditions and update actions.

export { and, Condition, not, or } from './expressions/condition';
export type {
  AnyMembers,
  AnyMethods,
  AnyReference,
  AttributeMethods,
  ConditionInput,
  Fallback,
  ListMethods,
  MapMembers,
  MapMethods,
  NumberMethods,
  Operand,
  OrderedMethods,
  Reference,
  References,
  SetMethods,
  Sized,
  SizeReference,
  TextMethods,
  UpdateAction,
  UpdateInput,
} from './expressions/reference-types';
export { attributes } from './expressions/references';

// Choices of reads and writes.

export type { FindByOptions, ReadOptions } from './entity/options';
export type { OnDecodeError } from './load/undecodable';
export type {
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
} from './write/options';

// Queries, scans and collections.

export type {
  BulkFailure,
  BulkOptions,
  BulkOutcome,
  DeleteAllResult,
  UpdateAllResult,
} from './query/bulk';
export {
  type Collection,
  type CollectionClasses,
  type CollectionKey,
  type CollectionOptions,
  type CollectionPage,
  type CollectionQuery,
  type CollectionQueryOptions,
  type CollectionRecord,
  type CollectionWalk,
  collection,
  type Grouped,
} from './query/collection';
export type { QueryOptions } from './query/context';
export { type Page, Query, Scan } from './query/reading';
export type { Walk } from './query/walk';

// Batches and work in bulk.

export { type BatchGetOptions, type BatchGetRequest, type BatchGetResults, batchGet } from './batch/batch-get';
export { type BatchSource, batchWrite } from './batch/batch-write';
export type { Batch, BatchWriteOptions } from './batch/options';
export { type BackfillOptions, type BackfillReport, backfillUnique, type Duplicate } from './bulk/backfill-unique';

// Transactions.

export type {
  TransactByKeyOptions,
  TransactCallOptions,
  TransactCreateOptions,
  TransactDeleteOptions,
  TransactExpiryOptions,
  TransactGetOptions,
  TransactionReceipt,
  TransactOptions,
  TransactSaveOptions,
  TransactUpdateByKeyOptions,
  TransactUpdateOptions,
  TransactUpsertOptions,
  TransactWriteOptions,
} from './transact/options';
export { transact } from './transact/transact';
export {
  TransactGet,
  type TransactGetHandle,
  type TransactGetRequest,
  type TransactGetResults,
  transactGet,
} from './transact/transact-get';
export { TransactWrite } from './transact/transact-write';
export type { Transaction } from './transact/transaction';
export type { TransactionQuery } from './transact/transaction-query';

// PartiQL statements.

export {
  executeStatement,
  type RecordStatementOptions,
  type StatementOptions,
  statementPages,
} from './statements/statement';

// Clients, and where calls go.

export { type Configuration, configure, setDefaultClient } from './client/configuration';
export type { Surroundings } from './client/surroundings';
export type { CallOptions } from './client/target';
export { within } from './client/within';

// Observation.

export type { Observer, OperationEvent, OperationInfo, RequestEvent, Watch } from './observe/events';
export { measure, type OperationUsage, type Prices, type Usage } from './observe/measure';
export { observe } from './observe/observers';
export { type PrintOptions, print } from './observe/print';
export type { Progress } from './observe/progress';
export type { ReadRate, WriteRate } from './observe/rate';
export { type SlowLimits, slow } from './observe/slow';

// Errors.

export { DynactError } from './errors/dynact-error';
export { TableNotFoundError, ThrottledError, type ThrottlingReason } from './errors/service-errors';
export { DecodeError } from './errors/stream-errors';
export {
  type CancellationReason,
  type CancellationReasons,
  TransactionCanceledError,
  TransactionConflictError,
  type TransactionVerb,
} from './errors/transaction-errors';
export {
  ConfigurationError,
  InvalidStateError,
  type Issue,
  ItemTooLargeError,
  ValidationError,
} from './errors/usage-errors';
export {
  BatchWriteError,
  ConditionalCheckFailedError,
  ConflictError,
  type Difference,
  ItemNotFoundError,
  MaxRetriesExceededError,
  OutcomeUnknownError,
  OverwriteError,
  UniqueError,
  type UnprocessedEntry,
} from './errors/write-errors';
