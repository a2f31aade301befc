import { DynamoDB } from '@aws-sdk/client-dynamodb';
import dynamoose from 'dynamoose';
import { answeredClient, plainItem } from '../answers.mjs';

export function dynamooseCompetitor() {
  const { client, page } = answeredClient(DynamoDB);
  dynamoose.aws.ddb.set(client);
  const schema = new dynamoose.Schema({
    customerId: { type: String, hashKey: true },
    orderId: { type: String, rangeKey: true },
    total: Number,
    status: String,
    placedAt: String,
    paid: Boolean,
    tags: { type: Array, schema: [String] },
    address: { type: Object, schema: { street: String, city: String } },
    note: String,
    quantity: Number,
    weight: Number,
  });
  const Order = dynamoose.model('orders', schema, { create: false, waitForActive: false });
  new dynamoose.Table('orders', [Order], { create: false, waitForActive: false });
  const key = { customerId: 'customer-1', orderId: 'order-1' };
  return {
    page,
    get: () => Order.get(key),
    put: () => new Order(plainItem(1)).save(),
    update: () => Order.update(key, { $ADD: { quantity: 1 } }),
    query: () => Order.query('customerId').eq('customer-1').exec(),
    batch: items => Order.batchPut(items.map((_, i) => plainItem(i))),
    transaction: items =>
      dynamoose.transaction(items.map((_, i) => Order.transaction.create(plainItem(i), { overwrite: true }))),
  };
}
