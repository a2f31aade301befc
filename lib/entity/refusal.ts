import type { DynactError } from '../errors/dynact-error';
import { ConditionalCheckFailedError, ConflictError, ItemNotFoundError, OverwriteError } from '../errors/write-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { differences, type Expectation, expectedValues, isMet } from './expectation';
import { keyNames, keyValues } from './key';
import { hydrate } from './record-state';

/** What a refused write was: enough of a plan to tell why. */
export interface RefusedPlan {
  readonly key: Item;
  readonly expectation: Expectation | undefined;
  readonly mustExist: boolean;
}

/** Why DynamoDB refused a write, told by the item that it answered with. */
export function refusal(
  metadata: EntityMetadata,
  plan: RefusedPlan,
  item: Item | undefined,
  cause: unknown,
): DynactError {
  const { className } = metadata;
  const key = keyValues(metadata, plan.key);
  if (plan.mustExist && !item) return notFound(metadata, plan.key, cause);
  const stored = item && hydrate<Record<string, unknown>>(metadata, item);
  if (!plan.expectation || isMet(plan.expectation, item)) {
    return new ConditionalCheckFailedError(
      `${className}: the condition was false, so nothing was written; the error's \`stored\` is the item as it is`,
      { key, stored },
      { cause },
    );
  }
  const expected = expectedValues(metadata, plan.expectation);
  const diff = differences(metadata, plan.expectation, item);
  if (plan.expectation.kind === 'absent') {
    return new OverwriteError(
      `${className}: an item with this key { ${keyNames(metadata)} } exists already, and was not overwritten`,
      { key, stored, expected, diff },
      { cause },
    );
  }
  return new ConflictError(
    `${className}: the item was ${item ? `changed (${Object.keys(diff).join(', ')})` : 'deleted'} since the record was read, ` +
      'so nothing was written: reload() the record and try again',
    { key, stored, expected, diff },
    { cause },
  );
}

export function notFound(metadata: EntityMetadata, key: Item, cause?: unknown): ItemNotFoundError {
  return new ItemNotFoundError(
    `${metadata.className}: no item has this key { ${keyNames(metadata)} }`,
    { key: keyValues(metadata, key) },
    { cause },
  );
}
