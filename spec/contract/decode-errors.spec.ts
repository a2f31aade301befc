import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  batchGet,
  Index,
  PartitionKey,
  type QueryOptions,
  SortKey,
  Table,
  transactGet,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { expectHidden, failure, useTables } from './harness';

const loaded: number[] = [];

@Index('byKind', { partitionKey: 'kind', projection: ['amount'] })
@Table(uniqueTable('decode-entries'))
class Entry extends ActiveRecord {
  @PartitionKey() book!: string;
  @SortKey({ type: Number }) line!: number;
  @Attribute() kind = 'a';
  @Attribute() amount: number = 0;

  @AfterLoad() loaded() {
    loaded.push(this.line);
  }
}

@Table(uniqueTable('decode-dated'))
class Dated extends ActiveRecord {
  @PartitionKey({ type: Date }) at!: Date;
}

describeEachBackend('Stored items that their class cannot read', backend => {
  const db = useTables(backend, Entry, Dated);
  const entry = (line: number, amount: object) =>
    db.write(Entry, { book: { S: 'b' }, line: { N: String(line) }, kind: { S: 'a' }, amount: amount as never });
  const bad = { book: 'b', line: 3 };

  beforeAll(async () => {
    for (let line = 1; line <= 5; line++) await entry(line, line === 3 ? { S: 'secret' } : { N: '1' });
  });
  beforeEach(() => {
    loaded.length = 0;
  });

  const query = (options?: QueryOptions) => Entry.query({ book: 'b' }, options);
  const reads: [string, (options?: QueryOptions) => Promise<unknown>][] = [
    ['get', () => Entry.get(bad)],
    ['query', options => query(options).all()],
    ['query, by page', options => query(options).page()],
    ['select', options => query(options).select('amount').all()],
    ['scan', options => Entry.scan(options).all()],
    ['scan, in parallel', options => Entry.scan(options).parallel(2).all()],
    ['projected', options => Entry.query({ kind: 'a' }, options).projected().all()],
    ['fromTable', options => Entry.query({ kind: 'a' }, options).fromTable().all()],
    ['batchGet', options => Entry.batchGet([{ book: 'b', line: 1 }, bad], options)],
    ['batchGet of classes', options => batchGet([Entry, [bad]], { ...options })],
    ['transactGet', () => transactGet([Entry, bad])],
    ['executeStatement', options => Entry.executeStatement(`SELECT * FROM "${table()}"`, [], options)],
  ];
  const table = () => Entry.scan().toRequest().TableName!;

  it.each(reads)('are named by the key in the error of %s', async (_, read) => {
    const error = await failure(read(), ValidationError);
    expect(error.message).toMatch(/^Entry\.amount: is stored as S/);
    expect(error.key).toEqual(bad);
    expectHidden(error, 'secret');
    expect(JSON.stringify(error)).not.toContain('"line"');
  });

  it('are named by the key as it is stored, if that is what cannot be read', async () => {
    await db.write(Dated, { at: { S: 'yesterday' } });
    expect((await failure(Dated.scan().all(), ValidationError)).key).toEqual({ at: 'yesterday' });
  });

  it('are left out if asked to, with the usual pages, limits and cursors', async () => {
    const skip: QueryOptions = { onDecodeError: 'skip' };
    const lines = (entries: (Entry | undefined)[]) => entries.map(found => found?.line);
    expect(lines(await query(skip).all())).toEqual([1, 2, 4, 5]);
    expect(loaded).toEqual([1, 2, 4, 5]);
    expect(lines(await query(skip).pageSize(1).limit(3).all())).toEqual([1, 2, 4]);
    const { items, cursor } = await query(skip).limit(2).page();
    expect(lines(items)).toEqual([1, 2]);
    expect(lines((await query(skip).page({ cursor })).items)).toEqual([4, 5]);
    expect(
      await query(skip)
        .where(e => e.line.eq(3))
        .first(),
    ).toBeUndefined();
    expect((await Entry.scan(skip).select('line', 'amount').all()).map(({ line }) => line)).toEqual([1, 2, 4, 5]);
    expect(lines(await Entry.query({ kind: 'a' }, skip).fromTable().all()).sort()).toEqual([1, 2, 4, 5]);
    expect(lines(await Entry.batchGet([bad, { book: 'b', line: 1 }], skip))).toEqual([undefined, 1]);
    expect(await Entry.executeStatement(`SELECT * FROM "${table()}"`, [], skip)).toHaveLength(4);
  });

  it('can be given to a function, which may end the read', async () => {
    const keys: unknown[] = [];
    expect(await query({ onDecodeError: ({ key }) => keys.push(key) }).all()).toHaveLength(4);
    expect(keys).toEqual([bad]);
    const stop = new Error('enough');
    const stopping = query({
      onDecodeError: () => {
        throw stop;
      },
    });
    expect(await failure(stopping.all(), Error)).toBe(stop);
  });

  const given = reads.filter(([name]) => !['get', 'transactGet'].includes(name));

  it.each(given)('can be given to an async function, which %s waits for', async (_, read) => {
    const done: unknown[] = [];
    await read({
      onDecodeError: async ({ key }) => {
        await new Promise(resolve => setImmediate(resolve));
        done.push(key);
      },
    });
    expect(done).toEqual([bad]);
  });

  it.each(given)('end %s where an async function rejects, and nothing is left unhandled', async (_, read) => {
    await entry(2, { S: 'secret' });
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const stop = new Error('enough');
    try {
      expect(await failure(read({ onDecodeError: () => Promise.reject(stop) }), Error)).toBe(stop);
      let calls = 0;
      const thrown = async (): Promise<void> => {
        await null;
        throw stop;
      };
      const onDecodeError = () => {
        if (++calls > 1) throw stop;
        return thrown();
      };
      expect(await failure(read({ onDecodeError }), Error)).toBe(stop);
      await new Promise(resolve => setTimeout(resolve));
    } finally {
      process.off('unhandledRejection', note);
      await entry(2, { N: '1' });
    }
    expect(unhandled).toEqual([]);
  });

  it('are no longer waited for once a signal is aborted', async () => {
    const aborting = new AbortController();
    const onDecodeError = () => {
      aborting.abort();
      return new Promise<void>(() => {});
    };
    const error = await failure(Entry.scan({ onDecodeError, signal: aborting.signal }).all(), Error);
    expect(error.name).toBe('AbortError');
  });

  it('leave a record unchanged when it is read again', async () => {
    await entry(9, { N: '7' });
    const record = await Entry.getOrFail({ book: 'b', line: 9 });
    await entry(9, { S: 'secret' });
    expect((await failure(record.reload(), ValidationError)).key).toEqual({ book: 'b', line: 9 });
    expect(record.amount).toBe(7);
    await Entry.deleteByKey({ book: 'b', line: 9 });
  });
});
