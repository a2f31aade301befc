import { type Item, setAttribute } from '../../wire/attribute-value';
import type { Condition } from '../expressions/bound';
import { compileProjection } from '../expressions/compile';
import { meets } from '../expressions/evaluate';
import type { Placeholders } from '../expressions/placeholders';
import { type Projection, project, projectionOf } from '../expressions/projection';
import type { Range } from '../storage/ordered-map';
import type { StoredItem } from '../storage/stored-item';
import type { Source } from './source';

/** A page ends with the item that exceeds this size. */
export const MAX_PAGE_BYTES = 1024 * 1024;

/** One page of a Query or Scan. */
export interface Page {
  /** The items that passed the filter. */
  readonly items: readonly StoredItem[];
  readonly scanned: number;
  /** The size of everything that was read, before the filter. */
  readonly bytes: number;
  /** The sizes of the items that had to be read from the table, as the index does not hold them. */
  readonly lookedUp: readonly number[];
  readonly lastKey: Item | undefined;
}

/** How to read a page. */
export interface PageOptions {
  readonly range: Range;
  readonly filter: Condition | undefined;
  readonly limit: number | undefined;
  /** Default: 1 MB. */
  readonly maxBytes?: number;
  /** Whether to look up each item of an index in the table. */
  readonly lookUp: boolean;
}

/** Reads up to the limit or just over 1 MB: the item that exceeds it is still in the page. */
export function readPage(
  source: Source,
  { range, filter, limit = Number.POSITIVE_INFINITY, maxBytes = MAX_PAGE_BYTES, lookUp }: PageOptions,
): Page {
  const items: StoredItem[] = [];
  const lookedUp: number[] = [];
  let scanned = 0;
  let bytes = 0;
  let last: StoredItem | undefined;
  for (const [, stored] of source.entries.entries(range)) {
    const entry = source.index ? source.index.project(stored) : stored;
    const item = lookUp ? stored : entry;
    scanned++;
    bytes += entry.size;
    if (lookUp) lookedUp.push(stored.size);
    if (!filter || meets(item.attributes, filter)) items.push(item);
    if (scanned < limit && bytes <= maxBytes) continue;
    last = stored;
    break;
  }
  return { items, scanned, bytes, lookedUp, lastKey: last && startKeyOf(last, source) };
}

function startKeyOf({ attributes }: StoredItem, { position }: Source): Item {
  const key: Item = {};
  for (const { name } of position) {
    const value = attributes[name];
    if (value) setAttribute(key, name, value);
  }
  return key;
}

/** What a request returns of each item, by either kind of parameter. */
export interface ProjectionRequest {
  readonly ProjectionExpression?: string;
  readonly AttributesToGet?: readonly string[];
}

/** The projection of a request; undefined for whole items. Throws `ServiceError`. */
export function compileAsked(
  { ProjectionExpression, AttributesToGet }: ProjectionRequest,
  placeholders: Placeholders,
): Projection | undefined {
  if (ProjectionExpression !== undefined) return compileProjection(ProjectionExpression, placeholders);
  return AttributesToGet && projectionOf(AttributesToGet.map(name => [name]));
}

/** The projected item, or the whole item without a projection. */
export function projected({ attributes }: StoredItem, projection: Projection | undefined): Item {
  return projection ? project(attributes, projection) : attributes;
}
