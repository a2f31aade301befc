import type { HookKind } from '../metadata/declarations';
import { type HookDecorator, memberDecorator } from './front-door';

/** Runs before `save` and `create`, also in a batch or transaction. An error stops the write. May be async, as all hooks. */
export const BeforeSave = (): HookDecorator => hook('beforeSave');

/** Runs after a successful `save` or `create`. The method gets the changes, as `changes()` has them. */
export const AfterSave = (): HookDecorator => hook('afterSave');

/**
 * Runs before `update` of a record (not `updateByKey`, which has no record). An error stops the write. The method gets the values that the update
 * sets, by property, and may add to them. Values that it sets on the record become part of the update, too.
 */
export const BeforeUpdate = (): HookDecorator => hook('beforeUpdate');

/** Runs after a successful `update`, when the record has the new values. The method gets the changes. */
export const AfterUpdate = (): HookDecorator => hook('afterUpdate');

/** Runs before `delete` of a record (not `deleteByKey`). An error stops the write. */
export const BeforeDelete = (): HookDecorator => hook('beforeDelete');

/** Runs after a successful `delete`. */
export const AfterDelete = (): HookDecorator => hook('afterDelete');

/** Runs after a record was read: by get, reload, query, scan, batchGet, executeStatement, or in a transaction. */
export const AfterLoad = (): HookDecorator => hook('afterLoad');

function hook(kind: HookKind): HookDecorator {
  return memberDecorator('a hook', ({ own, name }) => own.hooks.push({ kind, method: name }));
}
