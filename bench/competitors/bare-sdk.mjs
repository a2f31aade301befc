import {
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { wireItem } from '../item.mjs';

const TableName = 'orders';
const Key = { customerId: { S: 'customer-1' }, orderId: { S: 'order-1' } };

/** `client.send` with attribute values written by hand: what everything is measured against. */
export function open(connect, { read = x => x, write = wireItem } = {}) {
  const client = connect();
  return {
    client,
    get: async () => read((await client.send(new GetItemCommand({ TableName, Key }))).Item),
    put: i => client.send(new PutItemCommand({ TableName, Item: write(i) })),
    update: async () => {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: 'ADD #q :q',
          ExpressionAttributeNames: { '#q': 'quantity' },
          ExpressionAttributeValues: { ':q': { N: '1' } },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return read(Attributes);
    },
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
    batch: numbers =>
      client.send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: numbers.map(i => ({ PutRequest: { Item: write(i) } })) },
        }),
      ),
    transaction: numbers =>
      client.send(
        new TransactWriteItemsCommand({ TransactItems: numbers.map(i => ({ Put: { TableName, Item: write(i) } })) }),
      ),
  };
}
