import type { IndexRequest, ThroughputRequest } from './requests';
import type { Table, Throughput } from './table';

/** What a table, and each global index of it, is doing. */
export type Status = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

type Description = Record<string, unknown>;

/** Where tables are: the beginning of their ARNs. */
export interface Location {
  readonly region: string;
  readonly account: string;
}

export function tableArn(name: string, { region, account }: Location): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

export function streamArn(tableName: string, label: string, location: Location): string {
  return `${tableArn(tableName, location)}/stream/${label}`;
}

/**
 * A `TableDescription`. Members without a value are undefined, and so are not in the JSON.
 * `indexStatus` tells the status of a global index where it is not that of the table.
 */
export function describeTable(
  table: Table,
  location: Location,
  status: Status = 'ACTIVE',
  indexStatus: (name: string) => Status = () => status,
): Description {
  const { settings, items } = table;
  const arn = tableArn(table.name, location);
  const { stream, throughput } = settings;
  return {
    TableName: table.name,
    TableId: table.id,
    TableArn: arn,
    TableStatus: status,
    CreationDateTime: seconds(table.createdAt),
    AttributeDefinitions: settings.attributeDefinitions,
    KeySchema: settings.keySchema,
    ItemCount: items.count,
    TableSizeBytes: items.size,
    ProvisionedThroughput: describeThroughput(throughput),
    BillingModeSummary: describeBilling(table),
    OnDemandThroughput: settings.onDemandThroughput,
    LocalSecondaryIndexes: unlessEmpty(settings.localIndexes.map(index => describeIndex(table, index, arn))),
    GlobalSecondaryIndexes: unlessEmpty(
      settings.globalIndexes.map(index => describeGlobalIndex(table, index, arn, indexStatus(index.IndexName))),
    ),
    StreamSpecification: stream?.StreamEnabled
      ? { StreamEnabled: true, StreamViewType: stream.StreamViewType }
      : undefined,
    LatestStreamLabel: stream?.label,
    LatestStreamArn: stream && streamArn(table.name, stream.label, location),
    SSEDescription: settings.encryption?.Enabled
      ? {
          Status: 'ENABLED',
          SSEType: settings.encryption.SSEType ?? 'KMS',
          KMSMasterKeyArn: keyArn(settings.encryption.KMSMasterKeyId, location),
        }
      : undefined,
    TableClassSummary: settings.tableClass ? { TableClass: settings.tableClass } : undefined,
    DeletionProtectionEnabled: settings.deletionProtection,
  };
}

function describeBilling({ settings }: Table): Description | undefined {
  if (settings.onDemandSince === undefined) return undefined;
  return {
    BillingMode: settings.billingMode,
    LastUpdateToPayPerRequestDateTime: seconds(settings.onDemandSince),
  };
}

function describeThroughput(throughput: Throughput): Description {
  return {
    ReadCapacityUnits: throughput.ReadCapacityUnits,
    WriteCapacityUnits: throughput.WriteCapacityUnits,
    NumberOfDecreasesToday: throughput.decreasesToday,
    LastIncreaseDateTime: throughput.lastIncrease && seconds(throughput.lastIncrease),
    LastDecreaseDateTime: throughput.lastDecrease && seconds(throughput.lastDecrease),
  };
}

function describeIndex(table: Table, index: IndexRequest, arn: string): Description {
  const entries = table.items.indexes.get(index.IndexName);
  return {
    IndexName: index.IndexName,
    IndexArn: `${arn}/index/${index.IndexName}`,
    KeySchema: index.KeySchema,
    Projection: index.Projection,
    ItemCount: entries?.entries.size ?? 0,
    IndexSizeBytes: entries?.measure() ?? 0,
  };
}

function describeGlobalIndex(table: Table, index: IndexRequest, arn: string, status: Status): Description {
  const units: ThroughputRequest = index.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  return {
    ...describeIndex(table, index, arn),
    IndexStatus: status,
    ProvisionedThroughput: describeThroughput({ ...units, decreasesToday: 0 }),
    OnDemandThroughput: index.OnDemandThroughput,
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
