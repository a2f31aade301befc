import type { TransactGetItemsCommandInput, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { transactItem, type WriteOperation } from './write';

/** One TransactWriteItems as plain data. */
export interface TransactWriteOperation {
  readonly operations: readonly WriteOperation[];
  readonly token?: string | undefined;
  readonly returnConsumedCapacity?: TransactWriteItemsCommandInput['ReturnConsumedCapacity'];
  readonly returnItemCollectionMetrics?: TransactWriteItemsCommandInput['ReturnItemCollectionMetrics'];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function transactWriteInput(operation: TransactWriteOperation): TransactWriteItemsCommandInput {
  const { operations, token, returnConsumedCapacity, returnItemCollectionMetrics } = operation;
  return {
    TransactItems: operations.map(transactItem),
    ...(token !== undefined && { ClientRequestToken: token }),
    ...(returnConsumedCapacity && { ReturnConsumedCapacity: returnConsumedCapacity }),
    ...(returnItemCollectionMetrics && { ReturnItemCollectionMetrics: returnItemCollectionMetrics }),
  };
}

/** Bytes of the items, keys and values that a transaction sends, conditions included, as DynamoDB counts them; or a bound that is cheaper. */
export function transactBytes(
  { TransactItems = [] }: TransactWriteItemsCommandInput,
  sizeOf: (item: Item) => number = itemSize,
): number {
  let bytes = 0;
  for (const { Put, Update, Delete, ConditionCheck } of TransactItems) {
    const part = Put ?? Update ?? Delete ?? ConditionCheck;
    const item = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key;
    if (item) bytes += sizeOf(item as Item);
    if (part?.ExpressionAttributeValues) bytes += sizeOf(part.ExpressionAttributeValues as Item);
  }
  return bytes;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export function transactGetInput(reads: readonly { tableName: string; key: Item }[]): TransactGetItemsCommandInput {
  return {
    TransactItems: reads.map(({ tableName, key }) => ({ Get: { TableName: tableName, Key: key } })),
  } as TransactGetItemsCommandInput;
}
