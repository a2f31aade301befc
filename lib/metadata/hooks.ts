import { declarationsOf, type HookKind } from './declarations';
import type { EntityClass } from './entity-class';

const HOOK_KINDS: readonly HookKind[] = [
  'beforeSave',
  'afterSave',
  'beforeUpdate',
  'afterUpdate',
  'beforeDelete',
  'afterDelete',
  'afterLoad',
];

/** Method names in the order of declaration, parents first. An overridden method runs once, in the place of the parent's. */
export function hooksOf(type: EntityClass): Record<HookKind, readonly string[]> {
  const declared = declarationsOf(type).flatMap(({ hooks }) => hooks);
  const methods = (kind: HookKind) => [
    ...new Set(declared.filter(hook => hook.kind === kind).map(hook => hook.method)),
  ];
  return Object.fromEntries(HOOK_KINDS.map(kind => [kind, methods(kind)])) as unknown as Record<
    HookKind,
    readonly string[]
  >;
}
