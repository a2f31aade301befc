import type { EntityMetadata } from '../metadata/entity-metadata';
import type { ActionNode } from './nodes';
import { type Owners, refuseForeign } from './owners';
import type { UpdateAction } from './reference-types';

/**
 * Where the parts of an expression keep what they mean: a symbol, so that no name of an attribute can collide with it. The types
 * that callers see do not have it, so that editors do not offer it.
 */
export const internals = Symbol('dynact.reference');

interface Internal {
  readonly [internals]?: { readonly action?: ActionNode; readonly owners?: Owners };
}

export function actionOf(action: ActionNode): UpdateAction {
  return { [internals]: { action } } as object as UpdateAction;
}

/** The node of an action; undefined for other values. @throws ValidationError the action is of another class */
export function actionNode(metadata: EntityMetadata, action: UpdateAction): ActionNode | undefined {
  const made = (action as Internal | undefined)?.[internals];
  refuseForeign(metadata, 'update', made?.owners);
  return made?.action;
}
