import { DeleteItemCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  and,
  ConfigurationError,
  type EntityClass,
  Index,
  PartitionKey,
  Query,
  repository,
  SortKey,
  setDefaultClient,
  Table,
  TableNotFoundError,
  tableDefinition,
  ValidationError,
  type Walk,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type FaultSource, faultyClient } from '../support/faulty-handler';
import { inFull } from '../support/in-full';
import { failure, useTables } from './harness';

class Address {
  @Attribute() city!: string;
}

@Index('byTotal', { type: 'local', sortKey: 'total' })
@Index('byPlacedAt', { type: 'local', sortKey: 'placedAt', projection: 'KEYS_ONLY' })
@Index('byStatus', { partitionKey: 'status', sortKey: 'total', projection: ['note'] })
@Table(uniqueTable('query-orders'))
class Order extends ActiveRecord {
  @PartitionKey({ type: String }) customerId!: string;
  @SortKey() orderId!: string;
  @Attribute() total = 0;
  @Attribute({ type: Date, name: 'placed_at' }) placedAt?: Date;
  @Attribute() status?: string;
  @Attribute() note?: string;
  @Attribute() tags: string[] = [];
  @Attribute({ type: Address }) address?: Address;

  loaded = 0;

  @AfterLoad() countLoads() {
    this.loaded++;
  }
}

@Table(uniqueTable('query-plain'))
class PlainOrder {
  @PartitionKey({ type: String }) customerId!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute() total = 0;
}

@Table({ name: uniqueTable('query-missing'), consistentRead: true })
class Missing extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey() sort!: string;
}

const ids = (orders: readonly { orderId: string }[]) => orders.map(({ orderId }) => orderId);

async function collect<R>(walk: AsyncIterable<R>): Promise<R[]> {
  const results: R[] = [];
  for await (const result of walk) results.push(result);
  return results;
}

const tableOf = (type: EntityClass) => tableDefinition(type).TableName!;

const grid = (as: number[], bs: number[]) => as.flatMap(a => bs.map((b): [number, number] => [a, b]));

/** Reads one result after the other, and what the walk tells after each. */
async function steps<R>(walk: Walk<R>): Promise<[R, number, number][]> {
  const seen: [R, number, number][] = [];
  for await (const result of walk) seen.push([result, walk.count, walk.scannedCount]);
  return seen;
}

