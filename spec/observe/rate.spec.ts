import {
  ActiveRecord,
  Attribute,
  batchWrite,
  Index,
  PartitionKey,
  Table,
  ThrottledError,
  ValidationError,
} from 'dynact';
import { useMemoryBackend } from 'dynact/testing';
import { Rate } from '../../lib/observe/rate';
import { failure } from '../contract/harness';

const KB = 'x'.repeat(1024 * 4 - 100);

@Index('byGroup', { partitionKey: 'group' })
@Table('rows')
class Row extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() group?: string;
  @Attribute() text = KB;
}

const rows = (count: number, group?: string) =>
  Array.from({ length: count }, (_, i) => Row.build({ id: `${i}`, group }));

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

describe('a rate', () => {
  const db = useMemoryBackend({ seed: () => rows(50) });

  it('keeps a scan to so many units a second', async () => {
    // 50 items of 4 KB, half a unit each: 25 units, of which the first page is not waited for.
    const scan = Row.scan().pageSize(10).rate({ readUnits: 40 });
    const time = await seconds(() => scan.all());
    expect(time).toBeGreaterThan(0.45);
    expect(time).toBeLessThan(30);
    expect(db.requests.every(({ input }) => input.ReturnConsumedCapacity === 'INDEXES')).toBe(true);
  });

  it('is shared by the segments of a parallel scan', async () => {
    const scan = Row.scan().pageSize(5).parallel(4).rate({ readUnits: 40 });
    expect(await seconds(() => scan.all())).toBeGreaterThan(0.2);
  });

  it('waits, but not forever, if a page takes more than the rate', async () => {
    const scan = Row.scan().pageSize(40).rate({ readUnits: 50 });
    const time = await seconds(() => scan.all());
    expect(time).toBeGreaterThan(0.35);
    expect(time).toBeLessThan(30);
  });

  it('keeps a query to it, and a count', async () => {
    await batchWrite(rows(20, 'g'));
    const query = Row.query({ group: 'g' }).pageSize(5).rate({ readUnits: 20 });
    expect(await seconds(() => query.all())).toBeGreaterThan(0.25);
    expect(await seconds(() => query.count())).toBeGreaterThan(0.25);
  });

  it('keeps a batch to it, by table and by index: the index has units of its own', async () => {
    // 100 units of the table, and as many of the index.
    const time = await seconds(() =>
      batchWrite(rows(25, 'g').concat(rows(50, 'h').slice(25)), { rate: { writeUnits: 250 }, concurrency: 1 }),
    );
    expect(time).toBeGreaterThan(0.3);
    expect(time).toBeLessThan(30);
  });

  it('ends with the signal', async () => {
    const signal = AbortSignal.timeout(100);
    const scan = Row.scan({ signal }).pageSize(40).rate({ readUnits: 1 });
    await expect(scan.all()).rejects.toThrow(/abort/i);
  });

  it('halves when DynamoDB throttles', async () => {
    const rate = new Rate(100);
    rate.settle(0, { ConsumedCapacity: { TableName: 't', CapacityUnits: 1 } } as object);
    rate.slowDown();
    // A second's worth of the new rate, 50, and the unit.
    const time = await seconds(() => rate.ready(undefined));
    expect(time).toBeGreaterThan(0.9);
    db.fail({ operation: 'Scan', error: 'ProvisionedThroughputExceededException', times: 5 });
    await failure(Row.scan().rate({ readUnits: 10 }).all(), ThrottledError);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5'])('refuses a rate of %s', async units => {
    expect(() => Row.scan().rate({ readUnits: units as number })).toThrow(ValidationError);
    await failure(batchWrite(rows(1), { rate: { writeUnits: units as number } }), ValidationError);
  });
});
