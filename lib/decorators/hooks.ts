import { ConfigurationError } from '../errors/usage-errors';
import { declare, type HookKind } from '../metadata/declarations';

/** Runs before `save` and `create`, also in a batch or transaction; what it throws stops the write. May be async, as all hooks. */
export const BeforeSave = (): MethodDecorator => hook('beforeSave');

/** Runs after a `save` or `create` that succeeded. */
export const AfterSave = (): MethodDecorator => hook('afterSave');

/** Runs before `update` of a record (not `updateByKey`, which has no record); what it throws stops the write. */
export const BeforeUpdate = (): MethodDecorator => hook('beforeUpdate');

/** Runs after an `update` that succeeded, when the record holds the new values. */
export const AfterUpdate = (): MethodDecorator => hook('afterUpdate');

/** Runs before `delete` of a record (not `deleteByKey`); what it throws stops the write. */
export const BeforeDelete = (): MethodDecorator => hook('beforeDelete');

/** Runs after a `delete` that succeeded. */
export const AfterDelete = (): MethodDecorator => hook('afterDelete');

/** Runs when a record was read: by get, reload, query, scan, batchGet, executeStatement, or in a transaction. */
export const AfterLoad = (): MethodDecorator => hook('afterLoad');

function hook(kind: HookKind): MethodDecorator {
  return (target, method) => {
    if (typeof method !== 'string' || typeof target === 'function') {
      throw new ConfigurationError(`${String(method)} cannot be a hook: only instance methods with a name can`);
    }
    declare(target.constructor).hooks.push({ kind, method });
  };
}
