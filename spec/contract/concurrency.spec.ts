import {
  ActiveRecord,
  Attribute,
  ConditionalCheckFailedError,
  ConflictError,
  PartitionKey,
  Table,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';

@Table(uniqueTable('counters'))
class Counter extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() count: number = 0;
  @Attribute() stock: number = 0;
  @Attribute() reserved: number = 0;
}

@Table(uniqueTable('documents'))
class Document extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() edits: string[] = [];
  @Version() version?: number;
}

const times = <T>(n: number, run: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => run(i)));

describeEachBackend('Concurrency', backend => {
  useTables(backend, Counter, Document);

  it('50 concurrent increments lose none', async () => {
    const counter = await Counter.create({ id: 'views' });
    await times(25, () => Counter.updateByKey({ id: 'views' }, a => a.count.add(1)));
    await times(25, () => counter.update(a => [a.count.add(1)]));
    expect(await Counter.getOrFail({ id: 'views' }, { consistentRead: true })).toMatchObject({ count: 50 });
  });

  it('8 concurrent reservations of 3 from a stock of 10 give exactly 3 successes', async () => {
    await Counter.create({ id: 'sku', stock: 10 });
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, async () => {
        const product = await Counter.getOrFail({ id: 'sku' });
        await product.update(a => [a.stock.add(-3), a.reserved.add(3)], { condition: a => a.stock.gte(3) });
      }),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ConditionalCheckFailedError);
    }
    expect(await Counter.getOrFail({ id: 'sku' })).toMatchObject({ stock: 1, reserved: 9 });
  });

  it('of 10 creates of one key, one succeeds', async () => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => Counter.create({ id: 'one' })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('read, edit, save with a version, retried on conflict, loses no edit', async () => {
    await Document.create({ id: 'doc' });
    await times(8, async i => {
      for (;;) {
        const document = await Document.getOrFail({ id: 'doc' }, { consistentRead: true });
        document.edits.push(`edit ${i}`);
        try {
          return await document.save();
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    });
    const document = await Document.getOrFail({ id: 'doc' }, { consistentRead: true });
    expect(document.edits.sort()).toEqual(Array.from({ length: 8 }, (_, i) => `edit ${i}`));
    expect(document.version).toBe(9);
  });

  it('saves that skip the comparison all increase the version', async () => {
    const document = await Document.create({ id: 'hot' });
    await times(10, async () => {
      const mine = await Document.getOrFail({ id: 'hot' });
      await mine.save({ raiseOnConflict: false });
    });
    await document.reload();
    expect(document.version).toBe(11);
  });
});
