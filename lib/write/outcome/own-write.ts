import type { ActionNode, Path } from '../../expressions/nodes';
import { type AttributeValue, attributeOf, type Item } from '../../wire/attribute-value';
import { toBase64 } from '../../wire/binary';
import { canonicalNumber } from '../../wire/decimal';
import { equalItems, equalOrAbsent } from '../../wire/equality';
import { isMet, versionOf } from '../expectation';
import type { WritePlan } from '../plan/write-plan';

/**
 * Whether the item that refused a write may be the result of the write itself: an earlier attempt was applied, its answer was lost, and the
 * SDK sent the write again.
 */
export function mayBeOwn(plan: WritePlan, item: Item | undefined): boolean {
  const { operation } = plan;
  if (operation.kind === 'check') return false;
  // The item was deleted, and may have been created again since.
  if (operation.kind === 'delete') return !item || (plan.expectation !== undefined && !isMet(plan.expectation, item));
  const wasLoaded = plan.expectation?.kind === 'as loaded';
  // It was deleted since, so it may have been written before.
  if (!item) return wasLoaded;
  const ahead = versionsAhead(plan, item);
  if (ahead !== undefined && ahead !== 0) return ahead > 0;
  // Without a version it is not known whether others wrote instead of this write, or after it.
  if (wasLoaded && ahead === undefined) return true;
  if (operation.kind === 'put') return equalItems(operation.item.values, item);
  return operation.actions.every(action => mayHaveActed(action, item));
}

/** Whether the item that a write returned as the one before it may be the result of the write itself, sent before and applied. */
export function isOldUnknown({ operation }: WritePlan, old: Item | undefined): boolean {
  if (!operation.returnOld) return false;
  if (operation.kind === 'delete') return !old;
  return operation.kind === 'put' && old !== undefined && equalItems(operation.item.values, old);
}

/** Whether the item certainly is the result of the write: it has the write's token, or a key that was generated for the record. */
export function isOwn({ metadata, operation, token, ownKey }: WritePlan, item: Item | undefined): boolean {
  if (!item) return false;
  if (token !== undefined) return equalOrAbsent({ S: token }, attributeOf(item, metadata.writeToken!));
  return ownKey && operation.kind === 'put' && equalItems(operation.item.values, item);
}

/**
 * The stored version minus the version that the write makes. Below 0, the write was not applied. Above 0, others wrote after it, or instead
 * of it.
 */
function versionsAhead({ metadata, expectation }: WritePlan, item: Item): number | undefined {
  const loaded =
    metadata.version && expectation?.kind === 'as loaded' && expectation.attributes.get(metadata.version.name);
  return loaded && 'N' in loaded ? versionOf(metadata, item) - (Number(loaded.N) + 1) : undefined;
}

/** Whether the item may be the result of an action. That a number was added to cannot be seen. */
function mayHaveActed(action: ActionNode, item: Item): boolean {
  const stored = valueAt(item, action.path);
  switch (action.kind) {
    case 'set':
      return action.value.kind === 'value' ? equalOrAbsent(action.value.value, stored) : stored !== undefined;
    case 'remove':
      return typeof action.path.at(-1) === 'number' || stored === undefined;
    case 'add':
      return stored !== undefined && ('N' in action.value || holdsAll(stored, action.value));
    case 'delete':
      return !stored || !holdsAny(stored, action.value);
  }
}

function valueAt(item: Item, path: Path): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>((value, part) => value && memberOf(value, part), { M: item });
}

function memberOf(value: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === 'number') return 'L' in value ? value.L[part] : undefined;
  return 'M' in value ? attributeOf(value.M, part) : undefined;
}

function holdsAll(stored: AttributeValue, elements: AttributeValue): boolean {
  const held = new Set(textsOf(stored));
  return textsOf(elements).every(element => held.has(element));
}

function holdsAny(stored: AttributeValue, elements: AttributeValue): boolean {
  const held = new Set(textsOf(stored));
  return textsOf(elements).some(element => held.has(element));
}

/** The elements of a set, in a form that can be compared. */
function textsOf(set: AttributeValue): string[] {
  if ('SS' in set) return set.SS;
  if ('NS' in set) return set.NS.map(canonicalNumber);
  return 'BS' in set ? set.BS.map(toBase64) : [];
}
