import { type AttributeValue, attributeOf, type Item, setAttribute } from '../../wire/attribute-value';
import { validationError } from '../protocol/service-error';
import { combine, evaluate } from './assigned-value';
import type { Action, Update } from './bound';
import { type DocumentPath, valueAt } from './document-path';

/** What an update does at one path of the item: an action there, or actions further down. */
interface Place {
  action?: Action;
  readonly below: Map<string | number, Place>;
}

/**
 * The item after an update; the given item stays as it is. Every operand is read from the old item, whatever the other actions do.
 */
export function applyUpdate(item: Item, update: Update): Item {
  const root: Place = { below: new Map() };
  for (const action of update) checkReachable(item, action.path);
  for (const action of update) placeAt(root, action.path).action = action;
  return changedMap(item, item, root.below);
}

/** Only the last step of a path may not exist yet. */
function checkReachable(item: Item, path: DocumentPath): void {
  const parent = valueAt(item, path.slice(0, -1));
  const type = typeof path.at(-1) === 'number' ? 'L' : 'M';
  if (parent && type in parent) return;
  throw validationError('The document path provided in the update expression is invalid for update');
}

function placeAt(root: Place, path: DocumentPath): Place {
  let place = root;
  for (const step of path) {
    let next = place.below.get(step);
    if (!next) {
      next = { below: new Map() };
      place.below.set(step, next);
    }
    place = next;
  }
  return place;
}

/** The value that replaces `old`; undefined if nothing is left. */
function changed(item: Item, old: AttributeValue | undefined, place: Place): AttributeValue | undefined {
  if (place.action) return outcome(item, old, place.action);
  if (old && 'L' in old) return { L: changedList(item, old.L, place.below) };
  return { M: changedMap(item, (old as { M: Item }).M, place.below) };
}

function outcome(item: Item, old: AttributeValue | undefined, action: Action): AttributeValue | undefined {
  if (action.section === 'REMOVE') return undefined;
  if (action.section === 'SET') return evaluate(item, action.value);
  return combine(action.section, old, action.value);
}

function changedMap(item: Item, old: Item, places: Place['below']): Item {
  const result = { ...old };
  for (const [step, place] of places) {
    const name = step as string;
    const value = changed(item, attributeOf(old, name), place);
    if (value) setAttribute(result, name, value);
    else delete result[name];
  }
  return result;
}

/** Indexes are those of the old list; an element set beyond its end is appended, in the order of the indexes. */
function changedList(item: Item, old: readonly AttributeValue[], places: Place['below']): AttributeValue[] {
  const result: (AttributeValue | undefined)[] = [...old];
  const byIndex = [...places].sort(([one], [two]) => (one as number) - (two as number));
  for (const [step, place] of byIndex) {
    const index = step as number;
    const value = changed(item, old[index], place);
    if (index < old.length) result[index] = value;
    else result.push(value);
  }
  return result.filter(element => element !== undefined);
}
