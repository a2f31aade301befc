import type { CreateTableCommandInput, ScalarAttributeType } from '@aws-sdk/client-dynamodb';
import type { EntityClass } from './entity-class';
import { type AttributeMetadata, metadataOf } from './entity-metadata';

/**
 * The CreateTable input of a class: for `CreateTableCommand`, CDK or CloudFormation. On-demand billing.
 *
 * A key without a declared type (under compilers that emit no `design:type`) counts as a string: declare `type: Number` for another.
 *
 * @example
 * tableDefinition(Account)
 * // { TableName: 'accounts', BillingMode: 'PAY_PER_REQUEST',
 * //   AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export function tableDefinition(type: EntityClass): CreateTableCommandInput {
  const { tableName, keys } = metadataOf(type);
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map(key => ({ AttributeName: key.name, AttributeType: keyType(key) })),
    KeySchema: keys.map(({ name, key }) => ({ AttributeName: name, KeyType: key === 'partition' ? 'HASH' : 'RANGE' })),
  };
}

function keyType({ codec }: AttributeMetadata): ScalarAttributeType {
  return (codec.storedType ?? 'S') as ScalarAttributeType;
}
