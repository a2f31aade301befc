import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as toolbox from 'dynamodb-toolbox';
import { answeredClient, plainItem } from '../answers.mjs';

const { Entity, Table, item, string, number, boolean, list, map, $add } = toolbox;

export function dynamodbToolbox() {
  const { client, page } = answeredClient(undefined, () => ({ _et: { S: 'Order' } }));
  const table = new Table({
    name: 'orders',
    partitionKey: { name: 'customerId', type: 'string' },
    sortKey: { name: 'orderId', type: 'string' },
    documentClient: DynamoDBDocumentClient.from(client),
  });
  const Order = new Entity({
    name: 'Order',
    table,
    timestamps: false,
    schema: item({
      customerId: string().key(),
      orderId: string().key(),
      total: number(),
      status: string(),
      placedAt: string(),
      paid: boolean(),
      tags: list(string()),
      address: map({ street: string(), city: string() }),
      note: string(),
      quantity: number(),
      weight: number(),
    }),
  });
  const key = { customerId: 'customer-1', orderId: 'order-1' };
  return {
    page,
    get: async () => (await Order.build(toolbox.GetItemCommand).key(key).send()).Item,
    put: () => Order.build(toolbox.PutItemCommand).item(plainItem(1)).send(),
    update: () =>
      Order.build(toolbox.UpdateItemCommand)
        .item({ ...key, quantity: $add(1) })
        .options({ returnValues: 'ALL_NEW' })
        .send(),
    query: async () =>
      (await table.build(toolbox.QueryCommand).entities(Order).query({ partition: 'customer-1' }).send()).Items,
    batch: items =>
      toolbox.executeBatchWrite(
        table
          .build(toolbox.BatchWriteCommand)
          .requests(...items.map((_, i) => Order.build(toolbox.BatchPutRequest).item(plainItem(i)))),
      ),
    transaction: items =>
      toolbox.executeTransactWrite(...items.map((_, i) => Order.build(toolbox.PutTransaction).item(plainItem(i)))),
  };
}
