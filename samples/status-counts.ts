// A projection: how many orders there are of each status, kept by the stream of the orders. A stream may deliver a change twice; it counts once.
import { ActiveRecord, Attribute, PartitionKey, Table, TransactionCanceledError, transact } from 'dynact';
import { type Change, readStream, streamHandler } from 'dynact/streams';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

type Status = 'open' | 'paid' | 'shipped';

@Table(sampleTable('orders'))
export class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status: Status = 'open';
}

@Table(sampleTable('status-counts'))
export class StatusCount extends ActiveRecord {
  @PartitionKey() status!: Status;
  @Attribute() orders = 0;
}

/** A change that was counted. In production, with a time to live of some days. */
@Table(sampleTable('counted-changes'))
export class CountedChange extends ActiveRecord {
  @PartitionKey() eventId!: string;
}

/** The change is counted and remembered in one transaction: all of it, or nothing. */
async function count({ eventId, before, record }: Change<Order>): Promise<void> {
  const [from, to] = [before?.status, record?.status];
  if (from === to) return;
  try {
    await transact(tx => {
      tx.create(CountedChange.build({ eventId }));
      if (from) tx.update(StatusCount, { status: from }, c => c.orders.add(-1));
      if (to) tx.update(StatusCount, { status: to }, c => c.orders.add(1));
    });
  } catch (error) {
    const wasCounted = error instanceof TransactionCanceledError && error.reasons[0]?.code === 'ConditionalCheckFailed';
    if (!wasCounted) throw error;
  }
}

/** On Lambda. */
export const handler = streamHandler(on => {
  on(Order, 'insert', count);
  on(Order, 'modify', count);
  on(Order, 'remove', count);
});

/** Anywhere else: a worker, here until so many changes are counted. */
async function work(changes: number): Promise<void> {
  let left = changes;
  for await (const change of readStream(Order, { from: 'TRIM_HORIZON', pollInterval: 50 })) {
    await count(change);
    if (--left === 0) break;
  }
}

async function counts(): Promise<Partial<Record<Status, number>>> {
  const all = await StatusCount.scan().consistent().all();
  return Object.fromEntries(all.map(({ status, orders }) => [status, orders]));
}

export const main = sample(
  [Order, StatusCount, CountedChange],
  async () => {
    const orders = await Promise.all(['a', 'b', 'c', 'd'].map(id => Order.create({ id })));
    for (const order of orders.slice(1)) await order.update({ status: 'paid' });
    await orders[2]!.update({ status: 'shipped' });
    await orders[3]!.delete();
    const changes = 4 + 3 + 1 + 1;

    await work(changes);
    const once = await counts();
    // From the beginning again, as after a crash without checkpoints.
    await work(changes);
    return { counts: once, handledTwice: await counts() };
  },
  { stream: 'NEW_AND_OLD_IMAGES' },
);

void start(module, main);
