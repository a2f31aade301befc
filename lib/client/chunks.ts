import { checkCount } from '../errors/given';
import { anySignal } from './any-signal';

const DEFAULT_CONCURRENCY = 4;

/** Checks `concurrency`: how many requests may be under way at once. */
export function concurrencyOf(concurrency = DEFAULT_CONCURRENCY): number {
  checkCount('concurrency', concurrency);
  return concurrency;
}

type Work<T> = (chunk: readonly T[], signal: AbortSignal | undefined) => Promise<void>;

interface Choices {
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works on chunks of a list, several at once. The first error aborts the others through the signal, and is thrown when all have ended.
 */
export async function inChunks<T>(
  entries: readonly T[],
  size: number,
  { concurrency, signal }: Choices,
  work: Work<T>,
): Promise<void> {
  const atOnce = Math.min(concurrencyOf(concurrency), Math.ceil(entries.length / size));
  // A single chunk has no others to abort, and a request without a signal costs less.
  if (entries.length <= size) return entries.length > 0 ? work(entries, signal) : undefined;
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
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failure) throw failure.error;
}
