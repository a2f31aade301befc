import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { resolveClient } from '../client/configuration';
import { type SendContext, send } from '../client/send';
import { TableNotFoundError } from '../errors/service-errors';
import type { EntityClass } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import { tableDefinition } from '../metadata/table-definition';

export interface TableCallOptions {
  client?: DynamoDBClient;
  /** Seconds to wait for the table to be ready, or gone. Default 300. */
  maxWaitTime?: number;
  signal?: AbortSignal;
}

const MAX_WAIT_SECONDS = 300;

/**
 * Creates the table of a class and waits until it can be used.
 *
 * @example
 * await createTable(Account); // CreateTable tableDefinition(Account), then DescribeTable until ACTIVE
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export async function createTable(type: EntityClass, options: TableCallOptions = {}): Promise<void> {
  const { client, context } = target(type, options);
  await send(client, new CreateTableCommand(tableDefinition(type)), context);
  await waitUntilTableExists(waiter(client, options), { TableName: context.tableName });
}

/**
 * Deletes the table of a class, with all its items, and waits until it is gone.
 *
 * @throws TableNotFoundError
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
 */
export async function deleteTable(type: EntityClass, options: TableCallOptions = {}): Promise<void> {
  const { client, context } = target(type, options);
  await send(client, new DeleteTableCommand({ TableName: context.tableName }), context);
  await waitUntilTableNotExists(waiter(client, options), { TableName: context.tableName });
}

/** Whether the table of a class exists. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export async function tableExists(type: EntityClass, options: TableCallOptions = {}): Promise<boolean> {
  const { client, context } = target(type, options);
  try {
    await send(client, new DescribeTableCommand({ TableName: context.tableName }), context);
    return true;
  } catch (error) {
    if (error instanceof TableNotFoundError) return false;
    throw error;
  }
}

function target(type: EntityClass, options: TableCallOptions): { client: DynamoDBClient; context: SendContext } {
  const { className, tableName, client } = metadataOf(type);
  return {
    client: resolveClient(className, options.client, client),
    context: { className, tableName, signal: options.signal },
  };
}

/** Asks soon and often: an embedded table is there at once, one in AWS in some seconds. */
function waiter(client: DynamoDBClient, { maxWaitTime = MAX_WAIT_SECONDS, signal }: TableCallOptions) {
  return { client, maxWaitTime, minDelay: 1, maxDelay: 5, ...(signal && { abortSignal: signal }) };
}
