// What compiles where a class does not declare its `key` and `required`: each is refused before anything is sent, by an error that names
// the property.
import {
  ActiveRecord,
  Attribute,
  batchGet,
  batchWrite,
  defineTable,
  Index,
  PartitionKey,
  repository,
  SortKey,
  Table,
  TransactWrite,
  transact,
  transactGet,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('half-orders'))
@Index('byStatus', { partitionKey: 'status', sortKey: 'total' })
class Order extends ActiveRecord {
  @PartitionKey() customerId!: string;
  @SortKey() placedAt!: string;
  @Attribute() status: 'open' | 'paid' = 'open';
  @Attribute() total = 0;
  @Attribute({ required: true }) owner!: string;
}

const app = defineTable(uniqueTable('half-app'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
});

@Table(app, { keys: { table: ['ORG#{org}', 'TASK#{seq:6}'], gsi1: ['STATUS#{status}', '{seq:6}'] } })
class Task extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute({ type: Number }) seq!: number;
  @Attribute() status: 'open' | 'done' = 'open';
}

const whole = { customerId: 'c', placedAt: 'p' };
const half = { customerId: 'c' };
const order = Order.build({ ...whole, owner: 'o' });
const orders = repository(Order);

const CALLS: [string, RegExp, () => unknown][] = [
  ['get', /Order\.placedAt is undefined: it is part of the key/, () => Order.get(half)],
  ['get of nothing', /Order\.customerId is undefined/, () => Order.get({})],
  ['get of a key of an index', /Order: "status" is no part of the key/, () => Order.get({ status: 'open' })],
  ['get of more', /Order: "total" is no part of the key/, () => Order.get({ ...whole, total: 1 })],
  ['getOrFail', /Order\.placedAt is undefined/, () => Order.getOrFail(half)],
  ['the get of a repository', /Order\.placedAt is undefined/, () => orders.get(half)],
  ['updateByKey', /Order\.placedAt is undefined/, () => Order.updateByKey(half, { total: 1 })],
  ['deleteByKey', /Order\.placedAt is undefined/, () => Order.deleteByKey(half)],
  ['upsert', /Order\.placedAt is undefined/, () => Order.upsert({ ...half, owner: 'o' })],
  ['findOrCreate', /Order\.placedAt is undefined/, () => Order.findOrCreate(half, { owner: 'o' })],
  ['batchGet', /Order\.placedAt is undefined/, () => Order.batchGet([whole, half])],
  ['batchGet of classes', /Order\.placedAt is undefined/, () => batchGet([Order, [half]])],
  ['batchWrite', /Order\.placedAt is undefined/, () => batchWrite(batch => batch.delete(Order, half))],
  ['transactGet', /Order\.placedAt is undefined/, () => transactGet([Order, half])],
  ['a read of a transaction', /Order\.placedAt is undefined/, () => transact(tx => tx.get(Order, half))],
  ['an update of a transaction', /Order\.placedAt/, () => transact(tx => tx.update(Order, half, { total: 1 }))],
  ['a check', /Order\.placedAt/, () => transact(tx => tx.check(Order, half, o => o.total.gt(1)))],
  [
    'a transaction that is no block',
    /Order\.placedAt/,
    async () => {
      const write = new TransactWrite();
      write.delete(Order, half);
      await write.commit();
    },
  ],
  ['create without a key', /Order\.customerId is undefined/, () => Order.create({})],
  ['create without what is required', /Order\.owner/, () => Order.create(whole)],
  ['an update of the key', /Order\.customerId is part of the key/, () => order.update({ customerId: 'other' })],
  ['an action on the key', /Order\.placedAt is part of the key/, () => order.update(o => [o.placedAt.set('x')])],
  ['an update by key of it', /Order\.placedAt is part of the key/, () => Order.updateByKey(whole, { placedAt: 'x' })],
  ['query of nothing', /Order/, () => Order.query({}).all()],
  ['query of no key', /Order.*total/, () => Order.query({ total: 1 }).all()],
  ['query of the sort key alone', /Order.*placedAt/, () => Order.query({ placedAt: 'p' }).all()],
  [
    'where on no sort key',
    /where\(\) takes .* on the sort key of the table/,
    () =>
      Order.query(half)
        .where(o => o.total.gte(1))
        .all(),
  ],
  [
    'where on the partition key',
    /customerId/,
    () =>
      Order.query(half)
        .where(o => o.customerId.gte('a'))
        .all(),
  ],
  ['index of no such name', /nope/, () => Order.query({ status: 'open' }).index('nope').all()],
  ['get by half of a template', /Task\.seq is missing: it is part of the key/, () => Task.get({ org: 'o' })],
  ['get by parts of an index', /Task/, () => Task.get({ status: 'open', seq: 1 })],
  ['create without a part', /Task\.org/, () => Task.create({ seq: 1 })],
];

describeEachBackend('What names half a key, or what is no key', backend => {
  const database = useTables(backend, Order, Task);

  it.each(CALLS)('is refused: %s', async (_, message, call) => {
    const { message: told } = await failure(call, ValidationError);
    expect(told).toMatch(message);
    expect(database.sent).toEqual([]);
  });

  it('moves where an update is refused, as the error says', async () => {
    const moved = await Order.create({ ...whole, owner: 'o' });
    await moved.moveTo({ placedAt: 'later' });
    expect(await Order.get(whole)).toBeUndefined();
    expect((await Order.getOrFail({ ...whole, placedAt: 'later' })).owner).toBe('o');
  });
});
