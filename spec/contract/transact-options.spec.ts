import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ActiveRecord,
  AfterSave,
  Attribute,
  BeforeSave,
  PartitionKey,
  Table,
  TransactGet,
  TransactionConflictError,
  type TransactionReceipt,
  type TransactOptions,
  TransactWrite,
  transact,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { cancelled, faultyClient } from '../support/faulty-handler';
import { failure, useTables } from './harness';

const log: string[] = [];

@Table(uniqueTable('options-orders'))
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() total = 0;
  @Version() version?: number;

  @BeforeSave() before() {
    log.push('before');
  }

  @AfterSave() async after() {
    log.push('after');
  }
}

describeEachBackend('the options of a transaction', backend => {
  const db = useTables(backend, Order);
  const commands = () => db.sent.map(({ command }) => command.replace('Command', ''));
  const totalOf = async (id: string) => (await db.stored(Order, { id: { S: id } }))?.total;

  beforeEach(async () => {
    await db.write(Order, { id: { S: 'o' }, total: { N: '1' }, version: { N: '3' } });
    await db.write(Order, { id: { S: 'p' }, total: { N: '5' }, version: { N: '1' } });
    log.length = 0;
  });

  /** Reads two orders and writes one of them, while others change them in each run. */
  const contended = (options: TransactOptions, interfere: (run: number) => Promise<unknown>) => {
    let runs = 0;
    const outcome = transact(async tx => {
      const order = await tx.getOrFail(Order, { id: 'o' });
      const other = await tx.getOrFail(Order, { id: 'p' });
      await interfere(++runs);
      order.total += other.total;
      tx.save(order);
      return order;
    }, options);
    return outcome;
  };

  describe('isolation: none', () => {
    it('sends no checks, neither of items that are only read nor of a snapshot', async () => {
      await contended({ isolation: 'none' }, () => Order.updateByKey({ id: 'p' }, { total: 50 }));
      expect(await totalOf('o')).toEqual({ N: '6' });
      expect(db.sent.at(-1)!.input.TransactItems).toHaveLength(1);
      db.sent.length = 0;
      await transact(
        async tx => {
          await tx.get(Order, { id: 'o' });
          await tx.get(Order, { id: 'p' });
        },
        { isolation: 'none' },
      );
      expect(commands()).toEqual(['GetItem', 'GetItem']);
    });

    it('still compares the versions of records that the block read and saves, and runs it again', async () => {
      await contended({ isolation: 'none' }, async run => {
        if (run === 1) await Order.updateByKey({ id: 'o' }, { total: 2 });
      });
      expect(await totalOf('o')).toEqual({ N: '7' });
    });
  });

  describe('maxAttempts', () => {
    it('is 5 by default, and then the error has the reasons', async () => {
      let runs = 0;
      const error = await failure(
        contended({}, run => {
          runs = run;
          return Order.updateByKey({ id: 'p' }, o => o.total.add(1));
        }),
        TransactionConflictError,
      );
      expect([runs, error.attempts]).toEqual([5, 5]);
      expect(error.code).toBe('TRANSACTION_CONFLICT');
      expect(error.message).toMatch(/5 attempts .*check Order \{ id \}: ConditionalCheckFailed/);
      expect((error.cause as Error).name).toBe('TransactionCanceledException');
      expect(error.reasons).toEqual([undefined]);
      expect(await totalOf('o')).toEqual({ N: '1' });
      expect(log.filter(entry => entry === 'after')).toEqual([]);
    });

    it('bounds the runs', async () => {
      const options = { maxAttempts: 2 };
      const error = await failure(
        contended(options, () => Order.updateByKey({ id: 'o' }, o => o.total.add(1))),
        TransactionConflictError,
      );
      expect(error.attempts).toBe(2);
      expect(error.message).toContain('[0] save Order { id }: ConditionalCheckFailed');
      expect(error.reasons[0]).toMatchObject({
        code: 'ConditionalCheckFailed',
        key: { id: 'o' },
        stored: { total: 3 },
      });
    });

    it('bounds how often a TransactWrite or a TransactGet is sent', async () => {
      let sent = 0;
      const client = faultyClient(db.client, () => {
        sent++;
        return cancelled('TransactionConflict');
      });
      const write = new TransactWrite({ client, maxAttempts: 3 });
      write.save(Order.build({ id: 'w' }));
      const error = await failure(write.commit(), TransactionConflictError);
      expect(error.message).toMatch(/3 attempts .*\[0\] save Order \{ id \}: TransactionConflict/);
      const read = new TransactGet({ client, maxAttempts: 2 });
      read.get(Order, { id: 'o' });
      expect((await failure(read.commit(), TransactionConflictError)).reasons).toMatchObject([
        { code: 'TransactionConflict', operation: 'get', entity: Order, key: { id: 'o' }, stored: undefined },
      ]);
      expect(sent).toBe(5);
      // Hooks run once, however often the transaction is sent.
      expect(log).toEqual(['before']);
    });
  });

  describe('signal', () => {
    it('ends a block at its next request, and nothing is written', async () => {
      const controller = new AbortController();
      const outcome = contended({ signal: controller.signal }, async () => controller.abort());
      await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
      expect(await totalOf('o')).toEqual({ N: '1' });
      const aborted = transact(tx => tx.get(Order, { id: 'o' }), { signal: controller.signal });
      await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('ends the wait before the next run', async () => {
      const controller = new AbortController();
      const client = faultyClient(db.client, async () => {
        setTimeout(() => controller.abort(), 5);
        return cancelled('TransactionConflict');
      });
      const random = jest.spyOn(Math, 'random').mockReturnValue(1);
      const start = Date.now();
      try {
        const tx = new TransactWrite({ client, signal: controller.signal, maxAttempts: 100 });
        tx.save(Order.build({ id: 'w' }));
        await expect(tx.commit()).rejects.toMatchObject({ name: 'AbortError' });
      } finally {
        random.mockRestore();
      }
      expect(Date.now() - start).toBeLessThan(10_000);
    });
  });

  describe('onCommit', () => {
    it('is called once with the receipt, before the after-hooks, and awaited', async () => {
      const receipts: TransactionReceipt[] = [];
      const onCommit = async (receipt: TransactionReceipt) => {
        await sleep(1);
        log.push('onCommit');
        receipts.push(receipt);
      };
      const order = await contended({ onCommit, clientRequestToken: `t-${backend.name}` }, async run => {
        if (run === 1) await Order.updateByKey({ id: 'p' }, { total: 50 });
      });
      expect(receipts).toMatchObject([{ attempts: 2, clientRequestToken: `t-${backend.name}` }]);
      // The before-hooks belong to a run, the after-hooks to the commit.
      expect(log).toEqual(['before', 'before', 'onCommit', 'after']);
      expect(order.version).toBe(4);
    });

    it('gets a receipt without a token if nothing was written', async () => {
      const receipts: TransactionReceipt[] = [];
      await transact(tx => tx.get(Order, { id: 'o' }), { onCommit: receipt => void receipts.push(receipt) });
      expect(receipts).toEqual([
        { clientRequestToken: undefined, attempts: 1, consumedCapacity: undefined, itemCollectionMetrics: undefined },
      ]);
    });

    it('that throws gives its error, of a transaction that is committed', async () => {
      const thrown = new Error('mine');
      const order = Order.build({ id: 'committed' });
      const onCommit = () => {
        throw thrown;
      };
      expect(
        await failure(
          transact(tx => tx.save(order), { onCommit }),
          Error,
        ),
      ).toBe(thrown);
      expect([order.isNew, order.version]).toEqual([false, 1]);
      expect(log).toEqual(['before', 'after']);
      expect(await totalOf('committed')).toEqual({ N: '0' });
    });
  });

  it('hold for a block, and work that it leaves running can start its own blocks later', async () => {
    const left = await transact(() => new AsyncResource('left behind'));
    await left.runInAsyncScope(() => transact(tx => tx.get(Order, { id: 'o' })));
  });
});
