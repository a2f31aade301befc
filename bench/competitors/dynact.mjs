import { createRequire } from 'node:module';
import * as dynact from 'dynact';
import { answeredClient, plainItem } from '../answers.mjs';

const { Attribute, ActiveRecord, PartitionKey, SortKey, Table, batchWrite, transact } = dynact;

// The SDK that dynact finds, which for a linked package is not the one beside this file.
const { DynamoDBClient } = createRequire(import.meta.resolve('dynact'))('@aws-sdk/client-dynamodb');

class Address {}
class Order extends ActiveRecord {}

/** What a TypeScript compiler makes of decorators. */
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

export function dynactCompetitor(name = 'dynact', fastLane = true) {
  const { client, page } = answeredClient(DynamoDBClient);
  const key = { customerId: 'customer-1', orderId: 'order-1' };
  const use = () => {
    dynact.configure({ client, fastLane });
  };
  return {
    name,
    page,
    use,
    get: () => Order.get(key),
    put: () => Order.build(plainItem(1)).save(),
    update: () => Order.updateByKey(key, o => [o.quantity.add(1)]),
    query: () => Order.query({ customerId: 'customer-1' }).all(),
    batch: items => batchWrite(batch => items.forEach((_, i) => void batch.put(Order.build(plainItem(i))))),
    transaction: items => transact(tx => items.forEach((_, i) => void tx.save(Order.build(plainItem(i))))),
  };
}

export { Order };
