import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { answeredClient, plainItem } from '../answers.mjs';
import { bareSdk } from './bare-sdk.mjs';

/** The SDK's own log filter costs a walk over every answer; a client can only be rid of it by a middleware. */
export function sdkWithoutLogFilter() {
  const competitor = bareSdk({
    read: item => unmarshall(item),
    write: i => marshall(plainItem(i)),
  });
  competitor.client.middlewareStack.add((next, context) => {
    context.inputFilterSensitiveLog = context.outputFilterSensitiveLog = () => undefined;
    return next;
  });
  return competitor;
}

export function libDynamodb() {
  const { client, page } = answeredClient();
  const doc = DynamoDBDocument.from(client);
  const TableName = 'orders';
  const Key = { customerId: 'customer-1', orderId: 'order-1' };
  return {
    page,
    get: async () => (await doc.get({ TableName, Key })).Item,
    put: () => doc.put({ TableName, Item: plainItem(1) }),
    update: () =>
      doc.update({
        TableName,
        Key,
        UpdateExpression: 'ADD #q :q',
        ExpressionAttributeNames: { '#q': 'quantity' },
        ExpressionAttributeValues: { ':q': 1 },
        ReturnValues: 'ALL_NEW',
      }),
    query: async () =>
      (
        await doc.query({
          TableName,
          KeyConditionExpression: '#c = :c',
          ExpressionAttributeNames: { '#c': 'customerId' },
          ExpressionAttributeValues: { ':c': 'customer-1' },
        })
      ).Items,
    batch: items =>
      doc.batchWrite({ RequestItems: { [TableName]: items.map((_, i) => ({ PutRequest: { Item: plainItem(i) } })) } }),
    transaction: items =>
      doc.transactWrite({ TransactItems: items.map((_, i) => ({ Put: { TableName, Item: plainItem(i) } })) }),
  };
}
