import { Entity, Service } from 'electrodb';
import { answeredClient, plainItem } from '../answers.mjs';

export function electroDb() {
  const { client, page } = answeredClient(undefined, () => ({
    pk: { S: '$orders#customerid_customer-1' },
    sk: { S: '$order_1#orderid_order-1' },
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
    page,
    get: async () => (await Order.get(key).go()).data,
    put: () => Order.put(plainItem(1)).go(),
    update: () => Order.update(key).add({ quantity: 1 }).go({ response: 'all_new' }),
    query: async () => (await Order.query.primary({ customerId: 'customer-1' }).go()).data,
    batch: items => Order.put(items.map((_, i) => plainItem(i))).go(),
    transaction: items =>
      service.transaction.write(({ order }) => items.map((_, i) => order.put(plainItem(i)).commit())).go(),
  };
}
