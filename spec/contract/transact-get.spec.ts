import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  PartitionKey,
  SortKey,
  setDefaultClient,
  Table,
  TransactGet,
  transactGet,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('get-accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Date, name: 'opened_at' }) openedAt?: Date;
  loads = 0;

  @AfterLoad() async loaded() {
    this.loads++;
    if (this.id === 'refused') throw new Error('mine');
  }
}

@Table(uniqueTable('get-orders'))
class Order {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute() total = 0;
}

describeEachBackend('transactional reads', backend => {
  const db = useTables(backend, Account, Order);

  beforeAll(async () => {
    await db.write(Account, { id: { S: 'a' }, opened_at: { S: '1970-01-01T00:00:00.000Z' }, extra: { S: 'x' } });
    await db.write(Account, { id: { S: 'refused' } });
    await db.write(Order, { customer: { S: 'c' }, at: { N: '1' }, total: { N: '7' } });
  });

  it('of transactGet are one request, with results in the order of the keys', async () => {
    const [order, none, account] = await transactGet(
      [Order, { customer: 'c', at: 1 }],
      [Order, { customer: 'c', at: 2 }],
      [Account, { id: 'a' }],
    );
    expect(order).toBeInstanceOf(Order);
    expect(order?.total).toBe(7);
    expect(none).toBeUndefined();
    expect(account).toMatchObject({ id: 'a', openedAt: new Date(0), isNew: false, isChanged: false, loads: 1 });
    expect(db.sent.map(({ command }) => command)).toEqual(['TransactGetItemsCommand']);
    expect(db.sent[0]!.input).toMatchObject({
      TransactItems: [
        { Get: { Key: { customer: { S: 'c' }, at: { N: '1' } } } },
        { Get: { Key: { customer: { S: 'c' }, at: { N: '2' } } } },
        { Get: { Key: { id: { S: 'a' } } } },
      ],
    });
  });

  it('give records that can be saved with all their attributes', async () => {
    const [account] = await transactGet([Account, { id: 'a' }]);
    await account!.save();
    expect(await db.stored(Account, { id: { S: 'a' } })).toHaveProperty('extra', { S: 'x' });
  });

  it('of TransactGet have their values after the commit', async () => {
    const read = new TransactGet();
    const account = read.get(Account, { id: 'a' });
    const none = read.get(Account, { id: 'none' });
    const order = read.get(Order, { customer: 'c', at: 1 });
    expect(await read.commit()).toBeUndefined();
    expect(account.value?.id).toBe('a');
    expect(account.value).toBe(account.value);
    expect(none.value).toBeUndefined();
    expect(order.value?.total).toBe(7);
  });

  it('read an item once, and give the same record to each request', async () => {
    const [first, second] = await transactGet([Account, { id: 'a' }], [Account, { id: 'a' }]);
    expect(db.sent[0]!.input.TransactItems).toHaveLength(1);
    expect(first).toMatchObject({ id: 'a', loads: 1 });
    expect(second).toBe(first);
  });

  it('use the given client', async () => {
    setDefaultClient(undefined);
    const read = new TransactGet({ client: db.client });
    const account = read.get(Account, { id: 'a' });
    await read.commit();
    expect(account.value?.id).toBe('a');
  });

  it('take options after the requests: client, skipHooks, signal, consistentRead', async () => {
    setDefaultClient(undefined);
    const [account, none] = await transactGet([Account, { id: 'a' }], [Order, { customer: 'c', at: 9 }], {
      client: db.client,
      skipHooks: true,
      consistentRead: true,
    });
    expect(account).toMatchObject({ id: 'a', loads: 0 });
    expect(none).toBeUndefined();
    const aborted = transactGet([Account, { id: 'a' }], { client: db.client, signal: AbortSignal.abort() });
    expect((await failure(aborted, Error)).name).toBe('AbortError');
    const { message } = await failure(transactGet(Account as never, { id: 'a' } as never), ValidationError);
    expect(message).toMatch(/^transactGet takes requests such as transactGet\(\[/);
  });

  it('end with the signal', async () => {
    const read = new TransactGet({ signal: AbortSignal.abort() });
    read.get(Account, { id: 'a' });
    await expect(read.commit()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('are complete when a hook throws: its error is thrown, and all values can be read', async () => {
    const read = new TransactGet();
    const handles = [read.get(Account, { id: 'refused' }), read.get(Account, { id: 'a' })];
    expect((await failure(read.commit(), Error)).message).toBe('mine');
    expect(handles.map(handle => handle.value?.id)).toEqual(['refused', 'a']);
  });
});
