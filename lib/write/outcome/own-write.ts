import type { ActionNode, Path } from '../../expressions/nodes';
import { type AttributeValue, attributeOf, type Item } from '../../wire/attribute-value';
import { toBase64 } from '../../wire/binary';
import { canonicalNumber } from '../../wire/decimal';
import { equalItems, equalOrAbsent } from '../../wire/equality';
import { isMet, versionOf } from '../expectation';
import type { WritePlan } from '../plan/write-plan';

/**
 * Whether the item in the way of a write may be what the write itself made: of an attempt whose answer was lost, and which the SDK sent
 * again.
 */
export function mayBeOwn(plan: WritePlan, item: Item | undefined): boolean {
  const { operation } = plan;
  if (operation.kind === 'check') return false;
  // What was deleted may have been created again by now.
  if (operation.kind === 'delete') return !item || (plan.expectation !== undefined && !isMet(plan.expectation, item));
  const wasLoaded = plan.expectation?.kind === 'as loaded';
  // Somebody deleted it since: it may have been written before.
  if (!item) return wasLoaded;
  const ahead = versionsAhead(plan, item);
  if (ahead !== undefined && ahead !== 0) return ahead > 0;
  // Without a version nothing tells whether others wrote instead of this write, or over it.
  if (wasLoaded && ahead === undefined) return true;
  if (operation.kind === 'put') return equalItems(operation.item, item);
  return operation.actions.every(action => mayHaveActed(action, item));
}

/** Whether it is for sure: by the token of the write, or by a key that nobody else can have. */
export function isOwn({ metadata, operation, token, ownKey }: WritePlan, item: Item | undefined): boolean {
  if (!item) return false;
  if (token !== undefined) return equalOrAbsent({ S: token }, attributeOf(item, metadata.writeToken!));
  return ownKey && operation.kind === 'put' && equalItems(operation.item, item);
}

/**
 * How far the stored version is past the one that the write of a loaded record makes. Behind it, the write was not applied; past it, others
 * wrote too, over what may have been applied.
 */
function versionsAhead({ metadata, expectation }: WritePlan, item: Item): number | undefined {
  const loaded =
    metadata.version && expectation?.kind === 'as loaded' && expectation.attributes.get(metadata.version.name);
  return loaded && 'N' in loaded ? versionOf(metadata, item) - (Number(loaded.N) + 1) : undefined;
}

/** Whether an item can be as it is after an action. What was added to a number cannot be seen. */
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

/** The elements of a set, in a form that compares. */
function textsOf(set: AttributeValue): string[] {
  if ('SS' in set) return set.SS;
  if ('NS' in set) return set.NS.map(canonicalNumber);
  return 'BS' in set ? set.BS.map(toBase64) : [];
}
