import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  Projection,
  StreamViewType,
} from '@aws-sdk/client-dynamodb';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import { keyType } from '../metadata/key-type';

export interface TableDefinitionOptions {
  /** `'on-demand'` (the default), or capacity units for the table and each of its global indexes. */
  billing?: 'on-demand' | { readCapacity: number; writeCapacity: number };
  /** Turns the stream on, with what its records hold. */
  stream?: StreamViewType;
  tags?: Record<string, string>;
}

/**
 * The CreateTable input of a class: for `CreateTableCommand`, CDK or CloudFormation.
 *
 * A key whose type neither `type`, the compiler's `design:type` nor a default tells counts as a string: declare `type: Number` for another.
 *
 * @example
 * tableDefinition(Account)
 * // { TableName: 'accounts', BillingMode: 'PAY_PER_REQUEST',
 * //   AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export function tableDefinition(type: EntityClass, options: TableDefinitionOptions = {}): CreateTableCommandInput {
  const metadata = metadataOf(type);
  const { tableName, partitionKey, sortKey } = metadata;
  const indexes = [...metadata.indexes.values()];
  const local = indexes.filter(index => index.type === 'local').map(indexDefinition);
  const global = indexes
    .filter(index => index.type === 'global')
    .map(index => ({ ...indexDefinition(index), ...throughput(options) }));
  return {
    TableName: tableName,
    BillingMode: isProvisioned(options) ? 'PROVISIONED' : 'PAY_PER_REQUEST',
    ...throughput(options),
    AttributeDefinitions: attributeDefinitions(metadata, indexes),
    KeySchema: keySchema([partitionKey], sortKey ? [sortKey] : []),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(options.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: options.stream } }),
    ...(options.tags && { Tags: Object.entries(options.tags).map(([Key, Value]) => ({ Key, Value })) }),
  };
}

/** The keys of the table and of these indexes, each attribute once: all others have no fixed type in DynamoDB. */
export function attributeDefinitions(metadata: EntityMetadata, indexes: readonly IndexMetadata[]) {
  const all = [...metadata.keys, ...indexes.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys])];
  const byName = new Map(all.map(key => [key.name, keyType(metadata, key)]));
  return [...byName].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

export function indexDefinition(index: IndexMetadata): Omit<GlobalSecondaryIndex, 'ProvisionedThroughput'> {
  const projection: Projection = { ProjectionType: index.projection };
  if (index.projection === 'INCLUDE') projection.NonKeyAttributes = index.included.map(({ name }) => name);
  return { IndexName: index.name, KeySchema: keySchema(index.partitionKeys, index.sortKeys), Projection: projection };
}

function isProvisioned({ billing = 'on-demand' }: TableDefinitionOptions): boolean {
  return billing !== 'on-demand';
}

/** Capacity units, where they are provisioned: of the table, and of each global index. */
export function throughput({ billing = 'on-demand' }: Pick<TableDefinitionOptions, 'billing'>) {
  if (billing === 'on-demand') return {};
  const { readCapacity, writeCapacity } = billing;
  return { ProvisionedThroughput: { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity } };
}

function keySchema(
  partitionKeys: readonly AttributeMetadata[],
  sortKeys: readonly AttributeMetadata[],
): KeySchemaElement[] {
  return [
    ...partitionKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' as const })),
    ...sortKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
  ];
}
