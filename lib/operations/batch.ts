import type { BatchGetItemCommandInput, BatchWriteItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../wire/attribute-value';
import type { GetOperation } from './read';
import type { DeleteOperation, PutOperation } from './write';

/** What BatchWriteItem can do: it has no conditions and no updates. */
export type BatchOperation = PutOperation | DeleteOperation;

/** One entry of a BatchWriteItem, as it is sent. */
export type WriteRequest = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } };

export function writeRequest(operation: BatchOperation): WriteRequest {
  return operation.kind === 'put'
    ? { PutRequest: { Item: operation.item } }
    : { DeleteRequest: { Key: operation.key } };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export function batchWriteInput(operations: readonly BatchOperation[]): BatchWriteItemCommandInput {
  const tables: Record<string, WriteRequest[]> = {};
  for (const operation of operations) {
    tables[operation.tableName] ??= [];
    tables[operation.tableName]!.push(writeRequest(operation));
  }
  return { RequestItems: tables } as object as BatchWriteItemCommandInput;
}

/** One BatchGetItem as plain data. */
export interface BatchGetOperation {
  /** Up to 100, each item once. */
  readonly reads: readonly GetOperation[];
  readonly countCapacity?: boolean | undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export function batchGetInput({ reads, countCapacity }: BatchGetOperation): BatchGetItemCommandInput {
  const tables: Record<string, { Keys: Item[]; ConsistentRead?: boolean }> = {};
  for (const { tableName, key, consistentRead } of reads) {
    tables[tableName] ??= { Keys: [] };
    const table = tables[tableName];
    table.Keys.push(key);
    // A request has one choice for a table: what one read of it wants, the others get.
    if (consistentRead) table.ConsistentRead = true;
  }
  return {
    RequestItems: tables,
    ...(countCapacity && { ReturnConsumedCapacity: 'TOTAL' }),
  } as BatchGetItemCommandInput;
}
