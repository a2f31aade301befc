import { orAborted } from '../client/abort';
import { changedSince, changesBetween, storedForms } from '../entity/changes';
import { hasHooks, runHooks } from '../entity/hooks';
import { stateOf } from '../entity/record-state';
import type { HookKind } from '../metadata/declarations';
import { valuesSet } from './actions';
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

/**
 * Runs the before-hooks. An error of theirs stops the write. A write by key has no record, so it runs no hooks. Returns a promise only if there
 * is something to wait for.
 *
 * @returns the write with the changes of the hooks
 */
export function runBeforeHooks<W extends Write>(write: W): W | Promise<W> {
  const { verb, metadata, record, options } = write;
  const [before, after] = [BEFORE[verb], AFTER[verb]];
  if (!record || !before || !after) return write;
  const known = hasHooks(metadata, after, options) ? { ...write, before: stateOf(record)?.stored } : write;
  if (!hasHooks(metadata, before, options)) return known;
  return verb === 'update' ? beforeUpdate(known) : runHooks(metadata, before, record, options)!.then(() => known);
}

/**
 * Hooks of an update get the values that it sets, by property, and may add to them. Values that they set on the record become part of the
 * update. Edits made before the hooks ran do not.
 */
async function beforeUpdate<W extends Write>(write: W): Promise<W> {
  const { metadata, options } = write;
  const record = write.record!;
  const given = valuesSet(write);
  const values = { ...given };
  const before = storedForms(metadata, record);
  await runHooks(metadata, 'beforeUpdate', record, options, values);
  const added: Record<string, unknown> = {};
  for (const property of changedSince(metadata, record, before)) {
    added[property] = (record as Record<string, unknown>)[property];
  }
  for (const property of Object.keys(values)) {
    if (!Object.hasOwn(given, property) || given[property] !== values[property]) added[property] = values[property];
  }
  return { ...write, added };
}

/** Runs the after-hooks, after the record was updated. They get the changes by property, as `changes()` has them. The signal ends the wait for them. */
export function runAfterHooks(
  { verb, metadata, record, options, before }: Write,
  signal: AbortSignal | undefined,
): Promise<void> | undefined {
  const kind = AFTER[verb];
  if (!record || !kind || !hasHooks(metadata, kind, options)) return undefined;
  const state = stateOf(record);
  const changes = verb === 'delete' || state?.stale ? {} : changesBetween(metadata, before, state?.stored);
  const hooks = runHooks(metadata, kind, record, options, changes);
  return hooks && signal ? orAborted(hooks, signal, APPLIED) : hooks;
}

/** An AbortError would otherwise leave open whether the write was applied. */
const APPLIED = 'The write was applied; the call was aborted while its after-hooks ran';
