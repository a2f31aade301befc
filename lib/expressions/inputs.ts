import { describe } from '../codec/codec';
import { ValidationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { Condition } from './condition';
import { actionNode } from './internals';
import type { ActionNode, ConditionNode } from './nodes';
import { refuseForeign } from './owners';
import type { ConditionInput, References, UpdateAction } from './reference-types';
import { referencesOf } from './references';
import { watchUnused } from './unused';

/** The condition that the caller gave, as a node; undefined for none. */
export function conditionNode<T>(
  metadata: EntityMetadata,
  input: ConditionInput<T> | undefined,
): ConditionNode | undefined {
  if (input === undefined) return undefined;
  const { result, left } =
    typeof input === 'function' ? watchUnused(() => input(referencesOf<T>(metadata))) : { result: input, left: 0 };
  const isNone = result === null || result === false;
  if (!isNone && !(result instanceof Condition)) {
    throw ValidationError.misuse(
      `${metadata.className}: a condition must be made from the attributes and returned, such as a => a.${metadata.partitionKey.property}.exists(); ` +
        `got ${describe(result)} (false stands for none)`,
    );
  }
  if (left > 0) {
    throw ValidationError.misuse(
      `${metadata.className}: the callback made ${left} of its conditions for nothing, as it neither combined nor returned them: ` +
        'combine conditions with .and() and .or(), as && and || keep one of them only',
    );
  }
  if (isNone) return undefined;
  refuseForeign(metadata, 'condition', result.owners);
  return result.node;
}

/** The actions that the caller's function gave. */
export function actionNodes<T>(
  metadata: EntityMetadata,
  input: (attributes: References<T>) => UpdateAction | readonly UpdateAction[],
): ActionNode[] {
  const { result, left } = watchUnused(() => input(referencesOf<T>(metadata)));
  const actions = Array.isArray(result) ? (result as readonly UpdateAction[]) : [result as UpdateAction];
  const nodes = actions.map(action => {
    const node = actionNode(metadata, action);
    if (node) return node;
    throw ValidationError.misuse(
      `${metadata.className}: an update takes actions such as a.count.add(1) or a.name.set('x'), and got something else`,
    );
  });
  if (left === 0) return nodes;
  throw ValidationError.misuse(
    `${metadata.className}: the callback made ${left} actions or conditions for nothing, as it did not return them: ` +
      'return all actions in an array, such as a => [a.count.add(1), a.name.remove()]; a condition is an option of its own',
  );
}
