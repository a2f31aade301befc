import type { ActionNode, ConditionNode, Path } from '../../expressions/nodes';
import { type AttributeValue, attributeOf, type Item } from '../../wire/attribute-value';
import { equalValues } from '../../wire/equality';

/** One change of an item, at the deepest path that is safe to write. */
export interface DeepChange {
  readonly action: ActionNode;
  /** The path has the value that was loaded. */
  readonly unchanged: ConditionNode;
}

/**
 * The changes from one item to another. A changed member of a map, and elements appended to a list, are written on their own. Any other
 * change of a list writes the whole list, as its indexes may meanwhile point to other elements.
 */
export function deepChanges(before: Item, after: Item, names: Iterable<string>): DeepChange[] {
  const changes: DeepChange[] = [];
  for (const name of names) compare([name], attributeOf(before, name), attributeOf(after, name), changes);
  return changes;
}

function compare(
  path: Path,
  before: AttributeValue | undefined,
  after: AttributeValue | undefined,
  changes: DeepChange[],
): void {
  if (before && after) {
    if (equalValues(before, after)) return;
    if ('M' in before && 'M' in after) {
      compareMembers(path, before.M, after.M, changes);
      return;
    }
  }
  if (before || after) changes.push({ action: actionOf(path, before, after), unchanged: asBefore(path, before) });
}

function compareMembers(path: Path, before: Item, after: Item, changes: DeepChange[]): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare([...path, name], attributeOf(before, name), attributeOf(after, name), changes);
  }
}

function actionOf(path: Path, before: AttributeValue | undefined, after: AttributeValue | undefined): ActionNode {
  if (!after) return { kind: 'remove', path };
  const appended = before && appendedTo(before, after);
  if (!appended) return { kind: 'set', path, value: { kind: 'value', value: after } };
  const value = {
    kind: 'listAppend',
    left: { kind: 'path', path },
    right: { kind: 'value', value: appended },
  } as const;
  return { kind: 'set', path, value };
}

function appendedTo(before: AttributeValue, after: AttributeValue): AttributeValue | undefined {
  if (!('L' in before && 'L' in after) || before.L.length === 0 || after.L.length <= before.L.length) return undefined;
  const isPrefix = before.L.every((element, i) => equalValues(element, after.L[i]!));
  return isPrefix ? { L: after.L.slice(before.L.length) } : undefined;
}

function asBefore(path: Path, before: AttributeValue | undefined): ConditionNode {
  if (!before) return { kind: 'exists', path, exists: false };
  return { kind: 'comparison', comparator: '=', left: { kind: 'path', path }, right: { kind: 'value', value: before } };
}
