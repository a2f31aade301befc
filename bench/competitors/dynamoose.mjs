import { DynamoDB } from '@aws-sdk/client-dynamodb';
import dynamoose from 'dynamoose';
import { plainItem } from '../item.mjs';

export function open(connect) {
  const client = connect(DynamoDB);
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
    get: () => Order.get(key),
    put: i => new Order(plainItem(i)).save(),
    update: () => Order.update(key, { $ADD: { quantity: 1 } }),
    query: () => Order.query('customerId').eq('customer-1').exec(),
    batch: numbers => Order.batchPut(numbers.map(plainItem)),
    transaction: numbers =>
      dynamoose.transaction(numbers.map(i => Order.transaction.create(plainItem(i), { overwrite: true }))),
  };
}
