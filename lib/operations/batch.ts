import type { BatchGetItemCommandInput, BatchWriteItemCommandInput } from '@aws-sdk/client-dynamodb';
import { copyOfItem, type Item } from '../wire/attribute-value';
import type { GetOperation } from './read';
import { withText } from './text-part';
import type { DeleteOperation, PutOperation } from './write';

/** What BatchWriteItem can do: it has no conditions and no updates. */
export type BatchOperation = PutOperation | DeleteOperation;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export function batchWriteInput(operations: readonly BatchOperation[]): BatchWriteItemCommandInput {
  const tables = new Map<string, string>();
  for (const operation of operations) {
    const before = tables.get(operation.tableName);
    const text = writeRequest(operation);
    tables.set(operation.tableName, before === undefined ? text : `${before},${text}`);
  }
  const lists = [...tables].map(([tableName, texts]) => `${JSON.stringify(tableName)}:[${texts}]`);
  const standIn = { RequestItems: Object.fromEntries([...tables.keys()].map(tableName => [tableName, []])) };
  return withText({}, 'RequestItems', `{${lists.join(',')}}`, standIn);
}

function writeRequest(operation: BatchOperation): string {
  return operation.kind === 'put'
    ? `{"PutRequest":{"Item":${operation.item.text}}}`
    : `{"DeleteRequest":{"Key":${JSON.stringify(operation.key)}}}`;
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
    table.Keys.push(copyOfItem(key));
    // A request has one choice for a table: what one read of it wants, the others get.
    if (consistentRead) table.ConsistentRead = true;
  }
  return {
    RequestItems: tables,
    ...(countCapacity && { ReturnConsumedCapacity: 'TOTAL' }),
  } as BatchGetItemCommandInput;
}
