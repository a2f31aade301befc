import type { BatchWriteItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../wire/attribute-value';
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
