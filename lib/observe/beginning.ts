import type { Subject, Timed } from './events';
import type { Operation } from './operation';

type Begin = (describe: () => Subject, timed: Timed) => Operation | undefined;

/** Replaced by the first `observe` or `measure`: programs that never call them have nothing to look up, and no code for it. */
let begin: Begin = () => undefined;

export function observeBy(beginning: Begin): void {
  begin = beginning;
}

/** An operation that begins; undefined where nobody observes. `describe` is asked only where somebody does. */
export function beginOperation(describe: () => Subject, timed: Timed = 'whole'): Operation | undefined {
  return begin(describe, timed);
}

/** Runs an operation from its beginning to its end; one that nobody observes is only run. */
export async function carriedOut<R>(operation: Operation | undefined, run: () => Promise<R>): Promise<R> {
  if (!operation) return run();
  try {
    const result = await run();
    operation.end();
    return result;
  } catch (error) {
    operation.end(error);
    throw error;
  }
}
