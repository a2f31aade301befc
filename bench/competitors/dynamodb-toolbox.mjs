import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as toolbox from 'dynamodb-toolbox';
import { plainItem } from '../item.mjs';

const { Entity, Table, item, string, number, boolean, list, map, $add } = toolbox;

export function open(connect) {
  const client = connect(undefined, () => ({ _et: { S: 'Order' } }));
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
    get: async () => (await Order.build(toolbox.GetItemCommand).key(key).send()).Item,
    put: i => Order.build(toolbox.PutItemCommand).item(plainItem(i)).send(),
    update: async () =>
      (
        await Order.build(toolbox.UpdateItemCommand)
          .item({ ...key, quantity: $add(1) })
          .options({ returnValues: 'ALL_NEW' })
          .send()
      ).Attributes,
    query: async () =>
      (await table.build(toolbox.QueryCommand).entities(Order).query({ partition: 'customer-1' }).send()).Items,
    batch: numbers =>
      toolbox.executeBatchWrite(
        table
          .build(toolbox.BatchWriteCommand)
          .requests(...numbers.map(i => Order.build(toolbox.BatchPutRequest).item(plainItem(i)))),
      ),
    transaction: numbers =>
      toolbox.executeTransactWrite(...numbers.map(i => Order.build(toolbox.PutTransaction).item(plainItem(i)))),
  };
}
