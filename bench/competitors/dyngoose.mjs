import { DynamoDB } from '@aws-sdk/client-dynamodb';
import dyngoose from 'dyngoose';
import { plainItem } from '../item.mjs';

const { Attribute, BatchWrite, Table, Transaction, $PrimaryKey, $Table } = dyngoose.Dyngoose;

class Order extends Table {}

const decorate = (property, decorator) => decorator(Order.prototype, property);
for (const property of ['customerId', 'orderId', 'status', 'placedAt', 'note']) decorate(property, Attribute.String());
for (const property of ['total', 'quantity', 'weight']) decorate(property, Attribute.Number());
decorate('paid', Attribute.Boolean());
decorate('tags', Attribute.List());
decorate('address', Attribute.Map({ attributes: { street: Attribute.String(), city: Attribute.String() } }));
$PrimaryKey('customerId', 'orderId')(Order, 'primaryKey');

export function open(connect) {
  const connection = connect(DynamoDB);
  $Table({ name: 'orders', connection })(Order);
  const build = i => Order.new(plainItem(i));
  const key = { customerId: 'customer-1', orderId: 'order-1' };
  return {
    get: () => Order.primaryKey.get(key),
    put: i => build(i).save(),
    update: async () => {
      const order = Order.primaryKey.fromKey(key).set('quantity', 1, { operator: 'increment' });
      const { Attributes } = await order.save({ returnValues: 'ALL_NEW', returnOutput: true });
      return Order.fromDynamo(Attributes);
    },
    query: () => Order.primaryKey.query({ customerId: 'customer-1' }),
    batch: numbers => new BatchWrite({ connection }).put(...numbers.map(build)).commit(),
    transaction: numbers => {
      const transaction = new Transaction(connection);
      for (const i of numbers) transaction.put(build(i));
      return transaction.commit();
    },
  };
}
