import { Entity, Service } from 'electrodb';
import { plainItem } from '../item.mjs';

export function open(connect) {
  const client = connect(undefined, i => ({
    pk: { S: '$orders#customerid_customer-1' },
    sk: { S: `$order_1#orderid_order-${i}` },
    __edb_e__: { S: 'order' },
    __edb_v__: { S: '1' },
  }));
  const Order = new Entity(
    {
      model: { entity: 'order', version: '1', service: 'orders' },
      attributes: {
        customerId: { type: 'string', required: true },
        orderId: { type: 'string', required: true },
        total: { type: 'number' },
        status: { type: 'string' },
        placedAt: { type: 'string' },
        paid: { type: 'boolean' },
        tags: { type: 'list', items: { type: 'string' } },
        address: { type: 'map', properties: { street: { type: 'string' }, city: { type: 'string' } } },
        note: { type: 'string' },
        quantity: { type: 'number' },
        weight: { type: 'number' },
      },
      indexes: {
        primary: { pk: { field: 'pk', composite: ['customerId'] }, sk: { field: 'sk', composite: ['orderId'] } },
      },
    },
    { client, table: 'orders' },
  );
  const service = new Service({ order: Order }, { client, table: 'orders' });
  const key = { customerId: 'customer-1', orderId: 'order-1' };
  return {
    get: async () => (await Order.get(key).go()).data,
    put: i => Order.put(plainItem(i)).go(),
    update: async () => (await Order.update(key).add({ quantity: 1 }).go({ response: 'all_new' })).data,
    query: async () => (await Order.query.primary({ customerId: 'customer-1' }).go()).data,
    batch: numbers => Order.put(numbers.map(plainItem)).go(),
    transaction: numbers =>
      service.transaction.write(({ order }) => numbers.map(i => order.put(plainItem(i)).commit())).go(),
  };
}