describeEachBackend('Query', backend => {
  const db = useTables(backend, Order, PlainOrder);
  const query = () => Order.query({ customerId: 'c1' });
  const requests = () => db.sent.map(({ input }) => input as unknown as QueryCommandInput);

  beforeAll(async () => {
    for (let i = 0; i < 8; i++) {
      await Order.build({
        customerId: 'c1',
        orderId: `o${i}`,
        total: 100 - i * 10,
        placedAt: new Date(Date.UTC(2026, i)),
        status: i % 2 ? 'open' : 'closed',
        note: `note ${i}`,
        tags: [`t${i}`],
        address: Object.assign(new Address(), { city: i < 4 ? 'NYC' : 'Rome' }),
      }).save();
    }
    await Order.build({ customerId: 'c2', orderId: 'o9', total: 5, status: 'open' }).save();
    const plain = repository(PlainOrder);
    for (const number of [-10, 9, 2, 10, 0.5]) await plain.save(plain.build({ customerId: 'c1', number }));
  });

  describe('walking', () => {
    it('gives the records of a partition in the order of the sort key', async () => {
      const orders = await collect(query());
      expect(ids(orders)).toEqual(['o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7']);
      expect(orders[3]).toBeInstanceOf(Order);
      expect(orders[3]).toMatchObject({ total: 70, placedAt: new Date(Date.UTC(2026, 3)), tags: ['t3'], isNew: false });
      expect(orders[3]!.address).toBeInstanceOf(Address);
      expect(db.sent.map(({ command }) => command)).toEqual(['QueryCommand']);
    });

    it('is the same through a repository, for a class that extends nothing', async () => {
      const orders = await repository(PlainOrder).query({ customerId: 'c1' }).all();
      expect(orders.map(({ number }) => number)).toEqual([-10, 0.5, 2, 9, 10]);
      expect(orders[0]).toBeInstanceOf(PlainOrder);
    });

    it('sends nothing before it is walked, and can be walked again', async () => {
      const all = query();
      expect(db.sent).toEqual([]);
      expect(ids(await all.all())).toEqual(ids(await collect(all)));
      expect(db.sent).toHaveLength(2);
    });

    it('gives nothing for an empty partition', async () => {
      const none = Order.query({ customerId: 'nobody' });
      expect(await none.all()).toEqual([]);
      expect(await none.first()).toBeUndefined();
      expect(await none.count()).toBe(0);
      expect(await collect(none.pages())).toEqual([]);
      expect(await none.page()).toEqual({
        items: [],
        cursor: undefined,
        count: 0,
        scannedCount: 0,
        capacity: expect.any(Number),
      });
    });

    it('reads the next page when the last one is used up', async () => {
      const seen: [string, number][] = [];
      for await (const { orderId } of query().pageSize(3)) seen.push([orderId, db.sent.length]);
      expect(seen.map(([, sent]) => sent)).toEqual([1, 1, 1, 2, 2, 2, 3, 3]);
      expect(requests().map(({ Limit }) => Limit)).toEqual([3, 3, 3]);
    });

    it('stops reading at an early break', async () => {
      for await (const { orderId } of query().pageSize(2)) if (orderId === 'o2') break;
      expect(db.sent).toHaveLength(2);
    });

    it('gives results in order to a caller that asks for several before the first has come', async () => {
      const walk = query().pageSize(2).iterate();
      const results = await Promise.all(Array.from({ length: 9 }, () => walk.next()));
      expect(results.map(({ value }) => value?.orderId)).toEqual([
        'o0',
        'o1',
        'o2',
        'o3',
        'o4',
        'o5',
        'o6',
        'o7',
        undefined,
      ]);
      expect(results.at(-1)).toEqual({ value: undefined, done: true });
    });

    it('runs the hooks of each record that it gives, and of no other', async () => {
      const loads = jest.spyOn(Order.prototype, 'countLoads');
      try {
        const orders = await query()
          .filter(o => o.total.gt(0))
          .limit(3)
          .all();
        expect(orders.map(({ loaded }) => loaded)).toEqual([1, 1, 1]);
        expect(loads).toHaveBeenCalledTimes(3);
        const [silent] = await Order.query({ customerId: 'c1' }, { skipHooks: true }).limit(1).all();
        expect(silent!.loaded).toBe(0);
      } finally {
        loads.mockRestore();
      }
    });

    it('gives records that know their changes, edits in place included', async () => {
      const order = (await query().first())!;
      expect(order.isChanged).toBe(false);
      order.tags.push('new');
      order.address!.city = 'Oslo';
      expect(order.changes()).toEqual({
        tags: { from: ['t0'], to: ['t0', 'new'] },
        address: { from: { city: 'NYC' }, to: { city: 'Oslo' } },
      });
    });

    it('keeps attributes that the class does not declare', async () => {
      const key = { customerId: { S: 'c3' }, orderId: { S: 'o1' } };
      await db.write(Order, { ...key, legacy: { SS: ['kept'] } });
      const order = (await Order.query({ customerId: 'c3' }).first())!;
      order.note = 'seen';
      await order.save();
      expect(await db.stored(Order, key)).toMatchObject({ legacy: { SS: ['kept'] }, note: { S: 'seen' } });
      await order.delete();
    });
  });

  describe('where', () => {
    it.each([
      ['=', query().where(o => o.orderId.eq('o3')), ['o3']],
      ['<', query().where(o => o.orderId.lt('o2')), ['o0', 'o1']],
      ['<=', query().where(o => o.orderId.lte('o2')), ['o0', 'o1', 'o2']],
      ['>', query().where(o => o.orderId.gt('o5')), ['o6', 'o7']],
      ['>=', query().where(o => o.orderId.gte('o5')), ['o5', 'o6', 'o7']],
      ['between', query().where(o => o.orderId.between('o2', 'o4')), ['o2', 'o3', 'o4']],
      ['beginsWith', query().where(o => o.orderId.beginsWith('o1')), ['o1']],
    ])('takes %s on the sort key', async (_, some, expected) => {
      expect(ids(await some.all())).toEqual(expected);
      expect(requests()[0]!.KeyConditionExpression).toMatch(/^#\w+ = :\w+ AND /);
      expect(requests()[0]!.FilterExpression).toBeUndefined();
    });

    it('compares numbers as numbers', async () => {
      const some = repository(PlainOrder)
        .query({ customerId: 'c1' })
        .where(o => o.number.between(0.5, 9));
      expect((await some.all()).map(({ number }) => number)).toEqual([0.5, 2, 9]);
    });

    it('encodes a value as its attribute is stored', async () => {
      const since = query()
        .index('byPlacedAt')
        .fromTable()
        .where(o => o.placedAt.gte(new Date(Date.UTC(2026, 6))));
      expect(inFull(since.toRequest()).KeyConditionExpression).toBe(
        "customerId = 'c1' AND placed_at >= '2026-07-01T00:00:00.000Z'",
      );
      expect(ids(await since.all())).toEqual(['o6', 'o7']);
    });

    it('takes the sort key itself in the key', async () => {
      expect(ids(await Order.query({ customerId: 'c1', orderId: 'o2' }).all())).toEqual(['o2']);
    });

    it('leaves out a missing condition', async () => {
      const from: string | undefined = undefined;
      expect(
        await query()
          .where(o => and(from && o.orderId.gte(from)))
          .count(),
      ).toBe(8);
    });

    it.each([
      [
        'an attribute that is no key',
        query().where(o => o.note.eq('x')),
        /where\(\) takes =, <.* on the sort key of the table \{ customerId \} sorted by orderId: .*use filter\(\)/,
      ],
      ['another comparison', query().where(o => o.orderId.ne('o1')), /where\(\) takes =/],
      ['another function', query().where(o => o.orderId.exists()), /where\(\) takes =/],
      ['a list of values', query().where(o => o.orderId.in('o1', 'o2')), /where\(\) takes =/],
      ['alternatives', query().where(o => o.orderId.eq('o1').or(o.orderId.eq('o2'))), /where\(\) takes =/],
      ['another attribute to compare with', query().where(o => o.orderId.eq(o.note)), /where\(\) takes =/],
      [
        'a range on the partition key',
        query().where(o => o.customerId.gt('a')),
        /cannot have a condition on "customerId" here: .* equality on its partition key/,
      ],
      [
        'two conditions on the sort key',
        query().where(o => o.orderId.gt('a').and(o.orderId.lt('b'))),
        /two conditions on "orderId".*between/,
      ],
      [
        'two conditions in two calls',
        query()
          .where(o => o.orderId.gt('a'))
          .where(o => o.orderId.lt('b')),
        /two conditions on "orderId"/,
      ],
      [
        'a condition on a sort key that was given',
        Order.query({ customerId: 'c1', orderId: 'o1' }).where(o => o.orderId.eq('o1')),
        /cannot have a condition on "orderId" here/,
      ],
    ])('refuses %s before anything is sent', async (_, wrong, message) => {
      expect((await failure(wrong.all(), ValidationError)).message).toMatch(message);
      expect(() => wrong.toRequest()).toThrow(ValidationError);
      expect(db.sent).toEqual([]);
    });
  });

  describe('filter', () => {
    it('leaves out items that do not match, after the read', async () => {
      const walk = query()
        .filter(o => o.total.gte(60))
        .filter(o => o.status.eq('open'))
        .iterate();
      expect(ids(await collect(walk))).toEqual(['o1', 'o3']);
      expect(walk).toMatchObject({ count: 2, scannedCount: 8 });
    });

    it('sees members and elements', async () => {
      expect(
        ids(
          await query()
            .filter(o => o.address.city.eq('Rome').and(o.tags.at(0).ne('t5')))
            .all(),
        ),
      ).toEqual(['o4', 'o6', 'o7']);
    });

    it('leaves out a missing condition, and then limits what is read', async () => {
      const city: string | undefined = undefined;
      expect(
        await query()
          .filter(o => and(city && o.address.city.eq(city)))
          .limit(2)
          .all(),
      ).toHaveLength(2);
      expect(requests()[0]).toMatchObject({ Limit: 2 });
      expect(requests()[0]!.FilterExpression).toBeUndefined();
    });

    it('reads past pages that are empty after the filter', async () => {
      const last = query()
        .pageSize(1)
        .filter(o => o.total.lte(30))
        .iterate();
      expect(ids(await collect(last))).toEqual(['o7']);
      expect(last.scannedCount).toBe(8);
      expect(db.sent.length).toBeGreaterThanOrEqual(8);
    });

    it('refuses a key, which where() takes', async () => {
      const wrong = query().filter(o => o.orderId.gt('o1'));
      expect((await failure(wrong.all(), ValidationError)).message).toMatch(
        /filter\(\) cannot have a condition on "orderId".*use where\(\)/,
      );
      expect(db.sent).toEqual([]);
    });

    it("takes the table's keys on an index, where they are ordinary attributes", async () => {
      const open = Order.query({ status: 'open' })
        .filter(o => o.customerId.eq('c2'))
        .projected();
      expect((await open.all()).map(({ orderId }) => orderId)).toEqual(['o9']);
    });

    it('refuses more than DynamoDB takes in an expression', async () => {
      const wrong = query().filter(o => and(...Array.from({ length: 400 }, (_, i) => o.total.ne(i))));
      expect((await failure(wrong.all(), ValidationError)).message).toMatch(/^The filter .*DynamoDB takes/);
      expect(db.sent).toEqual([]);
    });

    it('refuses anything else than a condition', () => {
      expect(() => query().filter((() => 'total > 5') as never)).toThrow(ValidationError);
      expect(() => query().where((() => ({})) as never)).toThrow(ValidationError);
      expect(() =>
        query().filter(o => (o as unknown as Record<string, { eq(value: number): never }>).sum!.eq(1)),
      ).toThrow(/no attribute "sum"/);
    });
  });

  describe('order and limits', () => {
    it('is descending with desc(), and ascending again with asc()', async () => {
      expect(ids(await query().desc().all())).toEqual(['o7', 'o6', 'o5', 'o4', 'o3', 'o2', 'o1', 'o0']);
      expect(ids(await query().desc().asc().limit(2).all())).toEqual(['o0', 'o1']);
    });

    it.each([1, 3, 7, 8, 9, 100])('gives %i at most', async limit => {
      for (const pageSize of [undefined, 1, 3, 8, 50]) {
        const some = pageSize === undefined ? query() : query().pageSize(pageSize);
        expect(ids(await some.limit(limit).all())).toEqual(
          ['o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7'].slice(0, limit),
        );
        expect(await some.limit(limit).count()).toBe(Math.min(8, limit));
        expect(
          ids(
            await some
              .filter(o => o.status.eq('open'))
              .limit(limit)
              .all(),
          ),
        ).toEqual(['o1', 'o3', 'o5', 'o7'].slice(0, limit));
      }
    });

    it('reads no more than it needs', async () => {
      const walk = query().limit(5).pageSize(3).iterate();
      await collect(walk);
      expect(requests().map(({ Limit }) => Limit)).toEqual([3, 2]);
      expect(walk.scannedCount).toBe(5);
      db.sent.length = 0;
      expect(await query().limit(5).pageSize(3).count()).toBe(5);
      expect(requests().map(({ Limit }) => Limit)).toEqual([3, 2]);
    });

    it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5' as unknown as number])(
      'refuses a limit or page size of %s',
      wrong => {
        expect(() => query().limit(wrong)).toThrow(/^Order: limit\(\) takes a whole number from 1 on/);
        expect(() => query().pageSize(wrong)).toThrow(/^Order: pageSize\(\) takes a whole number from 1 on/);
      },
    );
  });

  describe('consistent', () => {
    it('reads the latest writes, from the table and from a local index', async () => {
      expect(query().consistent().toRequest().ConsistentRead).toBe(true);
      expect(query().consistent().consistent(false).toRequest().ConsistentRead).toBeUndefined();
      expect(await query().consistent().count()).toBe(8);
      expect(await query().index('byTotal').consistent().count()).toBe(8);
    });

    it("follows the class's choice without one of the call", () => {
      expect(Missing.query({ id: 'a' }).toRequest().ConsistentRead).toBe(true);
      expect(Missing.query({ id: 'a' }).consistent(false).toRequest().ConsistentRead).toBeUndefined();
    });

    it('costs twice', async () => {
      const [eventual, consistent] = [await query().page(), await query().consistent().page()];
      expect(eventual.capacity).toBe(0.5);
      expect(consistent.capacity).toBe(1);
    });

    it('is refused on a global index', async () => {
      const wrong = Order.query({ status: 'open' }).projected().consistent();
      expect((await failure(wrong.all(), ValidationError)).message).toBe(
        'Order: index "byStatus" is global, and cannot be read consistently',
      );
      expect(db.sent).toEqual([]);
    });
  });

  describe('results', () => {
    it('selects some attributes, as plain objects', async () => {
      const [first] = await query().select('total', 'placedAt').all();
      expect(first).toEqual({ total: 100, placedAt: new Date(Date.UTC(2026, 0)) });
      expect(Object.getPrototypeOf(first)).toBe(Object.prototype);
      expect(inFull(requests()[0]!).ProjectionExpression).toBe('total, placed_at, customerId, orderId');
    });

    it('leaves out missing attributes', async () => {
      const [order] = await Order.query({ customerId: 'c2' }).select('orderId', 'placedAt', 'note').all();
      expect(order).toEqual({ orderId: 'o9' });
    });

    it('pages through a selection without its keys', async () => {
      const totals = query().select('total').limit(3);
      const first = await totals.page();
      expect(first.items).toEqual([{ total: 100 }, { total: 90 }, { total: 80 }]);
      expect((await totals.page(first)).items).toEqual([{ total: 70 }, { total: 60 }, { total: 50 }]);
    });

    it('refuses to select nothing, or unknown attributes', async () => {
      expect((await failure(query().select().all(), ValidationError)).message).toMatch(
        /select\(\) needs at least one attribute/,
      );
      expect(
        (
          await failure(
            query()
              .select('sum' as 'total')
              .all(),
            ValidationError,
          )
        ).message,
      ).toMatch(/no attribute "sum"/);
      expect(db.sent).toEqual([]);
    });

    it('refuses records of an index that does not hold them whole', async () => {
      const { message } = await failure(Order.query({ status: 'open' }).all(), ValidationError);
      expect(message).toMatch(
        /^Order: index "byStatus" holds only some attributes.*fromTable\(\).*projected\(\) or select\(\)/,
      );
      expect((await failure(query().index('byPlacedAt').all(), ValidationError)).message).toMatch(/"byPlacedAt"/);
      expect(db.sent).toEqual([]);
    });

    it('refuses to select or filter by attributes that an index does not hold', async () => {
      const open = Order.query({ status: 'open' });
      expect((await failure(open.select('tags').all(), ValidationError)).message).toMatch(
        /index "byStatus" does not hold "tags"/,
      );
      expect(
        (
          await failure(
            open
              .fromTable()
              .filter(o => o.tags.size().gt(1))
              .all(),
            ValidationError,
          )
        ).message,
      ).toMatch(/does not hold "tags", so a filter cannot see it/);
      expect(
        (
          await failure(
            query()
              .index('byPlacedAt')
              .fromTable()
              .filter(o => o.note.exists())
              .all(),
            ValidationError,
          )
        ).message,
      ).toMatch(/"note"/);
      expect(db.sent).toEqual([]);
    });

    it('returns the attributes of the index with projected()', async () => {
      const [order] = await Order.query({ status: 'open' }).projected().all();
      expect(order).toEqual({ customerId: 'c2', orderId: 'o9', total: 5, status: 'open' });
      expect(await query().index('byPlacedAt').projected().first()).toEqual({
        customerId: 'c1',
        orderId: 'o0',
        placedAt: new Date(Date.UTC(2026, 0)),
      });
      expect(await query().projected().select('orderId').first()).toEqual({ orderId: 'o0' });
    });

    it('selects and filters by attributes of the index', async () => {
      const open = Order.query({ status: 'open' }).filter(o => o.note.exists());
      expect(await open.desc().select('note', 'total').all()).toEqual([
        { note: 'note 1', total: 90 },
        { note: 'note 3', total: 70 },
        { note: 'note 5', total: 50 },
        { note: 'note 7', total: 30 },
      ]);
    });

    it('counts on such an index', async () => {
      expect(await Order.query({ status: 'open' }).count()).toBe(5);
      expect(
        await query()
          .index('byPlacedAt')
          .filter(o => o.orderId.gt('o5'))
          .count(),
      ).toBe(2);
      expect(requests().map(({ Select }) => Select)).toEqual(['COUNT', 'COUNT']);
    });

    it('counts over many pages, with a filter and a limit', async () => {
      expect(await query().pageSize(2).count()).toBe(8);
      expect(
        await query()
          .pageSize(2)
          .filter(o => o.status.eq('open'))
          .count(),
      ).toBe(4);
      expect(
        await query()
          .pageSize(2)
          .filter(o => o.status.eq('open'))
          .limit(3)
          .count(),
      ).toBe(3);
      expect(await query().select('note').count()).toBe(8);
    });

    it('gives the first result, reading one', async () => {
      expect((await query().desc().first())!.orderId).toBe('o7');
      expect(requests()[0]).toMatchObject({ Limit: 1 });
      expect(
        await query()
          .filter(o => o.total.lt(0))
          .first(),
      ).toBeUndefined();
      expect(
        (await query()
          .pageSize(1)
          .filter(o => o.total.lte(50))
          .first())!.orderId,
      ).toBe('o5');
    });
  });

  describe('fromTable', () => {
    it('reads whole records by their keys, in the order of the index', async () => {
      const orders = await Order.query({ status: 'open' }).desc().fromTable().all();
      expect(ids(orders)).toEqual(['o1', 'o3', 'o5', 'o7', 'o9']);
      expect(orders[0]).toBeInstanceOf(Order);
      expect(orders[0]).toMatchObject({ tags: ['t1'], loaded: 1, isNew: false });
      expect(db.sent.map(({ command }) => command)).toEqual(['QueryCommand', 'BatchGetItemCommand']);
      orders[0]!.note = 'saved';
      await orders[0]!.save();
      expect((await Order.get({ customerId: 'c1', orderId: 'o1' }))!.tags).toEqual(['t1']);
      await orders[0]!.update({ note: 'note 1' });
    });

    it('counts the capacity of both', async () => {
      const walk = Order.query({ status: 'open' }).fromTable().iterate();
      await collect(walk);
      expect(walk.capacityUnits).toBe(0.5 + 5 * 0.5);
    });

    it('takes a client, a table and consistentRead as options, scans too', async () => {
      const other = tableOf(Order);
      const options = { client: db.client, tableName: other, consistentRead: true };
      const elsewhere = Missing.query({ id: 'c1' }, { ...options, client: undefined });
      expect(elsewhere.toRequest()).toMatchObject({ TableName: other, ConsistentRead: true });
      expect(elsewhere.consistent(false).toRequest()).not.toHaveProperty('ConsistentRead');
      expect(Missing.scan(options).toRequest()).toMatchObject({ TableName: other, ConsistentRead: true });
      setDefaultClient(undefined);
      expect(await Order.query({ customerId: 'nobody' }, options).all()).toEqual([]);
      expect(await Order.scan(options).first()).toBeInstanceOf(Order);
      expect(db.sent.map(({ input }) => input.ConsistentRead)).toEqual([true, true]);
      await failure(Order.scan({ ...options, signal: AbortSignal.abort() }).all(), Error);
    });

    it('continues until the limit is reached, even if items are gone meanwhile', async () => {
      const gone = ['o1', 'o5'].map(orderId => ({ customerId: { S: 'c4' }, orderId: { S: orderId } }));
      const client = faultyClient(db.client, async ({ operation }) => {
        if (operation !== 'BatchGetItem') return undefined;
        for (const key of gone) await db.client.send(new DeleteItemCommand({ TableName: tableOf(Order), Key: key }));
        return undefined;
      });
      const some = repository(Order, { client }).query({ status: 'gone' }).fromTable();
      for (const [pageSize, limit] of grid([1, 2, 100], [1, 2, 3, 5])) {
        for (const i of [1, 3, 5, 7, 9]) {
          await Order.build({ customerId: 'c4', orderId: `o${i}`, total: i, status: 'gone' }).save();
        }
        const page = await some.pageSize(pageSize).limit(limit).page();
        expect(ids(page.items)).toEqual(['o3', 'o7', 'o9'].slice(0, limit));
        const rest = page.cursor ? await some.pageSize(pageSize).startFrom(page.cursor).all() : [];
        expect(ids(rest)).toEqual(['o3', 'o7', 'o9'].slice(limit));
      }
    });

    it('needs no second read on a local index, or if the index holds everything', async () => {
      expect(ids(await query().index('byPlacedAt').desc().fromTable().limit(2).all())).toEqual(['o7', 'o6']);
      expect(ids(await query().index('byTotal').fromTable().limit(2).all())).toEqual(['o7', 'o6']);
      expect(requests().map(({ Select }) => Select)).toEqual(['ALL_ATTRIBUTES', undefined]);
    });
  });

  describe('pages', () => {
    it('returns page by page as DynamoDB does', async () => {
      const pages = await collect(query().pageSize(3).pages());
      expect(pages.map(page => ids(page.items))).toEqual([
        ['o0', 'o1', 'o2'],
        ['o3', 'o4', 'o5'],
        ['o6', 'o7'],
      ]);
      expect(pages.map(({ count, scannedCount, capacity }) => [count, scannedCount, capacity])).toEqual([
        [3, 3, 0.5],
        [3, 3, 0.5],
        [2, 2, 0.5],
      ]);
      expect(pages.map(({ cursor }) => typeof cursor)).toEqual(['string', 'string', 'undefined']);
    });

    it('leaves out empty ones, and counts what they cost', async () => {
      const pages = await collect(
        query()
          .pageSize(2)
          .filter(o => o.total.lte(50))
          .pages(),
      );
      expect(pages.map(page => ids(page.items))).toEqual([['o5'], ['o6', 'o7']]);
      expect(pages.map(({ count, scannedCount }) => [count, scannedCount])).toEqual([
        [1, 6],
        [2, 2],
      ]);
    });

    it('stops at the limit', async () => {
      const pages = await collect(query().pageSize(3).limit(4).pages());
      expect(pages.map(page => ids(page.items))).toEqual([['o0', 'o1', 'o2'], ['o3']]);
    });

    it('gives one page of exactly as many as the limit says, whatever the pages of DynamoDB', async () => {
      for (const pageSize of [1, 2, 3, 5, 50]) {
        const page = await query()
          .pageSize(pageSize)
          .filter(o => o.status.eq('open'))
          .limit(3)
          .page();
        expect(ids(page.items)).toEqual(['o1', 'o3', 'o5']);
        expect(page.count).toBe(3);
        expect(
          ids(
            (
              await query()
                .filter(o => o.status.eq('open'))
                .limit(3)
                .page(page)
            ).items,
          ),
        ).toEqual(['o7']);
      }
    });

    it('returns without a limit what one request found, but at least one result', async () => {
      const page = await query()
        .pageSize(2)
        .filter(o => o.total.lte(50))
        .page();
      expect(ids(page.items)).toEqual(['o5']);
      expect(page).toMatchObject({ count: 1, scannedCount: 6 });
      expect(db.sent).toHaveLength(3);
    });

    it('ends with a page that has no cursor', async () => {
      let cursor: string | undefined;
      const seen: string[][] = [];
      do {
        const page = await query().limit(3).page({ cursor });
        seen.push(ids(page.items));
        cursor = page.cursor;
      } while (cursor);
      expect(seen).toEqual([
        ['o0', 'o1', 'o2'],
        ['o3', 'o4', 'o5'],
        ['o6', 'o7'],
      ]);
    });
  });

  describe('iterate', () => {
    it('has its counts and capacity on the way and at the end', async () => {
      const walk = query().pageSize(3).iterate();
      expect(walk).toMatchObject({ count: 0, scannedCount: 0, capacityUnits: 0, cursor: undefined });
      const seen = await steps(walk);
      expect(seen.map(([, count, scanned]) => [count, scanned])).toEqual([
        [1, 3],
        [2, 3],
        [3, 3],
        [4, 6],
        [5, 6],
        [6, 6],
        [7, 8],
        [8, 8],
      ]);
      expect(walk).toMatchObject({ count: 8, scannedCount: 8, capacityUnits: 1.5, cursor: undefined });
    });

    it('has a cursor after a break', async () => {
      const walk = query().pageSize(3).iterate();
      for await (const { orderId } of walk) if (orderId === 'o4') break;
      expect(ids(await query().startFrom(walk.cursor).all())).toEqual(['o5', 'o6', 'o7']);
      expect(await walk.next()).toEqual({ value: undefined, done: true });
      expect(ids(await query().startFrom(walk.cursor).all())).toEqual(['o5', 'o6', 'o7']);
    });

    it('has no other properties', () => {
      const walk = query().iterate();
      // @ts-expect-error how pages are taken is no affair of the caller
      expect(walk.advance).toBeUndefined();
    });
  });

  describe('ends early', () => {
    const failing = (faultOf: FaultSource) => repository(Order, { client: faultyClient(db.client, faultOf) });

    it('with the error of a request, after the results before it', async () => {
      let sent = 0;
      const orders = failing(() => (++sent === 3 ? { error: 'InternalServerError', statusCode: 500 } : undefined));
      const walk = orders.query({ customerId: 'c1' }).pageSize(3).iterate();
      const seen: string[] = [];
      const error = await failure(async () => {
        for await (const { orderId } of walk) seen.push(orderId);
      }, Error);
      expect(error.name).toBe('InternalServerError');
      expect(seen).toEqual(['o0', 'o1', 'o2', 'o3', 'o4', 'o5']);
      expect(await walk.next()).toEqual({ value: undefined, done: true });
      expect(ids(await query().startFrom(walk.cursor).all())).toEqual(['o6', 'o7']);
    });

    it('with the error of a hook, and can be resumed before that record', async () => {
      const loads = jest.spyOn(Order.prototype, 'countLoads').mockImplementation(function (this: Order) {
        if (this.orderId === 'o4') throw new Error('not this one');
      });
      const walk = query().pageSize(2).iterate();
      const error = await failure(collect(walk), Error);
      loads.mockRestore();
      expect(error.message).toBe('not this one');
      expect(ids(await query().startFrom(walk.cursor).all())).toEqual(['o4', 'o5', 'o6', 'o7']);
    });

    it('when its signal is aborted, before or on the way', async () => {
      const before = Order.query({ customerId: 'c1' }, { signal: AbortSignal.abort() });
      expect((await failure(before.all(), Error)).name).toBe('AbortError');
      expect((await failure(before.count(), Error)).name).toBe('AbortError');
      const controller = new AbortController();
      const walk = Order.query({ customerId: 'c1' }, { signal: controller.signal }).pageSize(2).iterate();
      const seen: string[] = [];
      const error = await failure(async () => {
        for await (const { orderId } of walk) {
          seen.push(orderId);
          if (orderId === 'o2') controller.abort();
        }
      }, Error);
      expect(error.name).toBe('AbortError');
      expect(seen).toEqual(['o0', 'o1', 'o2', 'o3']);
      expect(ids(await query().startFrom(walk.cursor).all())).toEqual(['o4', 'o5', 'o6', 'o7']);
    });

    it('with TableNotFoundError without a table', async () => {
      expect((await failure(Missing.query({ id: 'a' }).all(), TableNotFoundError)).message).toMatch(
        /^Missing: there is no table/,
      );
    });
  });

  describe('bad keys', () => {
    it.each([
      ['no key', {}, /^Order: a query needs a partition key, such as \{ customerId \}; scan\(\) reads everything/],
      ['nothing', undefined, /a query needs a partition key/],
      ['only a sort key', { orderId: 'o1' }, /\{ orderId \} is the key of neither the table nor an index/],
      ['undefined', { customerId: undefined }, /Order.customerId is undefined/],
      ['an empty text', { customerId: '' }, /cannot be empty/],
      ['another type', { customerId: 5 }, /Order.customerId/],
      ['an attribute that is none', { customerId: 'c1', nobody: 1 }, /\{ customerId, nobody \} is the key of neither/],
    ])('are refused: %s', async (_, key, message) => {
      const wrong = Order.query(key as { customerId: string });
      expect((await failure(wrong.all(), ValidationError)).message).toMatch(message);
      expect(db.sent).toEqual([]);
    });
  });
});

