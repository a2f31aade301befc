import { checkCount } from '../errors/given';
import { anySignal } from './any-signal';

const DEFAULT_CONCURRENCY = 4;

/** Checks `concurrency`: how many requests may be under way at once. */
export function concurrencyOf(concurrency = DEFAULT_CONCURRENCY): number {
  checkCount('concurrency', concurrency);
  return concurrency;
}

/**
 * Works on chunks of a list, several at once. The first error aborts the others through the signal, and is thrown when all have ended.
 */
export async function inChunks<T>(
  entries: readonly T[],
  size: number,
  { concurrency, signal }: { concurrency?: number | undefined; signal?: AbortSignal | undefined },
  work: (chunk: readonly T[], signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const either = anySignal(signal, stop.signal);
  let failure: { error: unknown } | undefined;
  let next = 0;
  const worker = async () => {
    while (next < entries.length && !failure) {
      const from = next;
      next += size;
      try {
        await work(entries.slice(from, from + size), either);
      } catch (error) {
        failure ??= { error };
        stop.abort();
      }
    }
  };
  const workers = Math.min(concurrencyOf(concurrency), Math.ceil(entries.length / size));
  await Promise.all(Array.from({ length: workers }, worker));
  if (failure) throw failure.error;
}
