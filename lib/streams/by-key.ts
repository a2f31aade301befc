/** Work on a batch of changes, in order. */
export interface OrderedBatch {
  readonly length: number;
  /** Changes with the same text come one after the other. */
  keyAt(index: number): string;
  /** Rejects if the change must be delivered again. */
  process(index: number): Promise<void>;
}

/**
 * Works on each entry of a batch, several keys at once, each key in order.
 *
 * After a failure no later entry is started, and all earlier ones are still finished. So a retry from the failed entry on loses none.
 *
 * @returns the lowest entry that failed; undefined if none did
 */
export async function inOrderByKey(batch: OrderedBatch, concurrency: number): Promise<number | undefined> {
  return concurrency === 1 ? oneByOne(batch) : keysAtOnce(batch, concurrency);
}

async function oneByOne({ length, process }: OrderedBatch): Promise<number | undefined> {
  for (let index = 0; index < length; index++) {
    try {
      await process(index);
    } catch {
      return index;
    }
  }
  return undefined;
}

async function keysAtOnce(batch: OrderedBatch, concurrency: number): Promise<number | undefined> {
  const waiting = queues(batch);
  let failed: number | undefined;
  let running = 0;
  return new Promise(resolve => {
    const begin = () => {
      while (running < concurrency && !waiting.isEmpty) {
        const queue = waiting.take();
        const index = queue.indexes[queue.next++]!;
        // The rest of a key comes later still.
        if (failed !== undefined && index > failed) continue;
        running++;
        batch.process(index).then(
          () => end(queue),
          () => {
            failed = Math.min(failed ?? index, index);
            end(undefined);
          },
        );
      }
      if (running === 0) resolve(failed);
    };
    const end = (queue: KeyQueue | undefined) => {
      running--;
      if (queue && queue.next < queue.indexes.length) waiting.put(queue);
      begin();
    };
    begin();
  });
}

interface KeyQueue {
  readonly indexes: number[];
  next: number;
}

/** The keys that wait for their next turn, first come first served. */
function queues({ length, keyAt }: OrderedBatch) {
  const byKey = new Map<string, KeyQueue>();
  for (let index = 0; index < length; index++) {
    const key = keyAt(index);
    const queue = byKey.get(key);
    if (queue) queue.indexes.push(index);
    else byKey.set(key, { indexes: [index], next: 0 });
  }
  const ready = [...byKey.values()];
  let first = 0;
  return {
    get isEmpty() {
      return first === ready.length;
    },
    take: () => ready[first++]!,
    put: (queue: KeyQueue) => void ready.push(queue),
  };
}
