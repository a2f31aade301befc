import type { Subject } from './events';
import type { Beginning, Operation } from './operation';

type Begin = (describe: () => Subject, beginning?: Beginning) => Operation | undefined;

/** Replaced by the first `observe` or `measure`: programs that never call them have nothing to look up, and no code for it. */
let begin: Begin = () => undefined;

export function observeBy(beginning: Begin): void {
  begin = beginning;
}

/** An operation that begins; undefined where nobody observes. `describe` is asked only where somebody does. */
export function beginOperation(describe: () => Subject, beginning?: Beginning): Operation | undefined {
  return begin(describe, beginning);
}

/**
 * Runs an operation from its beginning to its end; one that nobody observes is only run.
 *
 * @param itemsOf how many items it came to, where it is not as many as were answered and written
 */
export async function carriedOut<R>(
  operation: Operation | undefined,
  run: () => Promise<R>,
  itemsOf?: (result: R, counted: number) => number,
): Promise<R> {
  if (!operation) return run();
  try {
    const result = await run();
    operation.end(undefined, itemsOf && (counted => itemsOf(result, counted)));
    return result;
  } catch (error) {
    operation.end(error);
    throw error;
  }
}
