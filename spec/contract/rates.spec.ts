import { ActiveRecord, Attribute, batchWrite, Index, PartitionKey, type Progress, SortKey, Table } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';

@Index('byStatus', { partitionKey: 'status', projection: 'KEYS_ONLY' })
@Table(uniqueTable('rated'))
class Order extends ActiveRecord {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute() status = 'open';
}

// Higher than anything here takes: how long a rate makes a program wait is not for the clock of a busy machine to show.
const READ = { readUnits: 100_000 };
const WRITE = { writeUnits: 100_000 };

describeEachBackend('A rate', backend => {
  const db = useTables(backend, Order);
  let count = 0;
  let customer: string;
  const orders = (length: number) => Array.from({ length }, (_, number) => Order.build({ customer, number }));
  beforeEach(async () => {
    customer = `c${++count}`;
    await batchWrite(orders(30));
    db.sent.length = 0;
  });
  const asked = () => [...new Set(db.sent.map(({ input }) => input.ReturnConsumedCapacity))];

  it('asks for the capacity of each request, by table and index, and reads all', async () => {
    expect(await Order.query({ customer }).pageSize(10).rate(READ).all()).toHaveLength(30);
    expect(await Order.query({ customer }).rate(READ).count()).toBe(30);
    expect(asked()).toEqual(['INDEXES']);
    expect(db.sent.length).toBeGreaterThan(3);
  });

  it('writes all of a batch, and reports progress', async () => {
    const told: Progress[] = [];
    await batchWrite(orders(60), { rate: WRITE, onProgress: progress => told.push(progress) });
    expect(asked()).toEqual(['INDEXES']);
    expect(told.at(-1)).toMatchObject({ done: 60, total: 60, failed: 0 });
    expect(told.at(-1)!.unitsPerSecond).toBeGreaterThan(0);
    expect(await Order.query({ customer }).count()).toBe(60);
  });

  it('holds for the reads and writes of updateAll and deleteAll', async () => {
    const done = await Order.query({ customer })
      .pageSize(10)
      .rate(READ)
      .updateAll(o => o.status.set('late'), { rate: WRITE });
    expect(done).toMatchObject({ updated: 30, skipped: 0, failed: 0, cursor: undefined });
    expect(asked()).toEqual(['INDEXES']);
    expect(new Set(db.sent.map(({ command }) => command))).toEqual(new Set(['QueryCommand', 'UpdateItemCommand']));
  });
});
