// The open orders of all customers, the largest first, through an index; and one customer's through the table.
import { ActiveRecord, Attribute, batchWrite, Index, PartitionKey, repository, SortKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('orders'))
@Index('byStatus', { partitionKey: 'openStatus', sortKey: 'total', projection: ['status'] })
class Order extends ActiveRecord {
  @PartitionKey() customerId!: string;
  @SortKey() placedAt!: string;
  @Attribute() status: 'open' | 'shipped' = 'open';
  /** Only open orders have it, so only these are in the index: it stays small, however many orders were ever shipped. */
  @Attribute() openStatus?: 'open' = 'open';
  @Attribute() total = 0;
  @Attribute() lines: string[] = [];

  /** Takes the order out of the index again. Inside the class TypeScript does not know which class `this` is: the repository does. */
  ship(): Promise<void> {
    const choices = { status: 'shipped', openStatus: undefined } as const;
    return repository(Order).update(this, choices, { condition: o => o.status.eq('open') });
  }
}

const order = (customerId: string, placedAt: string, total: number) =>
  Order.build({ customerId, placedAt, total, lines: [`line of ${total}`] });

/** From the index alone: plain objects of what it holds. */
function largestOpen(count: number) {
  return Order.query({ openStatus: 'open' }).desc().limit(count).select('customerId', 'total').all();
}

export const main = sample([Order], async () => {
  await batchWrite([
    order('jane', '2026-01-05', 30),
    order('jane', '2026-02-10', 120),
    order('jane', '2026-03-15', 80),
    order('joe', '2026-02-01', 95),
    order('joe', '2026-02-20', 10),
  ]);
  const before = await largestOpen(3);

  const shipped = await Order.getOrFail({ customerId: 'jane', placedAt: '2026-02-10' });
  await shipped.ship();

  // Whole records, read from the table by the keys that the index gives.
  const [largest] = await Order.query({ openStatus: 'open' }).desc().limit(1).fromTable().all();

  const winter = Order.query({ customerId: 'jane' }).where(o => o.placedAt.between('2026-01', '2026-03'));
  return {
    before,
    after: await largestOpen(3),
    largest: { customerId: largest?.customerId, lines: largest?.lines },
    ofJaneInWinter: await winter.select('placedAt', 'status').all(),
    openOverFifty: await Order.query({ openStatus: 'open' })
      .where(o => o.total.gt(50))
      .projected()
      .count(),
  };
});

void start(module, main);
