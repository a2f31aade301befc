import type { CreateTableCommandInput, StreamViewType } from '@aws-sdk/client-dynamodb';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { keyType } from '../metadata/key-type';
import { type Billing, createTableInput, type TableSchema } from '../operations/table';

export interface TableDefinitionOptions {
  /** `'on-demand'` (the default), or capacity units for the table and each of its global indexes. */
  billing?: Billing | undefined;
  /** Turns the stream on, with what its records hold. */
  stream?: StreamViewType | undefined;
  tags?: Record<string, string> | undefined;
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
  const { billing, stream, tags } = options;
  return createTableInput({ ...tableSchema(metadataOf(type)), billing, stream, tags });
}

/** The table that a class needs, with its indexes. */
export function tableSchema(metadata: EntityMetadata): TableSchema {
  const { tableName, partitionKey, sortKey } = metadata;
  const keys = (attributes: readonly AttributeMetadata[]) =>
    attributes.map(key => ({ name: key.name, type: keyType(metadata, key) }));
  return {
    tableName,
    partitionKeys: keys([partitionKey]),
    sortKeys: keys(sortKey ? [sortKey] : []),
    indexes: [...metadata.indexes.values()].map(({ name, type, projection, included, partitionKeys, sortKeys }) => ({
      name,
      type,
      projection,
      included: included.map(attribute => attribute.name),
      partitionKeys: keys(partitionKeys),
      sortKeys: keys(sortKeys),
    })),
  };
}
