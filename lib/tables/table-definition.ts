import type { CreateTableCommandInput, StreamViewType } from '@aws-sdk/client-dynamodb';
import { tableNameOf } from '../client/target';
import { checkOptions, type OptionNames } from '../errors/known-options';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { EntityClass } from '../metadata/entity-class';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { keyType } from '../metadata/key-type';
import type { SharedTable } from '../metadata/shared-table';
import { classesBeside } from '../metadata/table-classes';
import { metadataOfTarget } from '../metadata/table-metadata';
import {
  type Billing,
  createTableInput,
  type IndexSchema,
  type KeyAttribute,
  type TableSchema,
} from '../operations/table';

export interface TableDefinitionOptions {
  /** `'on-demand'` (the default), or capacity units for the table and each of its global indexes. */
  billing?: Billing | undefined;
  /** Turns the stream on, with what its records hold. */
  stream?: StreamViewType | undefined;
  tags?: Record<string, string> | undefined;
}

export const DEFINITION_OPTIONS: OptionNames<TableDefinitionOptions> = { billing: true, stream: true, tags: true };

/**
 * The CreateTable input of a class or a shared table, with the indexes of all its classes: for `CreateTableCommand`, CDK or CloudFormation.
 *
 * A key without a type (from `type`, the compiler's `design:type` or a default) counts as a string: declare `type: Number` for a number.
 *
 * @example
 * tableDefinition(Account)
 * // { TableName: 'accounts', BillingMode: 'PAY_PER_REQUEST',
 * //   AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export function tableDefinition(
  table: EntityClass | SharedTable,
  options: TableDefinitionOptions = {},
): CreateTableCommandInput {
  checkOptions('', 'tableDefinition', options, DEFINITION_OPTIONS);
  const { billing, stream, tags } = options;
  return createTableInput({ ...tableSchema(metadataOfTarget(table)), billing, stream, tags });
}

/** The table of a class, with the indexes of all classes of the table. */
export function tableSchema(metadata: EntityMetadata): TableSchema {
  const { partitionKey, sortKey, shared } = metadata;
  const own = shared ? sharedIndexes(shared) : indexesOf(metadata);
  const others = classesBeside(metadata).flatMap(other => indexesOf(other));
  return {
    tableName: tableNameOf(metadata),
    partitionKeys: keysOf(metadata, [partitionKey]),
    sortKeys: keysOf(metadata, sortKey ? [sortKey] : []),
    // The class's own come first, before those of other classes with the same name.
    indexes: [...new Map([...others, ...own].map(index => [index.name, index])).values()].sort(inOrderOf(own)),
  };
}

function indexesOf(metadata: EntityMetadata): IndexSchema[] {
  return [...metadata.indexes.values()].map(({ name, type, projection, included, partitionKeys, sortKeys }) => ({
    name,
    type,
    projection,
    included: included.map(attribute => attribute.name),
    partitionKeys: keysOf(metadata, partitionKeys),
    sortKeys: keysOf(metadata, sortKeys),
  }));
}

function keysOf(metadata: EntityMetadata, attributes: readonly AttributeMetadata[]): KeyAttribute[] {
  return attributes.map(key => ({ name: key.name, type: keyType(metadata, key) }));
}

function sharedIndexes({ indexes }: SharedTable): IndexSchema[] {
  return [...indexes.values()].map(({ projection, ...index }) => ({
    ...index,
    projection: typeof projection === 'string' ? projection : 'INCLUDE',
    included: typeof projection === 'string' ? [] : projection,
  }));
}

function inOrderOf(own: readonly IndexSchema[]): (a: IndexSchema, b: IndexSchema) => number {
  const places = new Map(own.map(({ name }, i) => [name, i]));
  const placeOf = ({ name }: IndexSchema) => places.get(name) ?? own.length;
  return (a, b) => placeOf(a) - placeOf(b);
}
