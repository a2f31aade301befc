import type { TransactGetItemsCommandInput, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../wire/attribute-value';
import { transactItem, type WriteOperation } from './write';

/** One TransactWriteItems as plain data. */
export interface TransactWriteOperation {
  readonly operations: readonly WriteOperation[];
  readonly token: string;
  readonly returnConsumedCapacity?: TransactWriteItemsCommandInput['ReturnConsumedCapacity'];
  readonly returnItemCollectionMetrics?: TransactWriteItemsCommandInput['ReturnItemCollectionMetrics'];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function transactWriteInput(operation: TransactWriteOperation): TransactWriteItemsCommandInput {
  const { operations, token, returnConsumedCapacity, returnItemCollectionMetrics } = operation;
  return {
    TransactItems: operations.map(transactItem),
    ClientRequestToken: token,
    ...(returnConsumedCapacity && { ReturnConsumedCapacity: returnConsumedCapacity }),
    ...(returnItemCollectionMetrics && { ReturnItemCollectionMetrics: returnItemCollectionMetrics }),
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export function transactGetInput(reads: readonly { tableName: string; key: Item }[]): TransactGetItemsCommandInput {
  return {
    TransactItems: reads.map(({ tableName, key }) => ({ Get: { TableName: tableName, Key: key } })),
  } as TransactGetItemsCommandInput;
}