describe('A query', () => {
  const base = Order.query({ customerId: 'c1' });

  it('is immutable: each method gives another', () => {
    const before = base.toRequest();
    const others = [
      base.where(o => o.orderId.eq('o1')),
      base.filter(o => o.note.eq('x')),
      base.index('byTotal'),
      base.asc(),
      base.desc(),
      base.limit(1),
      base.pageSize(1),
      base.consistent(),
      base.select('note'),
      base.projected(),
      base.fromTable(),
    ];
    for (const other of others) {
      expect(other).toBeInstanceOf(Query);
      expect(other).not.toBe(base);
    }
    expect(base.toRequest()).toEqual(before);
  });

  it('shows the exact request', () => {
    expect(inFull(base.toRequest())).toEqual({
      TableName: expect.stringContaining('query-orders-'),
      KeyConditionExpression: "customerId = 'c1'",
      ReturnConsumedCapacity: 'TOTAL',
    });
    const full = base
      .index('byPlacedAt')
      .where(o => o.placedAt.lt(new Date(0)))
      .filter(o => o.orderId.beginsWith('o'))
      .select('orderId')
      .desc()
      .consistent()
      .limit(5)
      .pageSize(20);
    expect(inFull(full.toRequest())).toEqual({
      TableName: expect.stringContaining('query-orders-'),
      IndexName: 'byPlacedAt',
      KeyConditionExpression: "customerId = 'c1' AND placed_at < '1970-01-01T00:00:00.000Z'",
      FilterExpression: "begins_with(orderId, 'o')",
      ProjectionExpression: 'orderId, customerId, placed_at',
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 20,
      ReturnConsumedCapacity: 'TOTAL',
    });
  });

  it('reports that it has no client', async () => {
    expect((await failure(Missing.query({ id: 'a' }).all(), ConfigurationError)).message).toMatch(
      /^Missing has no client/,
    );
  });
});
