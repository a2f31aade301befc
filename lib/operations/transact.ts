import type {
  TransactGetItemsCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { parseJson } from '../codec/json';
import { copyOfItem, type Item } from '../wire/attribute-value';
import { isWithin, itemSize } from '../wire/size';
import { withText } from './text-part';
import { transactWriter, type WriteOperation } from './write';

/** One TransactWriteItems as plain data. */
export interface TransactWriteOperation {
  readonly operations: readonly WriteOperation[];
  /** What they are as text, where it is known. */
  readonly content?: string;
  readonly token?: string | undefined;
  readonly returnConsumedCapacity?: TransactWriteItemsCommandInput['ReturnConsumedCapacity'];
  readonly returnItemCollectionMetrics?: TransactWriteItemsCommandInput['ReturnItemCollectionMetrics'];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function transactWriteInput(operation: TransactWriteOperation): TransactWriteItemsCommandInput {
  const { operations, content, token, returnConsumedCapacity, returnItemCollectionMetrics } = operation;
  const input = {
    ...(token !== undefined && { ClientRequestToken: token }),
    ...(returnConsumedCapacity && { ReturnConsumedCapacity: returnConsumedCapacity }),
    ...(returnItemCollectionMetrics && { ReturnItemCollectionMetrics: returnItemCollectionMetrics }),
  };
  return withText(input, 'TransactItems', content ?? transactContent(operations), standIn(operations));
}

/** The operations as the text of `TransactItems`. */
export function transactContent(operations: readonly WriteOperation[]): string {
  const write = transactWriter();
  let text = '[';
  for (const operation of operations) text += (text === '[' ? '' : ',') + write(operation);
  return `${text}]`;
}

/** Its tables, and a token, as the SDK would make one where it is missing. */
function standIn(operations: readonly WriteOperation[]): object {
  const tables = new Set(operations.map(({ tableName }) => tableName));
  return { TransactItems: [...tables].map(TableName => ({ Put: { TableName } })), ClientRequestToken: 'set' };
}

/** Whether a transaction is within so many bytes of items, keys and values, as DynamoDB counts them; else how many it has. */
export function bytesOver(content: string, max: number): number | undefined {
  // As text they have more.
  if (isWithin(content, max)) return undefined;
  const bytes = transactBytes(parseJson(content) as TransactWriteItem[]);
  return bytes > max ? bytes : undefined;
}

function transactBytes(items: readonly TransactWriteItem[]): number {
  let bytes = 0;
  for (const { Put, Update, Delete, ConditionCheck } of items) {
    const part = Put ?? Update ?? Delete ?? ConditionCheck;
    const item = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key;
    if (item) bytes += itemSize(item as Item);
    if (part?.ExpressionAttributeValues) bytes += itemSize(part.ExpressionAttributeValues as Item);
  }
  return bytes;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export function transactGetInput(reads: readonly { tableName: string; key: Item }[]): TransactGetItemsCommandInput {
  return {
    TransactItems: reads.map(({ tableName, key }) => ({ Get: { TableName: tableName, Key: copyOfItem(key) } })),
  } as TransactGetItemsCommandInput;
}
