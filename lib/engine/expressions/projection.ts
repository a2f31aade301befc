import { type AttributeValue, attributeOf, type Item, setAttribute } from '../../wire/attribute-value';
import type { DocumentPath } from './document-path';

/** What a projection takes at one path: everything, or paths further down. */
type Taken = 'all' | Map<string | number, Taken>;

/** Paths to take from items, merged once and applied to any number of them. */
export interface Projection {
  readonly paths: readonly DocumentPath[];
  readonly taken: ReadonlyMap<string | number, Taken>;
}

/** The projection of paths, none of which contains another. */
export function projectionOf(paths: readonly DocumentPath[]): Projection {
  const root = new Map<string | number, Taken>();
  for (const path of paths) {
    let level = root;
    path.forEach((step, at) => {
      if (at === path.length - 1) {
        level.set(step, 'all');
        return;
      }
      const next = level.get(step);
      const below = next instanceof Map ? next : new Map<string | number, Taken>();
      level.set(step, below);
      level = below;
    });
  }
  return { paths, taken: root };
}

/** The parts of an item that a projection takes. Elements of a list keep their order, without gaps. */
export function project(item: Item, projection: Projection): Item {
  return takeFromMap(item, projection.taken);
}

function takeFromMap(map: Item, taken: ReadonlyMap<string | number, Taken>): Item {
  const result: Item = {};
  for (const [step, part] of taken) {
    const value = typeof step === 'string' ? take(attributeOf(map, step), part) : undefined;
    if (value) setAttribute(result, step as string, value);
  }
  return result;
}

function takeFromList(list: readonly AttributeValue[], taken: ReadonlyMap<string | number, Taken>): AttributeValue[] {
  return [...taken]
    .filter(([step]) => typeof step === 'number')
    .sort(([one], [two]) => (one as number) - (two as number))
    .map(([step, part]) => take(list[step as number], part))
    .filter(value => value !== undefined);
}

/** Undefined if nothing of the value is taken: no empty map or list is made. */
function take(value: AttributeValue | undefined, taken: Taken): AttributeValue | undefined {
  if (value === undefined || taken === 'all') return value;
  if ('M' in value) {
    const M = takeFromMap(value.M, taken);
    return Object.keys(M).length > 0 ? { M } : undefined;
  }
  if (!('L' in value)) return undefined;
  const L = takeFromList(value.L, taken);
  return L.length > 0 ? { L } : undefined;
}
