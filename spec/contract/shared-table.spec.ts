import {
  ActiveRecord,
  Attribute,
  ConditionalCheckFailedError,
  ConflictError,
  createTable,
  Discriminator,
  defineTable,
  Table,
  transact,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, useTables } from './harness';

const app = defineTable(uniqueTable('shared'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: {
    gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    inverted: { partitionKey: 'sk', sortKey: 'pk', projection: 'KEYS_ONLY' },
  },
});

@Discriminator('user')
@Table(app, { keys: { table: ['ORG#{org}', 'USER#{email:lower}'] } })
class User extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute() email!: string;
  @Attribute() name?: string;
}

@Discriminator('order')
@Table(app, {
  keys: { table: ['ORG#{org}', 'ORDER#{placedAt}#{id}'], gsi1: ['STATUS#{status}', '{placedAt}'] },
})
class Order extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute() id!: string;
  @Attribute({ type: Date }) placedAt!: Date;
  @Attribute() status?: string = 'open';
  @Attribute() total = 0;
}

describeEachBackend('A shared table', backend => {
  const db = useTables(backend);
  beforeAll(() => createTable(app));
  let org = 0;
  let o: string;
  beforeEach(() => {
    o = `o${org++}`;
  });
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  const orders = (...days: number[]) =>
    Promise.all(days.map(day => Order.create({ org: o, id: `i${day}`, placedAt: at(day) })));
  const raw = (sk: string) => db.stored(User, { pk: { S: `ORG#${o}` }, sk: { S: sk } });

  it('writes keys and type together with the attributes, and reads by the parts of the key', async () => {
    const [order] = await orders(1);
    expect(await raw(`ORDER#${at(1).toISOString()}#i1`)).toEqual({
      pk: { S: `ORG#${o}` },
      sk: { S: `ORDER#${at(1).toISOString()}#i1` },
      gsi1pk: { S: 'STATUS#open' },
      gsi1sk: { S: at(1).toISOString() },
      type: { S: 'order' },
      org: { S: o },
      id: { S: 'i1' },
      placedAt: { S: at(1).toISOString() },
      status: { S: 'open' },
      total: { N: '0' },
    });
    const found = await Order.getOrFail({ org: o, id: 'i1', placedAt: at(1) });
    expect(found).toEqual(order);
    expect(found.isChanged).toBe(false);
    expect(
      await Order.batchGet([
        { org: o, id: 'i1', placedAt: at(1) },
        { org: o, id: 'x', placedAt: at(1) },
      ]),
    ).toEqual([order, undefined]);
  });

  it('queries by whichever parts fit', async () => {
    await orders(1, 2, 3, 4);
    await User.create({ org: o, email: 'Jo@x.io' });
    const ids = async (query: { all(): Promise<Order[]> }) => (await query.all()).map(({ id }) => id);
    expect(await ids(Order.query({ org: o }))).toEqual(['i1', 'i2', 'i3', 'i4']);
    expect(await ids(Order.query({ org: o, placedAt: at(2) }))).toEqual(['i2']);
    expect(await ids(Order.query({ org: o, placedAt: at(2), id: 'i2' }))).toEqual(['i2']);
    expect(await ids(Order.query({ org: o }).where(a => a.placedAt.gte(at(3))))).toEqual(['i3', 'i4']);
    expect(await ids(Order.query({ org: o }).where(a => a.placedAt.gt(at(3))))).toEqual(['i4']);
    expect(await ids(Order.query({ org: o }).where(a => a.placedAt.lte(at(3))))).toEqual(['i1', 'i2', 'i3']);
    expect(
      await ids(
        Order.query({ org: o })
          .where(a => a.placedAt.lt(at(3)))
          .desc(),
      ),
    ).toEqual(['i2', 'i1']);
    expect(await ids(Order.query({ org: o }).where(a => a.placedAt.between(at(2), at(3))))).toEqual(['i2', 'i3']);
    expect(await ids(Order.query({ org: o, placedAt: at(2) }).where(a => a.id.beginsWith('i')))).toEqual(['i2']);
    expect(await ids(Order.query({ status: 'open' }).filter(a => a.org.eq(o)))).toHaveLength(4);
    expect(await Order.query({ org: o }).count()).toBe(4);
    expect(await User.query({ org: o }).count()).toBe(1);
    expect(inFull(Order.query({ org: o }).toRequest())).toMatchObject({
      KeyConditionExpression: `pk = 'ORG#${o}' AND begins_with(sk, 'ORDER#')`,
    });
    expect(Order.query({ org: o }).toRequest()).not.toHaveProperty('FilterExpression');
  });

  it('rewrites the keys of an index with an update, and requires the values that it took from memory', async () => {
    const [order] = await orders(1);
    const stale = await Order.getOrFail({ org: o, id: 'i1', placedAt: at(1) });
    await order!.update({ status: 'paid' });
    expect(await raw(`ORDER#${at(1).toISOString()}#i1`)).toMatchObject({
      gsi1pk: { S: 'STATUS#paid' },
      gsi1sk: { S: at(1).toISOString() },
    });
    await order!.update({ status: undefined });
    expect(await raw(`ORDER#${at(1).toISOString()}#i1`)).not.toHaveProperty('gsi1pk');
    expect(await raw(`ORDER#${at(1).toISOString()}#i1`)).not.toHaveProperty('gsi1sk');
    await stale.update({ status: 'late' });
    expect(await raw(`ORDER#${at(1).toISOString()}#i1`)).toMatchObject({ gsi1pk: { S: 'STATUS#late' } });
  });

  it('refuses a change of the key, and updates that leave a part unknown', async () => {
    const [order] = await orders(1);
    db.sent.length = 0;
    await failure(order!.update({ id: 'x' }), ValidationError);
    await failure(
      order!.update(a => a.status.ifNotExists('x')),
      ValidationError,
    );
    await failure(order!.update({ org: '' }), ValidationError);
    expect(db.sent).toHaveLength(0);
  });

  it('updates by key, and creates missing items as a whole', async () => {
    const key = { org: o, email: 'a@x.io' };
    await User.updateByKey(key, { name: 'A' });
    expect(await raw('USER#a@x.io')).toEqual({
      pk: { S: `ORG#${o}` },
      sk: { S: 'USER#a@x.io' },
      type: { S: 'user' },
      org: { S: o },
      email: { S: 'a@x.io' },
      name: { S: 'A' },
    });
  });

  it('scans only its own items', async () => {
    await orders(1);
    await User.create({ org: o, email: 'b@x.io' });
    expect(
      (
        await User.scan()
          .filter(u => u.org.eq(o))
          .all()
      ).map(({ email }) => email),
    ).toEqual(['b@x.io']);
    expect(
      await Order.scan()
        .filter(u => u.org.eq(o))
        .parallel(3)
        .all(),
    ).toHaveLength(1);
  });

  it('writes keys in transactions', async () => {
    const [order] = await orders(1);
    await transact(async tx => {
      const found = await tx.getOrFail(Order, { org: o, id: 'i1', placedAt: at(1) });
      found.status = 'shipped';
      tx.save(found);
      tx.update(User, { org: o, email: 'c@x.io' }, { name: 'C' });
    });
    expect(await raw(`ORDER#${at(1).toISOString()}#i1`)).toMatchObject({ gsi1pk: { S: 'STATUS#shipped' } });
    expect(await raw('USER#c@x.io')).toMatchObject({ type: { S: 'user' }, org: { S: o } });
    await failure(order!.save({ raiseOnConflict: true }), ConflictError);
    await failure(
      Order.updateByKey({ org: o, id: 'i1', placedAt: at(1) }, { total: 3 }, { given: { status: 'paid' } }),
      ConditionalCheckFailedError,
    );
  });
});
