import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  PartitionKey,
  SortKey,
  setDefaultClient,
  Table,
  type TransactionReceipt,
  type TransactOptions,
  TransactWrite,
  transact,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { onlyInput, useTables } from './harness';

class Address {
  @Attribute() city!: string;
}

@Table(uniqueTable('writes-accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
  @Attribute({ type: Date, name: 'opened_at' }) openedAt?: Date;
  @Attribute() roles?: Set<string>;
  @Attribute({ type: Address }) address?: Address;
}

@Table(uniqueTable('writes-orders'))
class Order extends ActiveRecord {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute() total = 0;
  @Version() version?: number;
}

@Table(uniqueTable('writes-tickets'))
class Ticket extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() subject = '';
}

@Table(uniqueTable('writes-notes'))
class Note {
  @PartitionKey() id!: string;
  @Attribute() text = '';
}

type Commit = (write: (tx: TransactWrite) => void, options?: TransactOptions) => Promise<TransactionReceipt>;

const inBlock: Commit = async (write, options) => {
  const receipts: TransactionReceipt[] = [];
  const onCommit = (receipt: TransactionReceipt) => void receipts.push(receipt);
  await transact(tx => write(tx as object as TransactWrite), { ...options, onCommit });
  expect(receipts).toHaveLength(1);
  return receipts[0]!;
};

