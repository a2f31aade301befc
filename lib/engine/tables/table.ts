import type { DocumentPath } from '../expressions/document-path';
import { wholeRequestError } from '../protocol/service-error';
import { ItemStore } from '../storage/item-store';
import { type KeyAttribute, type KeySchema, keySchema } from '../storage/key-schema';
import { SecondaryIndex } from '../storage/secondary-index';
import type { EncryptionRequest } from './encryption';
import type {
  AttributeDefinition,
  BillingMode,
  CreateTableRequest,
  IndexRequest,
  KeyElement,
  OnDemandThroughputRequest,
  StreamRequest,
  Tag,
  WarmThroughputRequest,
} from './requests';
import type { Throughput } from './throughput';

/** The settings of a table. UpdateTable and similar operations replace parts of them. */
export interface TableSettings {
  readonly attributeDefinitions: readonly AttributeDefinition[];
  readonly keySchema: readonly KeyElement[];
  readonly localIndexes: readonly IndexRequest[];
  readonly globalIndexes: readonly GlobalIndex[];
  readonly billingMode: BillingMode;
  /** When it was last made on-demand, in milliseconds. */
  readonly onDemandSince: number | undefined;
  readonly throughput: Throughput;
  readonly onDemandThroughput: OnDemandThroughputRequest | undefined;
  readonly warmThroughput?: WarmThroughputRequest;
  /** The latest one, also when it was disabled. */
  readonly stream: (StreamRequest & { readonly label: string }) | undefined;
  readonly encryption: EncryptionRequest | undefined;
  readonly tableClass: string | undefined;
  /** When an update last changed it, in milliseconds. */
  readonly tableClassSince?: number;
  readonly deletionProtection: boolean;
  readonly tags: readonly Tag[];
  readonly timeToLive: string | undefined;
  /** When that was last changed, in milliseconds. */
  readonly timeToLiveSince?: number;
}

/** A global index, with the history of its capacity. */
export interface GlobalIndex extends IndexRequest {
  readonly ProvisionedThroughput?: Throughput;
}

/** A table: its settings and its items. */
export class Table {
  constructor(
    readonly name: string,
    readonly createdAt: number,
    public settings: TableSettings,
    readonly items: ItemStore,
    readonly id: string = crypto.randomUUID(),
  ) {}

  get keys(): KeySchema {
    return this.items.keys;
  }

  addIndex(request: IndexRequest, isGlobal: boolean): void {
    this.items.addIndex(indexOf(request, isGlobal, this.keys, this.settings.attributeDefinitions));
  }

  /** A copy of the table, independent of this one. */
  clone(): Table {
    return new Table(this.name, this.createdAt, this.settings, this.items.clone(), this.id);
  }
}

/** The empty table of a checked request. */
export function createTable(request: CreateTableRequest, now: number): Table {
  return tableOf(request.TableName, settingsOf(request, now), now);
}

/** An empty table with those settings; without `id`, a new one. */
export function tableOf(name: string, settings: TableSettings, createdAt: number, id?: string): Table {
  const store = new ItemStore(keysOf(settings.keySchema, settings.attributeDefinitions));
  const table = new Table(name, createdAt, settings, store, id);
  for (const index of settings.localIndexes) table.addIndex(index, false);
  for (const index of settings.globalIndexes) table.addIndex(index, true);
  return table;
}

function settingsOf(request: CreateTableRequest, now: number): TableSettings {
  const billingMode = request.BillingMode ?? 'PROVISIONED';
  const stream = request.StreamSpecification;
  return {
    attributeDefinitions: request.AttributeDefinitions,
    keySchema: request.KeySchema,
    localIndexes: request.LocalSecondaryIndexes ?? [],
    globalIndexes: request.GlobalSecondaryIndexes ?? [],
    billingMode,
    onDemandSince: billingMode === 'PAY_PER_REQUEST' ? now : undefined,
    throughput: {
      ReadCapacityUnits: request.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
      WriteCapacityUnits: request.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    },
    onDemandThroughput: request.OnDemandThroughput,
    warmThroughput: request.WarmThroughput,
    stream: stream?.StreamEnabled ? { ...stream, label: streamLabel(now) } : undefined,
    encryption: request.SSESpecification,
    tableClass: request.TableClass,
    deletionProtection: request.DeletionProtectionEnabled ?? false,
    tags: request.Tags ?? [],
    timeToLive: undefined,
  };
}

/** The label of a stream: when it was enabled, always later than the label before. */
export function streamLabel(now: number, previous?: string): string {
  const earliest = previous === undefined ? now : Date.parse(`${previous}Z`) + 1;
  return new Date(Math.max(now, earliest)).toISOString().slice(0, -1);
}

function indexOf(
  request: IndexRequest,
  isGlobal: boolean,
  tableKeys: KeySchema,
  definitions: readonly AttributeDefinition[],
): SecondaryIndex {
  const { ProjectionType, NonKeyAttributes = [] } = request.Projection;
  return new SecondaryIndex(
    {
      name: request.IndexName,
      isGlobal,
      keys: keysOf(request.KeySchema, definitions),
      projection: ProjectionType === 'ALL' ? 'ALL' : NonKeyAttributes,
    },
    tableKeys,
  );
}

function keysOf(schema: readonly KeyElement[], definitions: readonly AttributeDefinition[]): KeySchema {
  const typed = (keyType: string): KeyAttribute[] =>
    schema
      .filter(({ KeyType }) => KeyType === keyType)
      .map(({ AttributeName: name }) => {
        const definition = definitions.find(({ AttributeName }) => AttributeName === name) as AttributeDefinition;
        return { name, type: definition.AttributeType };
      });
  return keySchema(typed('HASH'), typed('RANGE'));
}

/** Refuses paths into a key attribute of the table or an index, as these are never maps or lists. */
export function checkScalarKeys(paths: readonly DocumentPath[], table: Table): void {
  const inner = paths.filter(path => path.length > 1).map(([name]) => name);
  if (inner.length === 0) return;
  checkKeys(inner, table.keys, 'Key');
  for (const index of table.items.indexes.values()) checkKeys(inner, index.definition.keys, 'IndexKey');
}

function checkKeys(names: readonly unknown[], keys: KeySchema, kind: string): void {
  const key = keys.all.find(({ name }) => names.includes(name));
  if (!key) return;
  throw wholeRequestError(
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
      `${kind}: ${key.name}`,
  );
}
