import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type EntityClass, tableDefinition } from 'dynact';
import type { Item } from './harness';

/** All items of a class's table, as they are stored: also those that are no records. */
export async function itemsOf(client: DynamoDBClient, type: EntityClass): Promise<Item[]> {
  const items: Item[] = [];
  const { TableName } = tableDefinition(type);
  for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}
