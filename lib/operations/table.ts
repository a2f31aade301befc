import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  Projection,
  ScalarAttributeType,
  StreamViewType,
  UpdateTableCommandInput,
  UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb';

/** An attribute of a key, as a table declares it. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: ScalarAttributeType;
}

/** The key of a table or of an index. */
export interface KeySchema {
  readonly partitionKeys: readonly KeyAttribute[];
  readonly sortKeys: readonly KeyAttribute[];
}

export interface IndexSchema extends KeySchema {
  readonly name: string;
  readonly type: 'global' | 'local';
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** The attributes that INCLUDE names. */
  readonly included: readonly string[];
}

/** `'on-demand'`, or capacity units for the table and each of its global indexes. */
export type Billing = 'on-demand' | { readCapacity: number; writeCapacity: number };

/** A table as plain data. */
export interface TableSchema extends KeySchema {
  readonly tableName: string;
  readonly indexes: readonly IndexSchema[];
  readonly billing?: Billing | undefined;
  /** Turns the stream on, with what its records hold. */
  readonly stream?: StreamViewType | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export function createTableInput(schema: TableSchema): CreateTableCommandInput {
  const { tableName, indexes, billing = 'on-demand', stream, tags } = schema;
  const local = indexes.filter(({ type }) => type === 'local').map(indexDefinition);
  const global = indexes.filter(({ type }) => type === 'global').map(index => globalIndex(index, billing));
  return {
    TableName: tableName,
    BillingMode: billing === 'on-demand' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...throughput(billing),
    AttributeDefinitions: attributeDefinitions([schema, ...indexes]),
    KeySchema: keySchema(schema),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } }),
    ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
  };
}

/** `tableKey` is declared with the index's own key. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export function addIndexInput(
  { tableName, ...tableKey }: KeySchema & { readonly tableName: string },
  index: IndexSchema,
  billing: Billing,
): UpdateTableCommandInput {
  return {
    TableName: tableName,
    AttributeDefinitions: attributeDefinitions([tableKey, index]),
    GlobalSecondaryIndexUpdates: [{ Create: globalIndex(index, billing) }],
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export function dropIndexInput(tableName: string, indexName: string): UpdateTableCommandInput {
  return { TableName: tableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: indexName } }] };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export function timeToLiveInput(tableName: string, attributeName: string): UpdateTimeToLiveCommandInput {
  return { TableName: tableName, TimeToLiveSpecification: { Enabled: true, AttributeName: attributeName } };
}

/** Each key attribute once: no other attribute has a fixed type in DynamoDB. */
function attributeDefinitions(schemas: readonly KeySchema[]): AttributeDefinition[] {
  const keys = schemas.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys]);
  const byName = new Map(keys.map(({ name, type }) => [name, type]));
  return [...byName].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function globalIndex(index: IndexSchema, billing: Billing): GlobalSecondaryIndex {
  return { ...indexDefinition(index), ...throughput(billing) };
}

function indexDefinition(index: IndexSchema) {
  const { name, projection, included } = index;
  const Projection: Projection = { ProjectionType: projection };
  if (projection === 'INCLUDE') Projection.NonKeyAttributes = [...included];
  return { IndexName: name, KeySchema: keySchema(index), Projection };
}

/** Capacity units, where they are provisioned: of the table, and of each global index. */
function throughput(billing: Billing) {
  if (billing === 'on-demand') return {};
  const { readCapacity, writeCapacity } = billing;
  return { ProvisionedThroughput: { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity } };
}

function keySchema({ partitionKeys, sortKeys }: KeySchema): KeySchemaElement[] {
  return [
    ...partitionKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' as const })),
    ...sortKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
  ];
}
