import { ValidationError } from '../errors/usage-errors';

const DEFAULT_CONCURRENCY = 4;

/** How many requests may be under way at once. */
export function concurrencyOf(concurrency = DEFAULT_CONCURRENCY): number {
  if (Number.isInteger(concurrency) && concurrency > 0) return concurrency;
  throw new ValidationError(`concurrency must be a whole number from 1 on, got ${concurrency}`);
}

/** Works on chunks of a list, some of them at once; the first error stops what has not begun. */
export async function inChunks<T>(
  entries: readonly T[],
  size: number,
  concurrency: number | undefined,
  work: (chunk: readonly T[]) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < entries.length) {
      const from = next;
      next += size;
      try {
        await work(entries.slice(from, from + size));
      } catch (error) {
        next = entries.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrencyOf(concurrency) }, worker));
}
