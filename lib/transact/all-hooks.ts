import { whenReady } from '../client/abort';
import type { Write } from '../write/write';
import { runAfterHooks, runBeforeHooks } from '../write/write-hooks';

/** Runs the before-hooks in the order of the calls. The first error ends the transaction before anything is sent. @returns the writes with the changes of the hooks */
export async function runAllBeforeHooks(writes: readonly Write[], signal: AbortSignal | undefined): Promise<Write[]> {
  const begun: Write[] = [];
  for (const write of writes) {
    const next = whenReady(runBeforeHooks(write), signal);
    begun.push(next instanceof Promise ? await next : next);
  }
  return begun;
}

/**
 * Runs the after-hooks in the order of the calls, and then what the writes have for the end. The transaction is committed, so an error of one hook does
 * not stop the others. The first error goes to the caller.
 */
export async function runAllAfterHooks(writes: readonly Write[], signal: AbortSignal | undefined): Promise<void> {
  const errors: unknown[] = [];
  for (const write of writes) {
    const hooks = runAfterHooks(write, signal);
    if (hooks) await hooks.catch(error => errors.push(error));
  }
  for (const { onEnd } of writes) onEnd?.();
  if (errors.length > 0) throw errors[0];
}
