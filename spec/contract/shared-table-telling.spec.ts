import {
  ActiveRecord,
  Attribute,
  createTable,
  defineTable,
  PartitionKey,
  SortKey,
  Table,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

// No discriminator, and the key of a line begins as that of an order does.
const app = defineTable(uniqueTable('telling'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: {
    all: { partitionKey: 'gpk', sortKey: 'gsk' },
    inverted: { partitionKey: 'sk', sortKey: 'pk', projection: 'KEYS_ONLY' },
  },
});

@Table(app, { keys: { table: ['SHOP#{shop}', 'ORDER#{id}'], all: ['SHOP#{shop}', 'O#{id}'] } })
class Order extends ActiveRecord {
  @Attribute() shop!: string;
  @Attribute() id!: string;
  @Attribute() note?: string;
}

@Table(app, { keys: { table: ['SHOP#{shop}', 'ORDER#{order}#LINE#{line:3}'], all: ['SHOP#{shop}', 'O#{order}'] } })
class Line extends ActiveRecord {
  @Attribute() shop!: string;
  @Attribute() order!: string;
  @Attribute({ type: Number }) line!: number;
}

/** With keys of its own: what no template makes. */
@Table(app)
class Other extends ActiveRecord {
  @PartitionKey({ name: 'pk' }) key!: string;
  @SortKey({ name: 'sk' }) part!: string;
}

describeEachBackend('Classes that only attributes of items distinguish', backend => {
  const db = useTables(backend);
  beforeAll(async () => {
    await createTable(app);
    for (const id of ['a', 'b', 'c']) {
      await Order.create({ shop: 's', id, note: id });
      for (const line of [1, 2]) await Line.create({ shop: 's', order: id, line });
    }
    await Other.create({ key: 'SHOP#s', part: 'OTHER' });
  });

  it('are counted as they are read', async () => {
    const readings = [
      Order.query({ shop: 's' }),
      Order.query({ shop: 's' }).index('all'),
      Order.query({ shop: 's' }).pageSize(1),
      Order.query({ shop: 's' }).filter(o => o.note.ne('a')),
      Order.query({ shop: 's' }).limit(2),
      Order.scan(),
      Order.scan().parallel(2),
      Line.query({ shop: 's' }),
      Line.scan().index('all'),
      Other.query({ key: 'SHOP#s' }),
      Other.scan(),
    ];
    const counts: number[] = [];
    for (const reading of readings) counts.push(await reading.count());
    expect(counts).toEqual([3, 3, 3, 2, 2, 3, 3, 6, 6, 1, 1]);
    for (const [i, reading] of readings.entries()) expect(await reading.all()).toHaveLength(counts[i]!);
  });

  it('read only the attributes that distinguish', async () => {
    await Order.query({ shop: 's' }).count();
    const { input } = db.sent.at(-1)!;
    expect(input.ProjectionExpression).toBeDefined();
    expect(Object.values(input.ExpressionAttributeNames as object)).not.toContain('note');
  });

  it('give plain objects of their own items only', async () => {
    expect(await Order.query({ shop: 's' }).select('note').all()).toEqual([
      { note: 'a' },
      { note: 'b' },
      { note: 'c' },
    ]);
    expect(await Order.scan().projected().all()).toHaveLength(3);
  });

  it('are not counted by an index that does not hold the attributes that distinguish', async () => {
    const { message } = await failure(Order.scan().index('inverted').count(), ValidationError);
    expect(message).toContain('does not hold "shop", which tells them apart');
    expect(db.sent).toHaveLength(0);
  });
});
