import { ActiveRecord, Attribute, PartitionKey, Table, TableNotFoundError, transact, transactGet } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { faultyClient } from '../support/faulty-handler';
import { failure, useTables } from './harness';

let namings = 0;
const ordersTable = uniqueTable('missing-orders');

@Table({
  name: () => {
    namings++;
    return ordersTable;
  },
})
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() total = 0;
}

@Table(uniqueTable('missing-customers'))
class Customer extends ActiveRecord {
  @PartitionKey() id!: string;
}

@Table(uniqueTable('missing-invoices'))
class Invoice extends ActiveRecord {
  @PartitionKey() id!: string;
}

describeEachBackend('a transaction over several tables', backend => {
  const db = useTables(backend, Order);
  const commands = () => db.sent.map(({ command }) => command.replace('Command', ''));

  it('names the table that is missing', async () => {
    const writing = transact(tx => {
      tx.save(Order.build({ id: 'o' }));
      tx.save(Customer.build({ id: 'c' }));
    });
    const error = await failure(writing, TableNotFoundError);
    expect(error.message).toMatch(/^Customer: there is no table "missing-customers.*createTable\(Customer\)/);
    expect(error.message).not.toContain('Order');
    expect(error.cause).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(commands()).toEqual(['TransactWriteItems', 'DescribeTable', 'DescribeTable']);
    expect(await db.stored(Order, { id: { S: 'o' } })).toBeUndefined();
  });

  it('names it also if it only reads', async () => {
    const reading = transactGet([Order, { id: 'o' }], [Customer, { id: 'c' }]);
    expect((await failure(reading, TableNotFoundError)).message).toMatch(/^Customer: there is no table/);
  });

  it('names each of several', async () => {
    const reading = transactGet([Order, { id: 'o' }], [Customer, { id: 'c' }], [Invoice, { id: 'i' }]);
    const { message } = await failure(reading, TableNotFoundError);
    expect(message).toMatch(/Customer: there is no table.*Invoice: there is no table/);
  });

  it('sends nothing more if there is only one table', async () => {
    await failure(transactGet([Customer, { id: 'c' }], [Customer, { id: 'd' }]), TableNotFoundError);
    expect(commands()).toEqual(['TransactGetItems']);
  });

  it('names all tables if it may not describe them', async () => {
    const client = faultyClient(db.client, ({ operation }) =>
      operation === 'DescribeTable' ? { error: 'AccessDeniedException' } : undefined,
    );
    const reading = transactGet([Order, { id: 'o' }], [Customer, { id: 'c' }], { client });
    expect((await failure(reading, TableNotFoundError)).message).toMatch(
      /^Order, Customer: at least one of their tables does not exist/,
    );
  });

  it("calls the function for a table's name once for each write and each read", async () => {
    namings = 0;
    await transact(tx => {
      tx.save(Order.build({ id: 'once' }));
    });
    expect(namings).toBe(1);
    namings = 0;
    await transactGet([Order, { id: 'once' }]);
    expect(namings).toBe(1);
  });
});
