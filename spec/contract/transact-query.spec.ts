import { ActiveRecord, Attribute, PartitionKey, SortKey, Table, transact } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';

@Table(uniqueTable('transact-query'))
class Entry extends ActiveRecord {
  @PartitionKey() account!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute() amount = 0;
}

describeEachBackend('A query in a block', backend => {
  const db = useTables(backend, Entry);

  beforeEach(async () => {
    for (const at of [1, 2, 3]) await Entry.build({ account: 'a', at, amount: 10 }).save();
    db.sent.length = 0;
  });

  it('gives records of the block, each of which is checked at commit', async () => {
    await transact(async tx => {
      const first = await tx.getOrFail(Entry, { account: 'a', at: 1 });
      const all = await tx.query(Entry, { account: 'a' }).all();
      expect(all.map(({ at }) => at)).toEqual([1, 2, 3]);
      expect(all[0]).toBe(first);
      first.amount = 11;
      tx.save(first);
    });
    const { TransactItems } = db.sent.at(-1)!.input as { TransactItems: object[] };
    expect(TransactItems).toMatchObject([{ Update: {} }, { ConditionCheck: {} }, { ConditionCheck: {} }]);
  });

  it('runs the block again when one of them changed', async () => {
    let runs = 0;
    const total = await transact(async tx => {
      runs++;
      let sum = 0;
      for await (const { amount } of tx.query(Entry, { account: 'a' }).where(e => e.at.lte(2))) sum += amount;
      if (runs === 1) await Entry.updateByKey({ account: 'a', at: 2 }, { amount: 5 });
      tx.create(Entry.build({ account: 'sum', at: runs, amount: sum }));
      return sum;
    });
    expect([runs, total]).toEqual([2, 15]);
    expect(await Entry.get({ account: 'sum', at: 1 })).toBeUndefined();
  });

  it('has the methods of a query', async () => {
    const newest = await transact(tx =>
      tx
        .query(Entry, { account: 'a' })
        .filter(e => e.amount.gt(1))
        .desc()
        .consistent()
        .first(),
    );
    expect(newest?.at).toBe(3);
    const request = db.sent[0]!.input;
    expect(request).toMatchObject({ ScanIndexForward: false, ConsistentRead: true });
  });
});
