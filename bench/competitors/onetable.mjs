import { Table } from 'dynamodb-onetable';
import Dynamo from 'dynamodb-onetable/Dynamo';
import { plainItem } from '../item.mjs';

export function open(connect) {
  const client = connect(undefined, () => ({ _type: { S: 'Order' } }));
  const table = new Table({
    name: 'orders',
    client: new Dynamo({ client }),
    partial: true,
    schema: {
      format: 'onetable:1.1.0',
      version: '0.0.1',
      indexes: { primary: { hash: 'customerId', sort: 'orderId' } },
      models: {
        Order: {
          customerId: { type: String },
          orderId: { type: String },
          total: { type: Number },
          status: { type: String },
          placedAt: { type: String },
          paid: { type: Boolean },
          tags: { type: Array, items: { type: String } },
          address: { type: Object, schema: { street: { type: String }, city: { type: String } } },
          note: { type: String },
          quantity: { type: Number },
          weight: { type: Number },
        },
      },
      params: { timestamps: false },
    },
  });
  const Order = table.getModel('Order');
  const key = { customerId: 'customer-1', orderId: 'order-1' };
  return {
    get: () => Order.get(key),
    put: i => Order.create(plainItem(i), { exists: null }),
    update: () => Order.update(key, { add: { quantity: 1 }, exists: null }),
    query: () => Order.find({ customerId: 'customer-1' }),
    batch: async numbers => {
      const batch = {};
      for (const i of numbers) await Order.create(plainItem(i), { batch, exists: null });
      await table.batchWrite(batch);
    },
    transaction: async numbers => {
      const transaction = {};
      for (const i of numbers) await Order.create(plainItem(i), { transaction, exists: null });
      await table.transact('write', transaction);
    },
  };
}
