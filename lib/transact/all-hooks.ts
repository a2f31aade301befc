import { whenReady } from '../client/abort';
import type { Write } from '../write/write';
import { runAfterHooks, runBeforeHooks } from '../write/write-hooks';

/** In the order of the calls. The first that throws ends the transaction: nothing was sent yet. @returns the writes as the hooks made them */
export async function runAllBeforeHooks(writes: readonly Write[], signal: AbortSignal | undefined): Promise<Write[]> {
  const begun: Write[] = [];
  for (const write of writes) {
    const next = whenReady(runBeforeHooks(write), signal);
    begun.push(next instanceof Promise ? await next : next);
  }
  return begun;
}

/**
 * In the order of the calls. The transaction is committed: hooks that throw do not keep other records from theirs,
 * and the first error goes to the caller.
 */
export async function runAllAfterHooks(writes: readonly Write[]): Promise<void> {
  const errors: unknown[] = [];
  for (const write of writes) {
    const hooks = runAfterHooks(write);
    if (hooks) await hooks.catch(error => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
}
