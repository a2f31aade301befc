import type { StreamEvent } from 'dynact/streams';
import { useMemoryBackend } from 'dynact/testing';
import { CountedChange, handler, Order, StatusCount } from '../../samples/status-counts';

describe('counts by status, kept by a stream', () => {
  const db = useMemoryBackend({ classes: [Order, StatusCount, CountedChange] });
  const counts = async () => Object.fromEntries((await StatusCount.scan().all()).map(c => [c.status, c.orders]));

  it('follow inserts, changes and removals', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map(id => Order.create({ id })));
    await db.deliver(handler);
    expect(await counts()).toEqual({ open: 2 });
    await a!.update({ status: 'paid' });
    await b!.delete();
    await db.deliver(handler);
    expect(await counts()).toEqual({ open: 0, paid: 1 });
  });

  it('are right where the answer to a count is lost, and its change comes again', async () => {
    jest.spyOn(console, 'error').mockImplementation();
    for (const id of ['a', 'b', 'c', 'd']) await Order.create({ id });
    db.fail({ operation: 'TransactWriteItems', error: 'InternalServerError', when: 'after' });
    for (let i = 0; i < 3; i++) await db.deliver(handler, { retries: 1 });
    expect(await counts()).toEqual({ open: 4 });
    jest.restoreAllMocks();
  });

  it('count a change once that is delivered twice', async () => {
    await Order.create({ id: 'a' });
    const again = Object.assign((event: StreamEvent) => handler(event), { classes: handler.classes });
    await db.deliver(handler);
    await db.deliver(again);
    expect(await counts()).toEqual({ open: 1 });
  });
});