const inContext: Commit = (write, options) => {
  const tx = new TransactWrite(options);
  write(tx);
  return tx.commit();
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describeEachBackend('transactional writes', backend => {
  const db = useTables(backend, Account, Order, Ticket, Note);
  const operations = () =>
    inFull(onlyInput(db)).TransactItems as NonNullable<TransactWriteItemsCommandInput['TransactItems']>;
  const balanceOf = async (id: string) => (await db.stored(Account, { id: { S: id } }))?.balance;

  describe.each([
    ['transact', inBlock],
    ['TransactWrite', inContext],
  ])('of %s', (way, commit) => {
    /** A key of this group's own. */
    const own = (id: string) => `${id} of ${way}`;

    it('are one request, in the order of the calls', async () => {
      const removed = await Order.create({ customer: own('c'), at: 1 });
      const updated = await Order.create({ customer: own('c'), at: 2, total: 5 });
      await Account.create({ id: own('gone') });
      await Account.create({ id: own('checked'), balance: 7 });
      db.sent.length = 0;

      await commit(tx => {
        tx.delete(removed);
        tx.save(Account.build({ id: own('saved'), balance: 1 }));
        tx.check(Account, { id: own('checked') }, a => a.balance.gt(5));
        tx.update(updated, o => o.total.add(1));
        tx.create(Account.build({ id: own('created'), balance: 2 }));
        tx.update(Account, { id: own('by-key') }, { balance: 3 });
        tx.delete(Account, { id: own('gone') });
      });

      // The record that was updated by actions is read again afterwards.
      expect(db.sent.map(({ command }) => command)).toEqual(['TransactWriteItemsCommand', 'GetItemCommand']);
      expect(inFull(db.sent[0]!.input).TransactItems).toMatchObject([
        { Delete: { Key: { customer: { S: own('c') }, at: { N: '1' } }, ConditionExpression: 'version = 1' } },
        { Put: { Item: { id: { S: own('saved') }, balance: { N: '1' } } } },
        { ConditionCheck: { Key: { id: { S: own('checked') } }, ConditionExpression: 'balance > 5' } },
        { Update: { UpdateExpression: 'ADD total 1, version 1', ConditionExpression: 'version = 1' } },
        { Put: { Item: { id: { S: own('created') } }, ConditionExpression: 'attribute_not_exists(id)' } },
        { Update: { Key: { id: { S: own('by-key') } }, UpdateExpression: 'SET balance = 3' } },
        { Delete: { Key: { id: { S: own('gone') } } } },
      ]);
      expect(await db.stored(Order, { customer: { S: own('c') }, at: { N: '1' } })).toBeUndefined();
      expect(await balanceOf(own('saved'))).toEqual({ N: '1' });
      expect(await db.stored(Order, { customer: { S: own('c') }, at: { N: '2' } })).toMatchObject({
        total: { N: '6' },
        version: { N: '2' },
      });
      expect(await balanceOf(own('created'))).toEqual({ N: '2' });
      expect(await balanceOf(own('by-key'))).toEqual({ N: '3' });
      expect(await balanceOf(own('gone'))).toBeUndefined();
    });

    it('store values as save does, and keep attributes that the class does not declare', async () => {
      await db.write(Account, { id: { S: own('a') }, balance: { N: '1' }, foreign: { L: [{ S: 'kept' }] } });
      const account = await Account.getOrFail({ id: own('a') });
      account.openedAt = new Date(0);
      account.roles = new Set(['admin']);
      account.address = Object.assign(new Address(), { city: 'Oslo' });
      await commit(tx => tx.save(account));
      expect(await db.stored(Account, { id: { S: own('a') } })).toEqual({
        id: { S: own('a') },
        balance: { N: '1' },
        opened_at: { S: '1970-01-01T00:00:00.000Z' },
        roles: { SS: ['admin'] },
        address: { M: { city: { S: 'Oslo' } } },
        foreign: { L: [{ S: 'kept' }] },
      });
      expect((await Account.getOrFail({ id: own('a') })).address).toBeInstanceOf(Address);
    });

    it('take records of classes without a base class', async () => {
      const note = Object.assign(new Note(), { id: own('n'), text: 'x' });
      await commit(tx => tx.save(note));
      await commit(tx => tx.update(note, { text: 'y' }));
      expect(note.text).toBe('y');
      expect(await db.stored(Note, { id: { S: own('n') } })).toEqual({ id: { S: own('n') }, text: { S: 'y' } });
    });

    it('increase versions', async () => {
      const order = Order.build({ customer: own('v'), at: 1 });
      const stored = async () => (await db.stored(Order, { customer: { S: own('v') }, at: { N: '1' } }))?.version;
      await commit(tx => tx.save(order));
      expect([order.version, await stored()]).toEqual([1, { N: '1' }]);
      await commit(tx => tx.save(order));
      expect([order.version, await stored()]).toEqual([2, { N: '2' }]);
      await commit(tx => tx.update(order, { total: 3 }));
      expect([order.version, await stored()]).toEqual([3, { N: '3' }]);
      await commit(tx => tx.update(Order, { customer: own('v'), at: 1 }, { total: 4 }));
      expect(await stored()).toEqual({ N: '4' });
      await commit(tx => tx.save(order, { raiseOnConflict: false }));
      // Loaded at 3, it goes past the 4 that it meets.
      expect([order.version, await stored()]).toEqual([5, { N: '5' }]);
    });

    it('compare every attribute without a version if conflicts are to be raised', async () => {
      const account = await Account.create({ id: own('compared'), balance: 1 });
      db.sent.length = 0;
      await commit(tx => tx.save(account, { raiseOnConflict: true }));
      expect(operations()).toMatchObject([
        {
          ConditionCheck: {
            ConditionExpression: `id = '${own('compared')}' AND balance = 1 AND attribute_not_exists(opened_at) AND attribute_not_exists(roles) AND attribute_not_exists(address)`,
          },
        },
      ]);
    });

    it('take conditions as well', async () => {
      const order = await Order.create({ customer: own('beside'), at: 1, total: 1 });
      db.sent.length = 0;
      await commit(tx => {
        tx.save(order, { condition: o => o.total.lt(5) });
        tx.update(Account, { id: own('beside') }, { balance: 1 }, { condition: a => a.balance.notExists() });
        tx.delete(Account, { id: own('none') }, { condition: a => a.id.notExists() });
        tx.create(Account.build({ id: own('new') }), { condition: a => a.balance.notExists() });
      });
      const conditions = operations().map(({ Put, Update, Delete }) => (Put ?? Update ?? Delete)!.ConditionExpression);
      expect(conditions).toEqual([
        'total < 5 AND version = 1',
        'attribute_not_exists(balance)',
        'attribute_not_exists(id)',
        'attribute_not_exists(balance) AND attribute_not_exists(id)',
      ]);
    });

    it('send nothing for a delete of a new record if conflicts are raised', async () => {
      const receipt = await commit(tx => tx.delete(Order.build({ customer: own('never'), at: 1 })));
      expect(db.sent).toEqual([]);
      expect(receipt).toEqual({
        clientRequestToken: undefined,
        attempts: 1,
        consumedCapacity: undefined,
        itemCollectionMetrics: undefined,
      });
    });

    it('take ids from the counter, and the next ones if those are taken', async () => {
      const first = Ticket.build({ subject: 'first' });
      const second = Ticket.build({ subject: 'second' });
      await commit(tx => {
        tx.save(first);
        tx.create(second);
      });
      expect(second.id).toBe(first.id! + 1);
      await db.write(Ticket, { id: { N: String(second.id! + 1) } });
      const third = Ticket.build({ subject: 'third' });
      const receipt = await commit(tx => tx.save(third));
      expect(third.id).toBe(second.id! + 2);
      expect(receipt.attempts).toBe(2);
      expect(await db.stored(Ticket, { id: { N: String(third.id) } })).toMatchObject({ subject: { S: 'third' } });
    });

    it('apply once under one token', async () => {
      const clientRequestToken = own('token');
      const increment = () =>
        commit(tx => tx.update(Account, { id: own('once') }, a => a.balance.add(1)), { clientRequestToken });
      const receipts = [await increment(), await increment()];
      expect(receipts.map(receipt => receipt.clientRequestToken)).toEqual([clientRequestToken, clientRequestToken]);
      expect(db.sent.map(({ input }) => input.ClientRequestToken)).toEqual([clientRequestToken, clientRequestToken]);
      expect(await balanceOf(own('once'))).toEqual({ N: '1' });
    });

    it('each have their own token', async () => {
      const write = () => commit(tx => tx.update(Account, { id: own('own') }, a => a.balance.add(1)));
      const tokens = [(await write()).clientRequestToken, (await write()).clientRequestToken];
      expect(db.sent.map(({ input }) => input.ClientRequestToken)).toEqual(tokens);
      expect(tokens).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
      expect(tokens[0]).not.toBe(tokens[1]);
    });

    it('return the requested capacity and metrics', async () => {
      const write = (options?: TransactOptions) =>
        commit(tx => tx.update(Account, { id: own('capacity') }, { balance: 1 }), options);
      expect(await write({ returnConsumedCapacity: 'TOTAL', returnItemCollectionMetrics: 'SIZE' })).toMatchObject({
        attempts: 1,
        consumedCapacity: [{ CapacityUnits: 2 }],
      });
      expect(onlyInput<TransactWriteItemsCommandInput>(db)).toMatchObject({
        ReturnConsumedCapacity: 'TOTAL',
        ReturnItemCollectionMetrics: 'SIZE',
      });
      expect((await write()).consumedCapacity).toBeUndefined();
    });

    it('use the given client', async () => {
      setDefaultClient(undefined);
      const order = Order.build({ customer: own('client'), at: 1 });
      await commit(tx => tx.save(order), { client: db.client });
      await commit(tx => tx.update(order, { total: 9 }), { client: db.client });
      expect(order).toMatchObject({ total: 9, version: 2 });
    });
  });
});
