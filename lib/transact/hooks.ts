import { runHooks } from '../entity/hooks';
import type { HookKind } from '../metadata/declarations';
import type { QueuedWrite } from './write-queue';

type Verbs = Partial<Record<QueuedWrite['verb'], HookKind>>;

const BEFORE: Verbs = { save: 'beforeSave', create: 'beforeSave', update: 'beforeUpdate', delete: 'beforeDelete' };
const AFTER: Verbs = { save: 'afterSave', create: 'afterSave', update: 'afterUpdate', delete: 'afterDelete' };

/** In the order of the calls. The first that throws ends the transaction: nothing was sent yet. */
export async function runBeforeHooks(writes: readonly QueuedWrite[]): Promise<void> {
  for (const write of writes) {
    const hooks = run(BEFORE, write);
    if (hooks) await hooks;
  }
}

/**
 * In the order of the calls. The transaction is committed: hooks that throw do not keep other records from theirs,
 * and the first error goes to the caller.
 */
export async function runAfterHooks(writes: readonly QueuedWrite[]): Promise<void> {
  const errors: unknown[] = [];
  for (const write of writes) await run(AFTER, write)?.catch(error => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

function run(kinds: Verbs, { verb, metadata, record, options }: QueuedWrite): Promise<void> | undefined {
  const kind = kinds[verb];
  return kind && record && runHooks(metadata, kind, record, options);
}
