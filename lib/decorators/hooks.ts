import type { HookKind } from '../metadata/declarations';
import { type HookDecorator, memberDecorator } from './front-door';

/** Runs before `save` and `create`, also in a batch or transaction; what it throws stops the write. May be async, as all hooks. */
export const BeforeSave = (): HookDecorator => hook('beforeSave');

/** Runs after a `save` or `create` that succeeded; the method gets what changed, as `changes()` has it. */
export const AfterSave = (): HookDecorator => hook('afterSave');

/**
 * Runs before `update` of a record (not `updateByKey`, which has no record); what it throws stops the write. The method gets the values that the
 * update sets, by property, and may add to them; what it sets on the record is part of the update, too.
 */
export const BeforeUpdate = (): HookDecorator => hook('beforeUpdate');

/** Runs after an `update` that succeeded, when the record holds the new values; the method gets what changed. */
export const AfterUpdate = (): HookDecorator => hook('afterUpdate');

/** Runs before `delete` of a record (not `deleteByKey`); what it throws stops the write. */
export const BeforeDelete = (): HookDecorator => hook('beforeDelete');

/** Runs after a `delete` that succeeded. */
export const AfterDelete = (): HookDecorator => hook('afterDelete');

/** Runs when a record was read: by get, reload, query, scan, batchGet, executeStatement, or in a transaction. */
export const AfterLoad = (): HookDecorator => hook('afterLoad');

function hook(kind: HookKind): HookDecorator {
  return memberDecorator('a hook', ({ own, name }) => own.hooks.push({ kind, method: name }));
}
