// An order touches three tables: the stock goes down, the customer's credit goes down, the order is there. All of it, or nothing.
import {
  ActiveRecord,
  Attribute,
  PartitionKey,
  SortKey,
  Table,
  TransactionCanceledError,
  transact,
  Version,
} from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('customers'))
class Customer extends ActiveRecord {
  @PartitionKey() id!: string;
  /** Cents. */
  @Attribute() credit = 0;
  @Attribute() blocked = false;
}

@Table(sampleTable('products'))
class Product extends ActiveRecord {
  @PartitionKey() sku!: string;
  @Attribute() price = 0;
  @Attribute() stock = 0;
  @Version() version?: number;
}

@Table(sampleTable('orders'))
class Order extends ActiveRecord {
  @PartitionKey() customerId!: string;
  @SortKey() id!: string;
  @Attribute() sku!: string;
  @Attribute() quantity!: number;
  @Attribute() total!: number;
}

class OutOfStock extends Error {}

function placeOrder(customerId: string, id: string, sku: string, quantity: number): Promise<Order> {
  return transact(
    async tx => {
      const product = await tx.getOrFail(Product, { sku });
      if (product.stock < quantity) throw new OutOfStock(`${product.stock} of ${sku} left`);
      const total = product.price * quantity;

      product.stock -= quantity;
      tx.save(product);
      // The credit is not read: two orders of one customer only meet here, and DynamoDB adds.
      tx.update(Customer, { id: customerId }, c => c.credit.add(-total), {
        condition: c => c.credit.gte(total).and(c.blocked.eq(false)),
      });
      const order = Order.build({ customerId, id, sku, quantity, total });
      tx.create(order);
      return order;
    },
    { maxAttempts: 30 },
  );
}

const outcomeOf = (error: unknown): string => {
  if (error instanceof OutOfStock) return error.message;
  if (!(error instanceof TransactionCanceledError)) throw error;
  const index = error.reasons.findIndex(Boolean);
  const { operation, entity } = error.reasons[index]!;
  return `operation ${index} refused: ${operation} ${entity.name}`;
};

export const main = sample([Customer, Product, Order], async () => {
  await Customer.create({ id: 'jane', credit: 10_000 });
  await Customer.create({ id: 'joe', credit: 100 });
  await Product.create({ sku: 'lamp', price: 1500, stock: 5 });

  const order = await placeOrder('jane', 'o1', 'lamp', 2);
  const sameId = await placeOrder('jane', 'o1', 'lamp', 1).catch(outcomeOf);
  const noCredit = await placeOrder('joe', 'o1', 'lamp', 1).catch(outcomeOf);

  // Five at once want the three that are left.
  const rush = await Promise.allSettled(
    Array.from({ length: 5 }, (_, i) => placeOrder('jane', `rush-${i}`, 'lamp', 1)),
  );
  const refusals = rush.flatMap(result => (result.status === 'rejected' ? [outcomeOf(result.reason)] : []));

  const [lamp, jane, joe] = await Promise.all([
    Product.getOrFail({ sku: 'lamp' }, { consistentRead: true }),
    Customer.getOrFail({ id: 'jane' }, { consistentRead: true }),
    Customer.getOrFail({ id: 'joe' }, { consistentRead: true }),
  ]);
  return {
    first: { total: order.total, isNew: order.isNew },
    sameId,
    noCredit,
    rush: { placed: rush.length - refusals.length, refusals },
    stock: lamp.stock,
    credit: { jane: jane.credit, joe: joe.credit },
  };
});

void start(module, main);
