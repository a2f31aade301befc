import { compareStrings } from '../../wire/order';
import { type EncryptionRequest, isEncrypted } from './encryption';
import type { IndexRequest, ProjectionRequest } from './requests';
import type { GlobalIndex, Table, TableSettings } from './table';
import { decreasesToday, type Throughput, warmthOf } from './throughput';

/** The status of a table, and of each global index. */
export type Status = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

type Description = Record<string, unknown>;

/** The region and account of tables: the prefix of their ARNs. */
export interface Location {
  readonly region: string;
  readonly account: string;
}

/** The place and time of a description. */
export interface Scene {
  readonly location: Location;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How a table is described while it changes. Otherwise it is active, with its settings. */
export interface Transition {
  readonly status: Status;
  readonly settings: TableSettings;
  /** The status of a global index. */
  readonly indexStatus: (name: string) => Status;
  readonly isWarming?: boolean;
  /** The names of the global indexes whose warm throughput is being raised. */
  readonly warmingIndexes?: ReadonlySet<string>;
  readonly isChangingEncryption?: boolean;
}

function tableArn(name: string, { region, account }: Location): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

export function streamArn(tableName: string, label: string, location: Location): string {
  return `${tableArn(tableName, location)}/stream/${label}`;
}

/** A `TableDescription`. Members without a value are undefined, and so are not in the JSON. */
export function describeTable(table: Table, scene: Scene, transition: Transition = atRest(table)): Description {
  const { settings, indexStatus, status, warmingIndexes } = transition;
  const arn = tableArn(table.name, scene.location);
  return {
    ...describeEssentials(table, scene, transition),
    CreationDateTime: seconds(table.createdAt),
    AttributeDefinitions: [...settings.attributeDefinitions].sort((a, b) =>
      compareStrings(a.AttributeName, b.AttributeName),
    ),
    KeySchema: settings.keySchema,
    WarmThroughput: describeWarmth(transition),
    LocalSecondaryIndexes: unlessEmpty(settings.localIndexes.map(index => describeIndex(table, index, arn))),
    GlobalSecondaryIndexes: unlessEmpty(
      settings.globalIndexes.map(index => ({
        ...describeIndex(table, index, arn),
        ...describeCapacity(index, indexStatus(index.IndexName), scene.now),
        WarmThroughput: describeIndexWarmth(index, settings, indexStatus(index.IndexName), warmingIndexes),
        // An index of an existing table is filled from it.
        Backfilling: status === 'UPDATING' && indexStatus(index.IndexName) === 'CREATING' ? false : undefined,
      })),
    ),
  };
}

/** The description of a table that is being deleted. It has fewer members than others. */
export function describeDeletedTable(table: Table, scene: Scene): Description {
  return describeEssentials(table, scene, { ...atRest(table), status: 'DELETING' });
}

function atRest({ settings }: Table): Transition {
  return { status: 'ACTIVE', settings, indexStatus: () => 'ACTIVE' };
}

function describeEssentials(table: Table, { location, now }: Scene, transition: Transition): Description {
  const { settings, status, isChangingEncryption = false } = transition;
  const { stream } = settings;
  return {
    TableName: table.name,
    TableId: table.id,
    TableArn: tableArn(table.name, location),
    TableStatus: status,
    ItemCount: table.items.count,
    TableSizeBytes: table.items.size,
    ProvisionedThroughput: describeThroughput(settings.throughput, now),
    ...describeBilling(settings, status),
    OnDemandThroughput: settings.onDemandThroughput,
    StreamSpecification: stream?.StreamEnabled
      ? { StreamEnabled: true, StreamViewType: stream.StreamViewType }
      : undefined,
    LatestStreamLabel: stream?.label,
    LatestStreamArn: stream && streamArn(table.name, stream.label, location),
    SSEDescription: describeEncryption(settings.encryption, location, isChangingEncryption),
    TableClassSummary: describeTableClass(settings),
    DeletionProtectionEnabled: settings.deletionProtection,
  };
}

/** The same value twice: under its name, and under an older name from before on-demand capacity was public. */
function describeBilling({ onDemandSince, billingMode }: TableSettings, status: Status): Description {
  if (billingMode === 'PROVISIONED' && onDemandSince === undefined) return {};
  const isKnown = onDemandSince !== undefined && status !== 'CREATING';
  const since = { LastUpdateToPayPerRequestDateTime: isKnown ? seconds(onDemandSince) : undefined };
  return {
    BillingModeSummary: { BillingMode: billingMode, ...since },
    TableThroughputModeSummary: { TableThroughputMode: billingMode, ...since },
  };
}

function describeThroughput(throughput: Throughput, now: number): Description {
  return {
    ReadCapacityUnits: throughput.ReadCapacityUnits,
    WriteCapacityUnits: throughput.WriteCapacityUnits,
    NumberOfDecreasesToday: decreasesToday(throughput, now),
    LastIncreaseDateTime: throughput.lastIncrease && seconds(throughput.lastIncrease),
    LastDecreaseDateTime: throughput.lastDecrease && seconds(throughput.lastDecrease),
  };
}

/** For a new table, only what was requested. */
function describeWarmth({ status, settings, isWarming = false }: Transition): Description | undefined {
  if (status === 'CREATING' && !settings.warmThroughput) return undefined;
  return {
    ...warmthOf(settings.billingMode, settings.throughput, settings.warmThroughput),
    Status: isWarming ? 'UPDATING' : 'ACTIVE',
  };
}

function describeEncryption(
  encryption: EncryptionRequest | undefined,
  location: Location,
  isChanging: boolean,
): Description | undefined {
  if (!isEncrypted(encryption)) return isChanging ? { Status: 'UPDATING' } : undefined;
  return {
    Status: isChanging ? 'UPDATING' : 'ENABLED',
    SSEType: encryption?.SSEType ?? 'KMS',
    KMSMasterKeyArn: keyArn(encryption?.KMSMasterKeyId, location),
  };
}

function describeTableClass({ tableClass, tableClassSince }: TableSettings): Description | undefined {
  if (!tableClass) return undefined;
  return { TableClass: tableClass, LastUpdateDateTime: tableClassSince && seconds(tableClassSince) };
}

function describeIndex(table: Table, index: IndexRequest, arn: string): Description {
  const entries = table.items.indexes.get(index.IndexName);
  return {
    IndexName: index.IndexName,
    IndexArn: `${arn}/index/${index.IndexName}`,
    KeySchema: index.KeySchema,
    Projection: describeProjection(index.Projection),
    ItemCount: entries?.entries.size ?? 0,
    IndexSizeBytes: entries?.measure() ?? 0,
  };
}

function describeProjection({ NonKeyAttributes, ...projection }: ProjectionRequest): Description {
  return { ...projection, NonKeyAttributes: NonKeyAttributes && [...NonKeyAttributes].sort(compareStrings) };
}

function describeCapacity(index: GlobalIndex, status: Status, now: number): Description {
  const { ProvisionedThroughput: units = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 } } = index;
  return {
    IndexStatus: status,
    ProvisionedThroughput: describeThroughput(units, now),
    OnDemandThroughput: index.OnDemandThroughput,
  };
}

function describeIndexWarmth(
  { IndexName, ProvisionedThroughput, WarmThroughput }: GlobalIndex,
  { billingMode }: TableSettings,
  status: Status,
  warming: ReadonlySet<string> | undefined,
): Description | undefined {
  if (status === 'CREATING') return undefined;
  return {
    ...warmthOf(billingMode, ProvisionedThroughput, WarmThroughput),
    Status: warming?.has(IndexName) ? 'UPDATING' : 'ACTIVE',
  };
}

function keyArn(keyId: string | undefined, { region, account }: Location): string {
  if (keyId?.startsWith('arn:')) return keyId;
  return `arn:aws:kms:${region}:${account}:key/${keyId ?? 'aws-managed'}`;
}

function unlessEmpty<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length > 0 ? values : undefined;
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
