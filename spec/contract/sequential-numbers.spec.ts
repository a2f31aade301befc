// A number from a counter, claimed in the same block: what a shop does at its checkout. Each run that met a number which another one took had
// read an old counter, so it runs again.
import {
  ActiveRecord,
  Attribute,
  PartitionKey,
  Table,
  type Transaction,
  TransactionCanceledError,
  transact,
  UniqueError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('sequential-counters'))
class Counter extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @Attribute({ type: Number }) value = 0;
}

@Table(uniqueTable('sequential-invoices'))
class Invoice extends ActiveRecord {
  @PartitionKey({ type: Number }) number!: number;
}

@Table(uniqueTable('sequential-products'))
class Product extends ActiveRecord {
  @PartitionKey({ type: String }) sku!: string;
  @Attribute({ type: Number }) stock = 0;
}

@Table(uniqueTable('sequential-orders'))
class Order extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @Attribute({ type: Number, unique: true }) number!: number;
}

class SoldOut extends Error {}

/** More than so many that start together ever need. */
const maxAttempts = 100;

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describeEachBackend('a number from a counter', backend => {
  const db = useTables(backend, Counter, Invoice, Product, Order);

  beforeEach(() => db.write(Counter, { id: { S: 'x' }, value: { N: '0' } }));

  async function next(tx: Transaction): Promise<number> {
    const counter = await tx.getOrFail(Counter, { id: 'x' });
    counter.value += 1;
    tx.save(counter);
    return counter.value;
  }

  const ascending = (numbers: number[]) => numbers.sort((a, b) => a - b);

  it('is a key once, and none is left out', async () => {
    const issue = () =>
      transact(
        async tx => {
          const number = await next(tx);
          tx.create(Invoice.build({ number }));
          return number;
        },
        { maxAttempts },
      );
    expect(ascending(await Promise.all(upTo(5).map(issue)))).toEqual(upTo(5));
    expect(ascending((await Invoice.scan().all()).map(({ number }) => number))).toEqual(upTo(5));
  });

  it('is a unique value once: of 20 buyers, as many as there are pieces get one', async () => {
    await db.write(Product, { sku: { S: 'lamp' }, stock: { N: '12' } });
    const buy = (buyer: number) =>
      transact(
        async tx => {
          const lamp = await tx.getOrFail(Product, { sku: 'lamp' });
          if (lamp.stock === 0) throw new SoldOut();
          lamp.stock -= 1;
          tx.save(lamp);
          tx.create(Order.build({ id: `o${buyer}`, number: await next(tx) }));
        },
        { maxAttempts },
      );
    const outcomes = await Promise.allSettled(upTo(20).map(buy));
    const errors = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(errors).toEqual(upTo(8).map(() => expect.any(SoldOut)));
    expect(await Product.getOrFail({ sku: 'lamp' })).toMatchObject({ stock: 0 });
    const orders = await Order.scan().all();
    expect(ascending(orders.map(({ number }) => number))).toEqual(upTo(12));
  });

  it('bounds what a condition computed from it may be', async () => {
    await db.write(Product, { sku: { S: 'desk' }, stock: { N: '0' } });
    const follow = () =>
      transact(
        async tx => {
          const number = await next(tx);
          tx.update(Product, { sku: 'desk' }, p => p.stock.set(number), { condition: p => p.stock.eq(number - 1) });
        },
        { maxAttempts },
      );
    await Promise.all(upTo(3).map(follow));
    expect(await Product.getOrFail({ sku: 'desk' })).toMatchObject({ stock: 3 });
  });

  it('that the counter has fallen behind of is refused at once', async () => {
    await db.write(Counter, { id: { S: 'x' }, value: { N: '99' } });
    await Order.create({ id: 'first', number: 100 });
    let runs = 0;
    const order = transact(async tx => {
      runs++;
      tx.create(Order.build({ id: 'second', number: await next(tx) }));
    });
    const { reasons } = await failure(order, TransactionCanceledError);
    expect([runs, reasons.map(reason => reason?.error?.constructor)]).toEqual([1, [undefined, UniqueError]]);
  });
});
