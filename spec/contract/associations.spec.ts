import {
  ActiveRecord,
  Attribute,
  BelongsTo,
  ConfigurationError,
  HasMany,
  Index,
  load,
  PartitionKey,
  Query,
  type Relation,
  SortKey,
  setDefaultClient,
  Table,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Index('byCustomer', { partitionKey: 'customerId', sortKey: 'id' })
@Table(uniqueTable('orders'))
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() customerId?: string;
  @BelongsTo(() => Customer, { customerId: 'id' }) customer?: Relation<Customer>;
  @HasMany(() => Line, { orderId: 'id' }) lines!: Query<Line>;
}

@Table(uniqueTable('customers'))
class Customer extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() name = '';
  @HasMany(() => Order, { customerId: 'id' }) orders!: Query<Order>;
}

@Table(uniqueTable('lines'))
class Line extends ActiveRecord {
  @PartitionKey() orderId!: string;
  @SortKey() sku!: string;
  @BelongsTo(() => Order, { orderId: 'id' }) order?: Order;
}

describeEachBackend('associations', backend => {
  const database = useTables(backend, Order, Customer, Line);

  beforeAll(async () => {
    setDefaultClient(database.client);
    await Customer.create({ id: 'c1', name: 'Jo' });
    await Customer.create({ id: 'c2', name: 'Al' });
    for (const [id, customerId] of [
      ['o1', 'c1'],
      ['o2', 'c2'],
      ['o3', 'c1'],
      ['o4', 'gone'],
      ['o5', undefined],
    ]) {
      await Order.build({ id: id!, ...(customerId && { customerId }) }).save();
    }
    for (const sku of ['x', 'y']) await Line.create({ orderId: 'o1', sku });
  });

  const orders = () => ['o1', 'o2', 'o3', 'o4', 'o5'].map(id => Order.getOrFail({ id }));

  it('reads what many records refer to in one request, and sets it', async () => {
    const read = await Promise.all(orders());
    database.sent.length = 0;
    const customers = await load(read, 'customer');
    expect(database.sent.map(({ command }) => command)).toEqual(['BatchGetItemCommand']);
    expect(customers.map(customer => customer?.name)).toEqual(['Jo', 'Al', 'Jo', undefined, undefined]);
    expect(read.map(({ customer }) => customer)).toEqual(customers);
    expect(read[0]!.customer).toBe(read[2]!.customer);
  });

  it('of one record returns the related record', async () => {
    const order = await Order.getOrFail({ id: 'o2' });
    expect(order.customer).toBeUndefined();
    expect((await load(order, 'customer', { consistentRead: true }))?.name).toBe('Al');
    expect(order.customer?.name).toBe('Al');
  });

  it('reads more records than one request takes', async () => {
    const many = Array.from({ length: 101 }, (_, i) => Order.build({ id: `m${i}`, customerId: `c${i}` }));
    const customers = await load(many, 'customer');
    expect(database.sent).toHaveLength(2);
    expect(customers.filter(Boolean)).toHaveLength(2);
  });

  it('sends nothing if there is nothing to read', async () => {
    expect(await load([] as Order[], 'customer')).toEqual([]);
    const order = Object.assign(Order.build({ id: 'n' }), { customer: Customer.build({ id: 'old' }) });
    expect(await load(order, 'customer')).toBeUndefined();
    expect(order.customer).toBeUndefined();
    expect(database.sent).toEqual([]);
  });

  it('many are a query of the table or of an index', async () => {
    const customer = await Customer.getOrFail({ id: 'c1' });
    database.sent.length = 0;
    const query = load(customer, 'orders');
    expect(database.sent).toEqual([]);
    expect((await query.desc().all()).map(({ id }) => id)).toEqual(['o3', 'o1']);
    const [order] = await query.limit(1).all();
    const lines = await load(order!, 'lines').all();
    expect(lines.map(({ sku }) => sku)).toEqual(['x', 'y']);
    expect((await load(lines, 'order')).map(one => one?.id)).toEqual(['o1', 'o1']);
  });

  it('is not stored, and does not count as a change', async () => {
    const order = await Order.getOrFail({ id: 'o1' });
    await load(order, 'customer');
    order.customer!.name = 'Joan';
    expect(order.changes()).toEqual({});
    expect(order.toObject()).toMatchObject({ id: 'o1', customerId: 'c1', customer: { name: 'Joan' } });
    await order.save();
    expect(await database.stored(Order, { id: { S: 'o1' } })).toEqual({ id: { S: 'o1' }, customerId: { S: 'c1' } });
    expect((await Customer.getOrFail({ id: 'c1' })).name).toBe('Jo');
  });

  it('may be in a copy of a record while it is not loaded, and is refused with advice otherwise', async () => {
    const order = await Order.getOrFail({ id: 'o1' });
    expect(Order.build({ ...order, id: 'copy' })).toMatchObject({ id: 'copy', customerId: 'c1' });
    expect(Order.build({ id: 'copy', customer: undefined, lines: undefined as never })).toMatchObject({ id: 'copy' });
    await load(order, 'customer');
    const message =
      'Order.customer is an association, which is not stored: leave it out, and set customerId, which it refers by';
    expect(() => Order.build({ ...order, id: 'copy' })).toThrow(new ValidationError(message));
    await expect(order.update({ customer: order.customer } as never)).rejects.toThrow(message);
    expect(() => Customer.build({ id: 'c', orders: [] as never })).toThrow(
      'Customer.orders is an association, which is not stored: leave it out, and save its records',
    );
  });

  it('refuses properties without an association, and keys that do not fit', async () => {
    @Table('x')
    class Wrong extends ActiveRecord {
      @PartitionKey() id!: string;
      @BelongsTo(() => Customer, { nobody: 'id' }) unknown?: Customer;
      @BelongsTo(() => Customer, { id: 'name' }) byName?: Customer;
      @Attribute({ type: 'any' }) @BelongsTo(() => Customer, { id: 'id' }) stored?: Customer;
    }
    const record = Wrong.build({ id: '1' });
    const fails = (property: string) => failure(async () => load(record, property as 'unknown'), ValidationError);
    expect((await fails('nothing')).message).toMatch(/Wrong.nothing is no association: put @BelongsTo or @HasMany/);
    expect((await fails('unknown')).message).toMatch(/Wrong has no attribute "nobody"/);
    expect((await fails('byName')).message).toMatch(/"name" is no part of the key/);
    await failure(async () => load(record, 'stored'), ConfigurationError);
    const customers = [Customer.build({ id: 'c1' })];
    const error = await failure(async () => load(customers, 'orders' as never), ValidationError);
    expect(error.message).toMatch(/Customer.orders is @HasMany: load it of one record/);
    expect(database.sent).toEqual([]);
  });
});
