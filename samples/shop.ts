// A shop in one table: an order with its lines, orders of a customer by day, open orders alone in an index, products by prefix.
import { ActiveRecord, Attribute, collection, Discriminator, defineTable, Table, transact } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

const shop = defineTable(sampleTable('shop'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
});

@Discriminator('product')
@Table(shop, { keys: { table: ['PRODUCTS', '{category}#{sku}'] } })
class Product extends ActiveRecord {
  @Attribute() category!: string;
  @Attribute() sku!: string;
  @Attribute() stock = 0;
}

@Discriminator('order')
@Table(shop, { keys: { table: ['CUSTOMER#{customer}', 'ORDER#{placedAt}'], gsi1: ['OPEN#{openSince}', '{customer}'] } })
class Order extends ActiveRecord {
  @Attribute() customer!: string;
  @Attribute({ type: Date }) placedAt!: Date;
  @Attribute() total = 0;
  /** Only open orders have it, so only these are in the index. */
  @Attribute() openSince?: string;
}

@Discriminator('line')
@Table(shop, { keys: { table: ['CUSTOMER#{customer}', 'ORDER#{placedAt}#LINE#{sku}'] } })
class Line extends ActiveRecord {
  @Attribute() customer!: string;
  @Attribute({ type: Date }) placedAt!: Date;
  @Attribute() sku!: string;
  @Attribute() quantity = 1;
}

const history = collection(shop, { orders: Order, lines: Line });
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

function order(customer: string, placedAt: Date, cart: Record<string, number>): Promise<void> {
  return transact(tx => {
    for (const [sku, quantity] of Object.entries(cart)) {
      tx.update(Product, { category: 'toys/wood', sku }, p => p.stock.add(-quantity), {
        condition: p => p.stock.gte(quantity),
      });
      tx.create(Line.build({ customer, placedAt, sku, quantity }));
    }
    tx.create(Order.build({ customer, placedAt, openSince: placedAt.toISOString().slice(0, 10) }));
  });
}

export const main = sample([shop], async () => {
  await Product.create({ category: 'toys/wood', sku: 'car', stock: 5 });
  await Product.create({ category: 'toys/wood', sku: 'train', stock: 5 });
  await Product.create({ category: 'toys/paper', sku: 'kite', stock: 1 });
  await Product.create({ category: 'books', sku: 'atlas', stock: 1 });
  await order('ann', day(1), { car: 2 });
  await order('ann', day(2), { car: 1, train: 1 });
  await order('bob', day(3), { train: 1 });
  const soldOut = await order('bob', day(4), { car: 3 }).then(
    () => 'ordered',
    error => error.constructor.name,
  );

  // Paid: it leaves the index of open orders, with one update.
  const paid = await Order.getOrFail({ customer: 'ann', placedAt: day(1) });
  await paid.update({ openSince: undefined });

  const { orders, lines } = await history.query({ customer: 'ann' }).grouped();
  return {
    soldOut,
    history: { orders: orders.length, lines: lines.map(line => `${line.quantity} ${line.sku}`) },
    linesOfOne: (await Line.query({ customer: 'ann', placedAt: day(2) }).all()).map(line => line.sku),
    ordersSince: await Order.query({ customer: 'ann' })
      .where(o => o.placedAt.gte(day(2)))
      .count(),
    openOfTheSecond: (await Order.query({ openSince: '2026-01-02' }).all()).map(o => o.customer),
    openOfTheFirst: await Order.query({ openSince: '2026-01-01' }).count(),
    toys: (
      await Product.query({})
        .where(p => p.category.beginsWith('toys/'))
        .all()
    ).map(p => p.sku),
    wood: (await Product.query({ category: 'toys/wood' }).all()).map(p => `${p.sku} ${p.stock}`),
  };
});

void start(module, main);
