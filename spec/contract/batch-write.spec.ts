import type { BatchWriteItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  AfterDelete,
  AfterSave,
  Attribute,
  type BatchSource,
  BatchWriteError,
  type BatchWriteOptions,
  BeforeDelete,
  BeforeSave,
  batchWrite,
  ConfigurationError,
  createTable,
  deleteTable,
  InvalidStateError,
  ItemTooLargeError,
  PartitionKey,
  type Progress,
  SortKey,
  Table,
  TableNotFoundError,
  ThrottledError,
  ValidationError,
  Version,
} from 'dynact';
import { engineOf, memoryClient } from 'dynact/memory';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Leave, leavingClient } from '../support/unprocessed';
import { failure, useTables } from './harness';

@Table(uniqueTable('write-rows'))
class Row extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() value = 0;
  @Attribute() body?: unknown;
}

@Table(uniqueTable('write-versioned'))
class Versioned extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey({ type: Number }) part!: number;
  @Attribute() text = '';
  @Version() version?: number;
}

const events: string[] = [];

@Table(uniqueTable('write-hooked'))
class Hooked extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() stamp?: string;

  @BeforeSave() async beforeSave() {
    await Promise.resolve();
    this.stamp = 'stamped';
    events.push(`before save ${this.id}`);
  }
  @AfterSave() afterSave() {
    events.push(`after save ${this.id}, new: ${this.isNew}`);
  }
  @BeforeDelete() beforeDelete() {
    events.push(`before delete ${this.id}`);
  }
  @AfterDelete() afterDelete() {
    events.push(`after delete ${this.id}, new: ${this.isNew}`);
  }
}

@Table(uniqueTable('write-numbered'))
class Numbered extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() name!: string;
}

@Table(uniqueTable('write-large'))
class Large extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() text?: string;
}

@Table(uniqueTable('write-missing'))
class Missing extends ActiveRecord {
  @PartitionKey() id!: string;
}

const elsewhere = memoryClient();

@Table({ name: 'write-elsewhere', client: elsewhere })
class Elsewhere extends ActiveRecord {
  @PartitionKey() id!: string;
}

const rowsOf = (count: number, prefix = 'r') =>
  Array.from({ length: count }, (_, i) => Row.build({ id: `${prefix}${i}`, value: i }));

const wait = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

async function* slowly<T>(records: Iterable<T>): AsyncGenerator<T> {
  for (const record of records) {
    yield record;
    await null;
  }
}

