import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { plainItem } from '../item.mjs';

export function open(connect) {
  const client = connect();
  const doc = DynamoDBDocument.from(client);
  const TableName = 'orders';
  const Key = { customerId: 'customer-1', orderId: 'order-1' };
  return {
    get: async () => (await doc.get({ TableName, Key })).Item,
    put: i => doc.put({ TableName, Item: plainItem(i) }),
    update: async () =>
      (
        await doc.update({
          TableName,
          Key,
          UpdateExpression: 'ADD #q :q',
          ExpressionAttributeNames: { '#q': 'quantity' },
          ExpressionAttributeValues: { ':q': 1 },
          ReturnValues: 'ALL_NEW',
        })
      ).Attributes,
    query: async () =>
      (
        await doc.query({
          TableName,
          KeyConditionExpression: '#c = :c',
          ExpressionAttributeNames: { '#c': 'customerId' },
          ExpressionAttributeValues: { ':c': 'customer-1' },
        })
      ).Items,
    batch: numbers =>
      doc.batchWrite({ RequestItems: { [TableName]: numbers.map(i => ({ PutRequest: { Item: plainItem(i) } })) } }),
    transaction: numbers =>
      doc.transactWrite({ TransactItems: numbers.map(i => ({ Put: { TableName, Item: plainItem(i) } })) }),
  };
}
