import { runHooks } from '../entity/hooks';
import type { HookKind } from '../metadata/declarations';
import type { Write, WriteVerb } from './write';

type HookKinds = Readonly<Record<WriteVerb, HookKind | undefined>>;

const BEFORE: HookKinds = {
  save: 'beforeSave',
  create: 'beforeSave',
  update: 'beforeUpdate',
  delete: 'beforeDelete',
  check: undefined,
};

const AFTER: HookKinds = {
  save: 'afterSave',
  create: 'afterSave',
  update: 'afterUpdate',
  delete: 'afterDelete',
  check: undefined,
};

/** What the before-hooks throw stops the write. A promise only where there is something to wait for. */
export function runBeforeHooks(write: Write): Promise<void> | undefined {
  return run(BEFORE, write);
}

/** Once the write is done and memory follows. */
export function runAfterHooks(write: Write): Promise<void> | undefined {
  return run(AFTER, write);
}

/** A write by key has no record, and so no hooks. */
function run(kinds: HookKinds, { verb, metadata, record, options }: Write): Promise<void> | undefined {
  const kind = kinds[verb];
  return kind && record && runHooks(metadata, kind, record, options);
}