describeEachBackend('batchWrite', backend => {
  const db = useTables(backend, Row, Versioned, Hooked, Numbered, Large);
  const requests = () => db.sent.map(({ input }) => (input as unknown as BatchWriteItemCommandInput).RequestItems!);
  const sizes = () => requests().map(tables => Object.values(tables).flat().length);
  const leaving = (leave: Leave) => leavingClient(db.client, leave);
  const stored = async () => (await Row.scan().consistent().all()).map(({ id, value }) => [id, value]);

  beforeEach(async () => {
    const old = await Row.scan().select('id').all();
    if (old.length > 0) await batchWrite(batch => old.forEach(key => void batch.delete(Row, key)));
    events.length = 0;
    db.sent.length = 0;
  });

  describe('takes', () => {
    it('a function that puts and deletes, of any classes, in one request', async () => {
      const old = await Row.create({ id: 'old' });
      const doomed = await Versioned.create({ id: 'v', part: 1 });
      db.sent.length = 0;
      await batchWrite(batch => {
        void batch.put(Row.build({ id: 'new', value: 5 }));
        void batch.delete(old);
        void batch.delete(Versioned, { id: 'v', part: 1 });
      });
      expect(db.sent.map(({ command }) => command)).toEqual(['BatchWriteItemCommand']);
      expect(await stored()).toEqual([['new', 5]]);
      expect(await Versioned.get({ id: doomed.id, part: 1 })).toBeUndefined();
    });

    const sources: [string, (rows: Row[]) => BatchSource][] = [
      ['an array', rows => rows],
      ['a set', rows => new Set(rows)],
      ['a generator', rows => rows.values()],
      ['an async generator', rows => slowly(rows)],
      ['a function', rows => batch => rows.forEach(row => void batch.put(row))],
      [
        'an async function that awaits',
        rows => async batch => {
          for (const row of rows) await batch.put(row);
        },
      ],
      [
        'an async function that does not',
        rows => async batch => {
          for await (const row of slowly(rows)) void batch.put(row);
        },
      ],
    ];

    it.each(sources)('%s, and sends by 25', async (_, source) => {
      const rows = rowsOf(60);
      await batchWrite(source(rows));
      expect(sizes().sort()).toEqual([10, 25, 25]);
      expect((await stored()).sort()).toEqual(rows.map(({ id, value }) => [id, value]).sort());
      expect(rows.every(row => !row.isNew && !row.isChanged)).toBe(true);
    });

    it('nothing, and sends nothing', async () => {
      for (const source of [[], () => {}, async () => {}, slowly([])] as BatchSource[]) await batchWrite(source);
      expect(db.sent).toEqual([]);
    });

    it('classes with clients of their own', async () => {
      await createTable(Elsewhere);
      await batchWrite([Row.build({ id: 'here' }), Elsewhere.build({ id: 'there' })]);
      expect(await stored()).toEqual([['here', 0]]);
      expect(engineOf(elsewhere).items('write-elsewhere')).toEqual([{ id: { S: 'there' } }]);
      await deleteTable(Elsewhere);
    });

    it('a client for all of them', async () => {
      const client = memoryClient();
      for (const type of [Row, Elsewhere]) await createTable(type, { client });
      await batchWrite([Row.build({ id: 'a' }), Elsewhere.build({ id: 'b' })], { client });
      expect(engineOf(client).items('write-elsewhere')).toHaveLength(1);
      expect(await stored()).toEqual([]);
    });
  });

  describe('writes', () => {
    it('over existing items, with versions that only increase', async () => {
      const mine = await Versioned.create({ id: 'v', part: 1, text: 'mine' });
      const theirs = await Versioned.getOrFail({ id: 'v', part: 1 });
      await theirs.update({ text: 'theirs' });
      mine.text = 'mine again';
      await batchWrite([mine, Versioned.build({ id: 'v', part: 2 })]);
      expect(mine.version).toBe(3);
      expect(await Versioned.getOrFail({ id: 'v', part: 1 })).toMatchObject({ text: 'mine again', version: 3 });
      expect((await Versioned.getOrFail({ id: 'v', part: 2 })).version).toBe(1);
      await mine.save({ raiseOnConflict: true });
      expect(mine.version).toBe(4);
    });

    it('attributes that the class does not declare', async () => {
      await db.write(Row, { id: { S: 'a' }, legacy: { S: 'kept' } });
      const row = await Row.getOrFail({ id: 'a' });
      row.value = 1;
      await batchWrite([row]);
      expect(await db.stored(Row, { id: { S: 'a' } })).toEqual({
        id: { S: 'a' },
        legacy: { S: 'kept' },
        value: { N: '1' },
      });
    });

    it('ids for records that need one', async () => {
      const records = ['a', 'b', 'c'].map(name => Numbered.build({ name }));
      await batchWrite(records);
      expect(new Set(records.map(({ id }) => id)).size).toBe(3);
      expect(await Numbered.get({ id: records[1]!.id! })).toMatchObject({ name: 'b' });
    });

    it('with hooks, before each is planned and after each is written', async () => {
      const gone = Hooked.build({ id: 'gone' });
      await batchWrite(async batch => {
        await batch.put(Hooked.build({ id: 'kept' }));
        await batch.delete(gone);
        await batch.delete(Hooked, { id: 'key' });
      });
      expect(events).toEqual([
        'before save kept',
        'before delete gone',
        'after save kept, new: false',
        'after delete gone, new: true',
      ]);
      expect(await db.stored(Hooked, { id: { S: 'kept' } })).toEqual({ id: { S: 'kept' }, stamp: { S: 'stamped' } });
      events.length = 0;
      await batchWrite([Hooked.build({ id: 'kept' })], { skipHooks: true });
      expect(events).toEqual([]);
    });

    it('large items in requests of no more than 16 MB', async () => {
      // 390 KB as DynamoDB counts them, six times that as JSON.
      const text = '\u0001'.repeat(390_000);
      const large = Array.from({ length: 9 }, (_, i) => Large.build({ id: `large${i}`, text }));
      await batchWrite([...rowsOf(5), ...large], { concurrency: 2 });
      expect(sizes().reduce((sum, size) => sum + size)).toBe(14);
      expect(requests().length).toBeGreaterThan(1);
      expect(await Large.scan().count()).toBe(9);
    }, 240_000);
  });

  describe('writes the later of two entries for one item', () => {
    it('in one request', async () => {
      const a = Row.build({ id: 'a', value: 1 });
      const b = Row.build({ id: 'a', value: 2 });
      const onProgress = jest.fn();
      await batchWrite([a, b, Row.build({ id: 'b' })], { onProgress });
      expect(sizes()).toEqual([2]);
      expect(onProgress.mock.calls).toEqual([[{ done: 2, total: 2, failed: 0, unitsPerSecond: expect.any(Number) }]]);
      expect((await stored()).sort()).toEqual([
        ['a', 2],
        ['b', 0],
      ]);
      expect([a.isNew, b.isNew]).toEqual([true, false]);
      await batchWrite(batch => {
        void batch.put(Row.build({ id: 'a', value: 3 }));
        void batch.delete(Row, { id: 'a' });
        void batch.delete(b);
        void batch.put(Row.build({ id: 'b', value: 4 }));
      });
      expect(await stored()).toEqual([['b', 4]]);
    });

    it('however the key is spelled', async () => {
      await batchWrite([
        Versioned.build({ id: 'w', part: 1, text: 'one' }),
        Versioned.build({ id: 'w', part: 1.0, text: 'two' }),
      ]);
      expect(await Versioned.getOrFail({ id: 'w', part: 1 })).toMatchObject({ text: 'two' });
    });

    it('when the first one is under way, after which it is sent', async () => {
      const slow = leaving(() => []);
      slow.middlewareStack.add(next => async args => {
        await wait(20);
        return next(args);
      });
      const record = Versioned.build({ id: 'twice', part: 1, text: 'first' });
      const progress: Progress[] = [];
      await batchWrite(
        async batch => {
          await batch.put(record);
          for (const row of rowsOf(30)) await batch.put(row);
          record.text = 'second';
          await batch.put(record);
          for (const row of rowsOf(30, 'more')) await batch.put(row);
        },
        { client: slow, onProgress: at => progress.push(at) },
      );
      expect(record).toMatchObject({ version: 2, isChanged: false });
      expect(await Versioned.getOrFail({ id: 'twice', part: 1 })).toMatchObject({ text: 'second', version: 2 });
      expect(progress.at(-1)).toMatchObject({ done: 62, failed: 0 });
    });
  });

  describe('with back-pressure', () => {
    it.each<[string, (rows: Row[]) => BatchSource]>([
      ['an async iterable', rows => slowly(rows)],
      [
        'awaited puts',
        rows => async batch => {
          for (const row of rows) await batch.put(row);
        },
      ],
    ])('takes no more from %s than it can send at once', async (_, source) => {
      let [underWay, most, ahead, taken] = [0, 0, 0, 0];
      const counted = rowsOf(600);
      const each = counted[Symbol.iterator].bind(counted);
      counted[Symbol.iterator] = function* () {
        for (const row of { [Symbol.iterator]: each }) {
          taken++;
          yield row;
        }
      } as never;
      const client = leaving(() => []);
      client.middlewareStack.add(next => async args => {
        most = Math.max(most, ++underWay);
        await wait(5);
        try {
          return await next(args);
        } finally {
          underWay--;
        }
      });
      await batchWrite(source(counted), {
        client,
        concurrency: 3,
        onProgress: ({ done }) => {
          ahead = Math.max(ahead, taken - done);
        },
      });
      expect(most).toBe(3);
      expect(ahead).toBeLessThanOrEqual(4 * 25);
      expect(await Row.scan().count()).toBe(600);
    });

    it('reports its progress after each request', async () => {
      const progress: Progress[] = [];
      await batchWrite(rowsOf(60), { concurrency: 1, onProgress: at => progress.push(at) });
      expect(progress.map(({ done, total, failed }) => [done, total, failed])).toEqual([
        [25, 60, 0],
        [50, 60, 0],
        [60, 60, 0],
      ]);
      for (const { unitsPerSecond } of progress) expect(unitsPerSecond).toBeGreaterThan(0);
      progress.length = 0;
      await batchWrite(slowly([...rowsOf(30), ...rowsOf(1)]), { concurrency: 1, onProgress: at => progress.push(at) });
      expect(progress.at(-1)).toMatchObject({ done: 31, total: undefined });
    });
  });

  describe('sends again', () => {
    it('unprocessed and throttled entries, until each is written once', async () => {
      let sent = 0;
      const puts = new Map<string, number>();
      const asked = new Map<string, number>();
      const more = (times: Map<string, number>, id: string) => times.set(id, (times.get(id) ?? 0) + 1).get(id)!;
      const client = leaving(entries => {
        if (++sent % 10 === 0) return 'throttle';
        return entries.filter((entry, i) => {
          const { id } = (entry as { PutRequest: { Item: { id: { S: string } } } }).PutRequest.Item;
          // An entry is not left for ever: so many times in a row would be given up.
          const isLeft = i % 5 < 2 && more(asked, id.S) < 5;
          if (!isLeft) more(puts, id.S);
          return isLeft;
        });
      });
      const count = backend.name === 'embedded' ? 10_000 : 500;
      const rows = rowsOf(count);
      let written = 0;
      await batchWrite(slowly(rows), {
        client,
        concurrency: 16,
        onProgress: at => {
          written = at.done;
        },
      });
      expect(written).toBe(count);
      expect(puts.size).toBe(count);
      // DynamoDB Local fails requests where the machine is busy: these are sent again.
      if (backend.name === 'embedded') expect([...puts.values()].every(times => times === 1)).toBe(true);
      expect(sent).toBeGreaterThan(count / 25 / 0.7);
      const found = await stored();
      expect(new Map(found as [string, number][])).toEqual(new Map(rows.map(({ id, value }) => [id, value])));
      expect(found).toHaveLength(count);
    }, 240_000);
  });

  describe('when it fails', () => {
    it('returns entries that were not written: the records of the caller', async () => {
      const rows = rowsOf(60);
      const stuck = new Set(['r3', 'r40']);
      const client = leaving(entries =>
        entries.filter(entry =>
          stuck.has((entry as { PutRequest: { Item: { id: { S: string } } } }).PutRequest.Item.id.S),
        ),
      );
      jest.spyOn(Math, 'random').mockReturnValue(0);
      const error = await failure(batchWrite(rows, { client }), BatchWriteError);
      jest.restoreAllMocks();
      expect(error.unprocessed).toHaveLength(2);
      expect(new Set(error.unprocessed)).toEqual(new Set([rows[3], rows[40]]));
      expect(error.unprocessed.every(record => rows.includes(record as Row))).toBe(true);
      expect(error.entries[0]).toEqual({ operation: 'put', entity: Row, target: error.unprocessed[0] });
      expect(error.cause).toBeInstanceOf(ThrottledError);
      expect(error.message).toMatch(
        /^The batch failed with 58 entries written; the other 2 are in `unprocessed`: DynamoDB left entries of a batch unprocessed 10 times in a row/,
      );
      expect(rows.filter(row => row.isNew)).toEqual([rows[3], rows[40]]);
      await batchWrite(error.unprocessed);
      expect(await Row.scan().count()).toBe(60);
    });

    it('returns deletes by key with their keys', async () => {
      jest.spyOn(Math, 'random').mockReturnValue(0);
      const key = { id: 'x' };
      const error = await failure(
        batchWrite(batch => void batch.delete(Row, key), { client: leaving(entries => entries) }),
        BatchWriteError,
      );
      jest.restoreAllMocks();
      expect(error.entries).toEqual([{ operation: 'delete', entity: Row, target: key }]);
      expect(error.entries[0]!.target).toBe(key);
    });

    it('stops, and returns entries that it took and did not write', async () => {
      let sent = 0;
      const client = leaving(() => []);
      client.middlewareStack.add(next => args => {
        if (++sent > 3) throw Object.assign(new Error('refused'), { name: 'ValidationException', $fault: 'client' });
        return next(args);
      });
      const rows = rowsOf(1000);
      const taken: Row[] = [];
      async function* source() {
        for (const row of rows) {
          taken.push(row);
          yield row;
        }
      }
      const error = await failure(batchWrite(source(), { client, concurrency: 1 }), BatchWriteError);
      expect((error.cause as Error).message).toBe('Row: refused');
      expect(taken.length).toBeLessThan(200);
      expect(await Row.scan().count()).toBe(75);
      expect(error.unprocessed).toHaveLength(taken.length - 75);
      expect(new Set([...error.unprocessed, ...rows.slice(0, 75)])).toEqual(new Set(taken));
    });

    it('rejects the puts of a function that awaits them', async () => {
      const client = leaving(() => []);
      client.middlewareStack.add(() => () => {
        throw Object.assign(new Error('refused'), { $fault: 'client' });
      });
      let given = 0;
      const error = await failure(
        batchWrite(
          async batch => {
            for (const row of rowsOf(1000)) {
              given++;
              await batch.put(row);
            }
          },
          { client, concurrency: 1 },
        ),
        BatchWriteError,
      );
      expect(given).toBeLessThan(100);
      expect(error.unprocessed).toHaveLength(given);
    });

    it('with the error of an async source, before or after something was sent', async () => {
      async function* broken(count: number) {
        yield* rowsOf(count);
        throw new Error('end of tape');
      }
      expect((await failure(batchWrite(broken(10)), Error)).message).toBe('end of tape');
      expect(db.sent).toEqual([]);
      const error = await failure(batchWrite(broken(30), { concurrency: 1 }), BatchWriteError);
      expect((error.cause as Error).message).toBe('end of tape');
      expect(error.unprocessed.map(row => (row as Row).id)).toEqual(['r25', 'r26', 'r27', 'r28', 'r29']);
      expect(await Row.scan().count()).toBe(25);
    });

    it('with the error of a function, and writes nothing more', async () => {
      const stop = () => {
        throw new Error('changed my mind');
      };
      for (const source of [
        (batch => {
          rowsOf(60).forEach(row => void batch.put(row));
          stop();
        }) as BatchSource,
        (async batch => {
          rowsOf(60).forEach(row => void batch.put(row));
          stop();
        }) as BatchSource,
        (async batch => {
          for (const row of rowsOf(10)) await batch.put(row);
          stop();
        }) as BatchSource,
        (async batch => {
          await null;
          rowsOf(60).forEach(row => void batch.put(row));
          stop();
        }) as BatchSource,
      ]) {
        expect((await failure(batchWrite(source), Error)).message).toBe('changed my mind');
      }
      expect(db.sent).toEqual([]);
    });

    it('with the error of a hook: what was written stays written, and is not written again', async () => {
      const hook = jest.spyOn(Hooked.prototype, 'afterSave').mockImplementation(function (this: Hooked) {
        if (this.id === 'h1') throw new Error('after all');
      });
      const records = [0, 1, 2].map(i => Hooked.build({ id: `h${i}` }));
      const error = await failure(batchWrite(records), BatchWriteError);
      expect((error.cause as Error).message).toBe('after all');
      expect(error.unprocessed).toEqual([]);
      expect(db.sent).toHaveLength(1);
      expect(hook).toHaveBeenCalledTimes(3);
      expect(records.map(({ isNew }) => isNew)).toEqual([false, false, false]);
      hook.mockImplementation(() => {});
      jest.spyOn(Hooked.prototype, 'beforeSave').mockRejectedValueOnce(new Error('before all'));
      db.sent.length = 0;
      expect((await failure(batchWrite(records), Error)).message).toBe('before all');
      expect(db.sent).toEqual([]);
      jest.restoreAllMocks();
    });

    it('with the error of the progress callback', async () => {
      const onProgress = () => {
        throw new Error('no bar');
      };
      const error = await failure(batchWrite(rowsOf(30), { onProgress, concurrency: 1 }), BatchWriteError);
      expect((error.cause as Error).message).toBe('no bar');
      expect(error.unprocessed).toHaveLength(5);
      expect(await Row.scan().count()).toBe(25);
    });

    it('with the rejection of an async progress callback', async () => {
      const onProgress = async () => {
        throw new Error('no bar');
      };
      const error = await failure(batchWrite(rowsOf(60), { onProgress, concurrency: 1 }), BatchWriteError);
      expect((error.cause as Error).message).toBe('no bar');
    });

    it('with TableNotFoundError as the cause', async () => {
      const error = await failure(batchWrite([Missing.build({ id: 'a' })]), BatchWriteError);
      expect(error.cause).toBeInstanceOf(TableNotFoundError);
      expect(error.message).toMatch(/Missing: there is no table/);
    });

    it('when its signal is aborted: before, while it sends, and while it waits', async () => {
      const rows = rowsOf(200);
      await expect(batchWrite(rows, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
      expect(db.sent).toEqual([]);

      const sending = new AbortController();
      const onProgress = () => sending.abort();
      const error = await failure(
        batchWrite(rows, { signal: sending.signal, concurrency: 1, onProgress }),
        BatchWriteError,
      );
      expect((error.cause as Error).name).toBe('AbortError');
      expect(error.unprocessed).toHaveLength(175);

      const waiting = new AbortController();
      const client = leaving(entries => {
        setTimeout(() => waiting.abort(), 5);
        return entries;
      });
      jest.spyOn(Math, 'random').mockReturnValue(1);
      const stuck = await failure(batchWrite(rows.slice(0, 5), { client, signal: waiting.signal }), BatchWriteError);
      jest.restoreAllMocks();
      expect((stuck.cause as Error).name).toBe('AbortError');
      expect(stuck.unprocessed).toHaveLength(5);
    });

    // jest fails a spec with a rejection that nobody handles.
    it('leaves no rejection unhandled', async () => {
      const bad = Row.build({ id: 'bad', value: Number.NaN });
      const failing = leaving(() => []);
      failing.middlewareStack.add(
        () => () => Promise.reject(Object.assign(new Error('refused'), { $fault: 'client' })),
      );
      await failure(
        batchWrite(async batch => {
          void batch.put(bad);
          await null;
          void batch.put(bad);
          await wait(1);
          void batch.put(bad);
        }),
        ValidationError,
      );
      await failure(
        batchWrite(
          async batch => {
            for await (const row of slowly(rowsOf(200))) void batch.put(row);
          },
          { client: failing },
        ),
        BatchWriteError,
      );
      await failure(
        batchWrite(batch => void batch.put(null as never)),
        ValidationError,
      );
      await wait(10);
    });

    it('refuses entries after its function has ended', async () => {
      let late: Promise<void> | undefined;
      await batchWrite(batch => {
        void batch.put(Row.build({ id: 'in time' }));
        late = wait(5).then(() => batch.put(Row.build({ id: 'late' })));
      });
      expect((await failure(late!, InvalidStateError)).message).toMatch(/^The batch is over/);
      expect(await stored()).toEqual([['in time', 0]]);
    });
  });

  describe('refuses before anything is sent', () => {
    const good = rowsOf(60);
    const bad = Row.build({ id: 'bad', value: Number.NaN });
    const cases: [string, BatchSource, BatchWriteOptions, abstract new (...args: never) => Error, RegExp][] = [
      ['a value that cannot be stored, after many that can', [...good, bad], {}, ValidationError, /Row.value/],
      [
        'one in a function',
        batch => [...good, bad].forEach(row => void batch.put(row)),
        {},
        ValidationError,
        /Row.value/,
      ],
      [
        'one in an async function',
        async batch => {
          [...good, bad].forEach(row => void batch.put(row));
        },
        {},
        ValidationError,
        /Row.value/,
      ],
      ['one in a stream, first of all', slowly([bad, ...good]), {}, ValidationError, /Row.value/],
      ['a record without its key', [...good, Row.build({ value: 1 })], {}, ValidationError, /Row.id is undefined/],
      [
        'an item that is too large',
        [...good, Row.build({ id: 'x', body: 'x'.repeat(410_000) })],
        {},
        ItemTooLargeError,
        /Row: the item has/,
      ],
      [
        'what is no record',
        [...good, 'text' as unknown as object],
        {},
        ValidationError,
        /A batch takes records, or a class and a key/,
      ],
      [
        'a promise of a record',
        [...good, Promise.resolve(Row.build({ id: 'late' }))],
        {},
        ValidationError,
        /A batch takes records, and got a promise: await/,
      ],
      [
        'nothing for a record',
        batch => {
          good.forEach(row => void batch.put(row));
          void batch.put(undefined as never);
        },
        {},
        ValidationError,
        /A batch takes records/,
      ],
      [
        'a record of a class without a table',
        [...good, new (class Tableless {})()],
        {},
        ConfigurationError,
        /Tableless has no table/,
      ],
      [
        'a plain object',
        [...good, { id: 'plain', value: 1 }],
        {},
        ValidationError,
        /A batch takes records, and got a plain object: make records of values first, with build of their class/,
      ],
      ['an array', [...good, good], {}, ValidationError, /A batch takes records, and got an array: make records/],
      [
        'a class without a key',
        batch => void batch.delete(Row, undefined as never),
        {},
        ValidationError,
        /Row: expected a key such as \{ id \}/,
      ],
      [
        'a key with other attributes',
        batch => void batch.delete(Row, { id: 'a', value: 1 }),
        {},
        ValidationError,
        /"value" is no part of the key/,
      ],
      [
        'a concurrency of 0',
        good,
        { concurrency: 0 },
        ValidationError,
        /concurrency must be a whole number from 1 on, got 0/,
      ],
      ['no source', undefined as unknown as BatchSource, {}, ValidationError, /batchWrite takes records/],
      ['an object as source', good[0] as unknown as BatchSource, {}, ValidationError, /batchWrite takes records/],
      ['a text as source', 'abc' as unknown as BatchSource, {}, ValidationError, /batchWrite takes records/],
    ];

    it.each(cases)('%s', async (_, source, options, type, message) => {
      expect((await failure(batchWrite(source, options), type)).message).toMatch(message);
      expect(db.sent).toEqual([]);
      expect(good.every(row => row.isNew)).toBe(true);
    });
  });
});
