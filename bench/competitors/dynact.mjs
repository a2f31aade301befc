import * as dynact from 'dynact';
import { plainItem } from '../item.mjs';

const { batchWrite, transact } = dynact;

/** The class of the bench, with what a TypeScript compiler makes of decorators. */
export function declareOrder({ ActiveRecord, Attribute, PartitionKey, SortKey, Table }) {
  class Address {}
  class Order extends ActiveRecord {}
  const decorate = (type, property, decorator) => decorator(type.prototype, property);
  decorate(Address, 'street', Attribute({ type: String }));
  decorate(Address, 'city', Attribute({ type: String }));
  decorate(Order, 'customerId', PartitionKey({ type: String }));
  decorate(Order, 'orderId', SortKey({ type: String }));
  for (const property of ['status', 'placedAt', 'note']) decorate(Order, property, Attribute({ type: String }));
  for (const property of ['total', 'quantity', 'weight']) decorate(Order, property, Attribute({ type: Number }));
  decorate(Order, 'paid', Attribute({ type: Boolean }));
  decorate(Order, 'tags', Attribute({ type: Array }));
  decorate(Order, 'address', Attribute({ type: Address }));
  Table('orders')(Order);
  return Order;
}

const Order = declareOrder(dynact);

export function open(connect, { fastLane = true } = {}) {
  const key = { customerId: 'customer-1', orderId: 'order-1' };
  dynact.configure({ client: connect(), fastLane });
  return {
    get: () => Order.get(key),
    put: i => Order.build(plainItem(i)).save(),
    update: () => Order.updateByKey(key, o => [o.quantity.add(1)]),
    query: () => Order.query({ customerId: 'customer-1' }).all(),
    batch: numbers => batchWrite(batch => numbers.forEach(i => void batch.put(Order.build(plainItem(i))))),
    transaction: numbers => transact(tx => numbers.forEach(i => void tx.save(Order.build(plainItem(i))))),
  };
}
