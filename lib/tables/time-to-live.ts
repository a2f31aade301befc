import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { send } from '../client/send';
import type { Target } from '../client/target';
import { ConfigurationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { classesBeside } from '../metadata/table-classes';
import { timeToLiveInput } from '../operations/table';

/** The stored name of the time to live: of a property that is given, of the table's `timeToLive`, or of the `@ExpiresAt` of a class of the table. */
export function timeToLiveAttribute(metadata: EntityMetadata, property?: string): string | undefined {
  const { className, byProperty } = metadata;
  const declared = declaredName(metadata);
  if (property === undefined) return declared;
  const attribute = byProperty.get(property);
  if (attribute?.codec.storedType !== 'N') {
    throw new ConfigurationError(
      `${className}.${property} cannot be the time to live: it must be an attribute declared with \`type: 'epochSeconds'\``,
    );
  }
  if (attribute.name === (declared ?? attribute.name)) return attribute.name;
  throw new ConfigurationError(
    `${className}.${property} cannot be the time to live: that of the table is "${declared}", and DynamoDB knows one for a table`,
  );
}

/** All classes of a table store the time under one name: their declarations are checked. */
function declaredName(metadata: EntityMetadata): string | undefined {
  if (metadata.shared?.timeToLive !== undefined) return metadata.shared.timeToLive;
  const expiring = [metadata, ...classesBeside(metadata)].find(({ lifecycle }) => lifecycle.expiresAt);
  return expiring?.lifecycle.expiresAt?.name;
}

export async function turnOnTimeToLive(table: Target, attribute: string): Promise<void> {
  await send(table, new UpdateTimeToLiveCommand(timeToLiveInput(table.tableName, attribute)));
}

/** Turns the time to live on where it is off. DynamoDB changes it once an hour at most, and first wants another attribute's turned off. */
export async function ensureTimeToLive(table: Target, attribute: string): Promise<void> {
  const { tableName: TableName, metadata } = table;
  const { TimeToLiveDescription } = await send(table, new DescribeTimeToLiveCommand({ TableName }));
  const { TimeToLiveStatus: status = 'DISABLED', AttributeName: current } = TimeToLiveDescription ?? {};
  if (status === 'DISABLED') return turnOnTimeToLive(table, attribute);
  if (current === attribute && status !== 'DISABLING') return;
  throw new ConfigurationError(
    `${metadata.className}: the time to live of "${TableName}" is ${status} on "${current}", and the class wants it on "${attribute}": turn the other one off first`,
  );
}
