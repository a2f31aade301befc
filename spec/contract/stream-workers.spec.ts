import { ActiveRecord, Attribute, createTable, deleteTable, PartitionKey, setDefaultClient, Table } from 'dynact';
import { readStream } from 'dynact/streams';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';

@Table(uniqueTable('stream-workers'))
class Order extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @Attribute({ type: Number }) total = 0;
}

describeEachBackend('the workers of a store', backend => {
  afterAll(() => deleteTable(Order));
  const db = useTables(backend);
  beforeAll(async () => {
    setDefaultClient(db.client);
    await createTable(Order, { stream: 'NEW_AND_OLD_IMAGES' });
  });

  const START = { from: 'LATEST', pollInterval: 10 } as const;

  /** What a worker gets until this change. */
  async function until(last: string, checkpoints: Map<string, string>): Promise<string[]> {
    const seen: string[] = [];
    for await (const { key } of readStream(Order, { ...START, checkpoints })) {
      seen.push(String(key.id));
      if (key.id === last) break;
    }
    return seen;
  }

  it('get all that comes after the start of the first, which ended before it read', async () => {
    const checkpoints = new Map<string, string>();
    const stop = new AbortController();
    const ending = {
      get: (id: string) => checkpoints.get(id),
      set: (id: string, position: string) => {
        checkpoints.set(id, position);
        stop.abort();
      },
    };
    const first = readStream(Order, { ...START, checkpoints: ending, signal: stop.signal });
    expect((await first.next()).done).toBe(true);
    for (const id of ['a', 'b', 'c']) await Order.create({ id });
    expect(await until('b', checkpoints)).toEqual(['a', 'b']);
    await Order.create({ id: 'd' });
    expect(await until('d', checkpoints)).toEqual(['b', 'c', 'd']);
  });

  it('pass over what is older than the start', async () => {
    const later = new Date(Date.now() + 60 * 60 * 1000).toISOString();
    const walk = readStream(Order, {
      ...START,
      checkpoints: new Map([['START', later]]),
      signal: AbortSignal.timeout(300),
    });
    expect(await walk.next()).toEqual({ done: true, value: undefined });
  });
});
