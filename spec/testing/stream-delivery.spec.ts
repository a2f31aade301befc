import { ActiveRecord, Attribute, PartitionKey, SortKey, Table } from 'dynact';
import { type StreamEvent, streamHandler } from 'dynact/streams';
import { useMemoryBackend } from 'dynact/testing';
import { checkpointIn } from '../../lib/testing/stream-delivery';

@Table('orders')
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status: 'open' | 'paid' = 'open';
  @Attribute({ type: Uint8Array }) photo?: Uint8Array;
}

@Table('audit')
class Entry extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey({ type: Number }) number!: number;
}

describe('deliver', () => {
  const db = useMemoryBackend({ seed: () => [Order.build({ id: 'seed' })] });
  let seen: string[];
  const handler = streamHandler(
    on => {
      on(Order, 'insert', ({ record }) => void seen.push(`insert ${record.id} ${record.photo ?? ''}`));
      on(Order, 'modify', ({ record, changes }) => {
        if (record.id === 'poison') throw new Error('poison');
        seen.push(`modify ${record.id} ${Object.keys(changes)}`);
      });
      on(Order, 'remove', ({ before, expired }) => void seen.push(`remove ${before.id} ${expired}`));
    },
    { onFailure: () => 'fail' },
  );
  beforeEach(() => {
    seen = [];
  });

  it('delivers the changes since the last delivery, each once', async () => {
    const order = await Order.create({ id: 'o1', photo: new Uint8Array([1, 2]) });
    await order.update({ status: 'paid' });
    await order.save();
    expect(await db.deliver(handler)).toEqual({ delivered: 2, batchItemFailures: [] });
    expect(seen).toEqual(['insert o1 1,2', 'modify o1 status']);
    await order.delete();
    await Order.deleteByKey({ id: 'seed' });
    expect(await db.deliver(handler)).toEqual({ delivered: 2, batchItemFailures: [] });
    expect(seen.slice(2)).toEqual(['remove o1 false', 'remove seed false']);
    expect(await db.deliver(handler)).toEqual({ delivered: 0, batchItemFailures: [] });
  });

  it('delivers all changes to each function, and to a stream handler those of its tables', async () => {
    await Entry.create({ id: 'e', number: 1 });
    await Order.create({ id: 'o1' });
    await db.deliver(handler);
    const events: StreamEvent[] = [];
    await db.deliver(async (event: StreamEvent) => void events.push(event));
    expect(events.map(({ Records }) => Records.map(record => record.dynamodb!.Keys))).toEqual([
      [{ id: { S: 'e' }, number: { N: '1' } }],
      [{ id: { S: 'o1' } }],
    ]);
    expect(events[0]!.Records[0]).toMatchObject({
      eventSource: 'aws:dynamodb',
      eventSourceARN: expect.stringContaining(':table/audit/stream/'),
    });
    expect(seen).toEqual(['insert o1 ']);
  });

  it('goes on from a record that failed', async () => {
    await Order.create({ id: 'a' });
    await Order.create({ id: 'poison' });
    await Order.updateByKey({ id: 'poison' }, { status: 'paid' });
    await Order.create({ id: 'b' });
    const first = await db.deliver(handler, { retries: 2 });
    expect(first).toEqual({ delivered: 2, batchItemFailures: [{ itemIdentifier: expect.any(String) }] });
    expect(seen).toEqual(['insert a ', 'insert poison ']);
    expect(await db.deliver(handler)).toEqual({ ...first, delivered: 0 });
  });

  it('tries again as often as asked, and rejects with what the function throws', async () => {
    await Order.create({ id: 'a' });
    await Order.create({ id: 'b' });
    let calls = 0;
    const flaky = async ({ Records }: StreamEvent) => {
      if (++calls < 3) throw new Error('down');
      return { batchItemFailures: [], records: Records.length };
    };
    await expect(db.deliver(flaky, { retries: 1 })).rejects.toThrow('down');
    expect(await db.deliver(flaky, { retries: 1, batchSize: 1 })).toEqual({ delivered: 2, batchItemFailures: [] });
  });

  it('delivers expired items', async () => {
    db.engine.execute('UpdateTimeToLive', {
      TableName: 'audit',
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'number' },
    });
    await Entry.create({ id: 'e', number: Math.floor(db.clock.now() / 1000) + 60 });
    const expired: boolean[] = [];
    const audit = streamHandler(on => on(Entry, 'remove', change => void expired.push(change.expired)));
    await db.deliver(audit);
    // Later than the iterators of a stream live.
    db.clock.advance(60 * 60 * 1000);
    db.items('audit');
    await db.deliver(audit);
    expect(expired).toEqual([true]);
  });

  it('delivers the writes of a function with the next delivery', async () => {
    await Order.create({ id: 'a' });
    const copying = streamHandler(on =>
      on(Order, 'insert', async ({ record }) => {
        seen.push(record.id);
        if (record.id === 'a') await Order.create({ id: 'copy' });
      }),
    );
    expect(await db.deliver(copying)).toMatchObject({ delivered: 1 });
    expect(await db.deliver(copying)).toMatchObject({ delivered: 1 });
    expect(seen).toEqual(['a', 'copy']);
  });

  it.each([0, 1.5])('refuses a batch size of %s', async batchSize => {
    await expect(db.deliver(handler, { batchSize })).rejects.toThrow('batchSize');
  });
});

describe('deliver of another view', () => {
  const db = useMemoryBackend({ stream: 'KEYS_ONLY' });

  it('delivers what the view contains', async () => {
    await Order.create({ id: 'a' });
    const seen: unknown[] = [];
    const keys = streamHandler(on => on(Order, 'insert', ({ key, record }) => void seen.push(key, record)), {
      view: 'KEYS_ONLY',
    });
    await db.deliver(keys);
    expect(seen).toEqual([{ id: 'a' }, undefined]);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html, case by case.
describe('what Lambda takes for done after an answer', () => {
  const batch = ['11', '12', '113'].map(SequenceNumber => ({ dynamodb: { SequenceNumber } }));
  it.each<[string, unknown, number]>([
    ['an empty list', { batchItemFailures: [] }, 3],
    ['a null list', { batchItemFailures: null }, 3],
    ['an empty answer', {}, 3],
    ['a null answer', null, 3],
    ['no answer', undefined, 3],
    ['an identifier', { batchItemFailures: [{ itemIdentifier: '12' }] }, 1],
    ['the first identifier', { batchItemFailures: [{ itemIdentifier: '11' }] }, 0],
    ['the lowest of several', { batchItemFailures: [{ itemIdentifier: '113' }, { itemIdentifier: '12' }] }, 1],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, 0],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }, 0],
    ['an identifier under a bad name', { batchItemFailures: [{ identifier: '12' }] }, 0],
    ['an identifier of no record', { batchItemFailures: [{ itemIdentifier: '12' }, { itemIdentifier: '5' }] }, 0],
    ['an entry that is none', { batchItemFailures: [null] }, 0],
    ['a list that is none', { batchItemFailures: 'all' }, 0],
  ])('%s', (_, answer, done) => expect(checkpointIn(batch, answer)).toBe(done));
});
