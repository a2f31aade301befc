import { DynamoDB } from '@aws-sdk/client-dynamodb';
import dynamode from 'dynamode';
import { plainItem } from '../item.mjs';

const { attribute, Dynamode, Entity, TableManager, transactionWrite } = dynamode;

class Order extends Entity {
  constructor(props) {
    super(props);
    Object.assign(this, props);
  }
}

const decorate = (property, decorator) => decorator(Order.prototype, property);
decorate('customerId', attribute.partitionKey.string());
decorate('orderId', attribute.sortKey.string());
for (const property of ['status', 'placedAt', 'note']) decorate(property, attribute.string());
for (const property of ['total', 'quantity', 'weight']) decorate(property, attribute.number());
decorate('paid', attribute.boolean());
decorate('tags', attribute.array());
decorate('address', attribute.object());

export function open(connect) {
  Dynamode.ddb.set(connect(DynamoDB, () => ({ dynamodeEntity: { S: 'Order' } })));
  const table = new TableManager(Order, { tableName: 'orders', partitionKey: 'customerId', sortKey: 'orderId' });
  const orders = table.entityManager();
  const build = i => new Order(plainItem(i));
  const key = { customerId: 'customer-1', orderId: 'order-1' };
  return {
    get: () => orders.get(key),
    put: i => orders.put(build(i)),
    update: () => orders.update(key, { add: { quantity: 1 } }, { returnValues: 'allNew' }),
    query: async () => (await orders.query().partitionKey('customerId').eq('customer-1').run()).items,
    batch: numbers => orders.batchPut(numbers.map(build)),
    transaction: numbers => transactionWrite(numbers.map(i => orders.transaction.put(build(i)))),
  };
}
