import {
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { answeredClient, wireItem } from '../answers.mjs';

const TableName = 'orders';
const Key = { customerId: { S: 'customer-1' }, orderId: { S: 'order-1' } };

/** `client.send` with attribute values written by hand: what everything is measured against. */
export function bareSdk(options = {}) {
  const { client, page } = answeredClient();
  const { read = x => x, write = wireItem } = options;
  return {
    client,
    page,
    get: async () => read((await client.send(new GetItemCommand({ TableName, Key }))).Item),
    put: () => client.send(new PutItemCommand({ TableName, Item: write(1) })),
    update: () =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: 'ADD #q :q',
          ExpressionAttributeNames: { '#q': 'quantity' },
          ExpressionAttributeValues: { ':q': { N: '1' } },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    query: async () => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: '#c = :c',
          ExpressionAttributeNames: { '#c': 'customerId' },
          ExpressionAttributeValues: { ':c': { S: 'customer-1' } },
        }),
      );
      return Items.map(read);
    },
    batch: items =>
      client.send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: items.map((_, i) => ({ PutRequest: { Item: write(i) } })) },
        }),
      ),
    transaction: items =>
      client.send(
        new TransactWriteItemsCommand({ TransactItems: items.map((_, i) => ({ Put: { TableName, Item: write(i) } })) }),
      ),
  };
}
