import { ActiveRecord, Attribute, PartitionKey, SortKey, Table, transact } from 'dynact';
import { readStream, streamHandler } from 'dynact/streams';
import { useMemoryBackend } from 'dynact/testing';
import fc from 'fast-check';

@Table('events')
class Counter extends ActiveRecord {
  @PartitionKey() group!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute({ type: Number }) value = 0;
}

/** A generator that gives the same numbers for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What each item went through, by key: the value after each change; undefined where it was removed. */
type History = Map<string, (number | undefined)[]>;

const add = (history: History, key: string, value: number | undefined) =>
  history.set(key, [...(history.get(key) ?? []), value]);

async function change(next: (below: number) => number, value: number, history: History): Promise<void> {
  const key = { group: 'abc'[next(3)]!, number: next(8) };
  const text = JSON.stringify(key);
  const kind = next(10);
  if (kind === 0) {
    // A delete of nothing is no change.
    if (history.get(text)?.at(-1) !== undefined) add(history, text, undefined);
    await Counter.deleteByKey(key);
  } else if (kind === 1) {
    await transact(tx => tx.update(Counter, key, { value }));
    add(history, text, value);
  } else if (kind < 5) {
    await Counter.build({ ...key, value }).save();
    add(history, text, value);
  } else {
    await Counter.updateByKey(key, { value });
    add(history, text, value);
  }
}

/** Repeats are what a delivery from an earlier record brings again: without them, a stream that is read again is what happened. */
function withoutRepeats(seen: readonly (readonly [string, number | undefined])[]): (number | undefined)[] {
  const known = new Set<string>();
  return seen.filter(([id]) => !known.has(id) && known.add(id)).map(([, value]) => value);
}

describe('a worker that crashes again and again', () => {
  useMemoryBackend({ classes: [Counter] });

  it('gets each of 3000 changes at least once, each item in order, none lost', async () => {
    const history: History = new Map();
    const seen = new Map<string, [string, number | undefined][]>();
    const ids = new Set<string>();
    const next = random(4711);
    const stored = new Map<string, string>();
    const crashes = { break: 0, throw: 0, kill: 0 };
    let value = 0;
    const goOn = async (changes: number) => {
      for (let i = 0; i < changes && value < 3000; i++) await change(next, ++value, history);
    };
    const happened = () => [...history.values()].reduce((sum, { length }) => sum + length, 0);

    /** One life: it ends by itself, by an error, or at once, and then nothing is stored any more. */
    async function live(way: keyof typeof crashes, changes: number): Promise<void> {
      let isKilled = false;
      const checkpoints = {
        get: (shard: string) => stored.get(shard),
        set: (shard: string, position: string) => void (isKilled || stored.set(shard, position)),
      };
      for await (const { kind, key, eventId, record } of readStream(Counter, { checkpoints, pollInterval: 1 })) {
        const text = JSON.stringify(key);
        seen.set(text, [...(seen.get(text) ?? []), [eventId, kind === 'remove' ? undefined : record?.value]]);
        ids.add(eventId);
        if (ids.size === happened()) await goOn(1 + next(200));
        if (ids.size === happened()) return;
        if (changes-- > 0) continue;
        crashes[way]++;
        isKilled = way === 'kill';
        if (way === 'throw') throw new Error('crash');
        return;
      }
    }

    await goOn(500);
    while (value < 3000 || ids.size < happened()) {
      const way = (['break', 'throw', 'kill'] as const)[next(3)]!;
      await live(way, next(300)).catch((error: Error) => expect(error.message).toBe('crash'));
    }
    expect(Math.min(...Object.values(crashes))).toBeGreaterThan(2);
    expect(Object.fromEntries([...seen].map(([key, values]) => [key, withoutRepeats(values)]))).toEqual(
      Object.fromEntries(history),
    );
  }, 60_000);
});

describe('a stream handler under random changes with failing records', () => {
  const db = useMemoryBackend({ classes: [Counter] });

  it.each([
    { concurrency: 1, changes: 1000 },
    { concurrency: 8, changes: 10_000 },
  ])(
    'gets each of $changes changes at least once, each item in order, none lost: $concurrency at once',
    async ({ concurrency, changes }) => {
      const history: History = new Map();
      const seen = new Map<string, [string, number | undefined][]>();
      const next = random(concurrency * 7919);
      const see = (key: object, id: string, value: number | undefined) => {
        // Some fail before their work, some after it, and now and then a record is poison for a while.
        if (next(40) === 0) throw new Error('before');
        const text = JSON.stringify(key);
        seen.set(text, [...(seen.get(text) ?? []), [id, value]]);
        if (next(40) === 0) throw new Error('after');
      };
      const handler = streamHandler(
        on => {
          const changed = async ({ key, eventId, record }: { key: object; eventId: string; record: Counter }) => {
            if (next(4) === 0) await null;
            see(key, eventId, record.value);
          };
          on(Counter, 'insert', changed);
          on(Counter, 'modify', changed);
          on(Counter, 'remove', ({ key, eventId }) => see(key, eventId, undefined));
        },
        { concurrency, onFailure: () => 'fail' },
      );
      let delivered = 0;
      for (let value = 1; value <= changes; value++) {
        await change(next, value, history);
        if (next(500) === 0)
          delivered += (await db.deliver(handler, { batchSize: 1 + next(200), retries: next(4) })).delivered;
      }
      for (let rest = await db.deliver(handler); rest.batchItemFailures.length > 0; rest = await db.deliver(handler)) {
        delivered += rest.delivered;
      }
      expect(Object.fromEntries([...seen].map(([key, values]) => [key, withoutRepeats(values)]))).toEqual(
        Object.fromEntries(history),
      );
      expect(delivered).toBeGreaterThan(0);
    },
    60_000,
  );

  it('stops where the first failed, with any failures and any concurrency', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ key: fc.integer({ min: 0, max: 5 }), fails: fc.boolean(), wait: fc.boolean() }), {
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 5 }),
        async (entries, concurrency) => {
          const done = new Set<number>();
          const handler = streamHandler(
            on =>
              on.other(async raw => {
                const at = Number(raw.eventID);
                if (entries[at]!.wait) await new Promise(setImmediate);
                if (entries[at]!.fails) throw new Error('fails');
                done.add(at);
              }),
            { concurrency, onFailure: () => 'fail' },
          );
          const Records = entries.map(({ key }, at) => ({
            eventID: String(at),
            eventName: 'INSERT',
            dynamodb: { Keys: { id: { N: String(key) } }, SequenceNumber: String(at) },
          }));
          const first = entries.findIndex(({ fails }) => fails);
          const { batchItemFailures } = await handler({ Records });
          expect(batchItemFailures).toEqual(first < 0 ? [] : [{ itemIdentifier: String(first) }]);
          for (let at = 0; at < (first < 0 ? entries.length : first); at++) expect(done).toContain(at);
        },
      ),
      { numRuns: 300 },
    );
  });
});
