import { inWordsOf } from '../codec/codec';
import { decodeField } from '../codec/field';
import { runHooks } from '../entity/hooks';
import { keyOfItem } from '../entity/key';
import { hydrate } from '../entity/record-state';
import { ValidationError } from '../errors/usage-errors';
import type { Path } from '../expressions/nodes';
import { readItems } from '../load/batch-read';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import type { PageOperation } from '../operations/read';
import { attributeOf, type Item } from '../wire/attribute-value';
import type { ReadingContext } from './context';
import type { Portion } from './walk';

/** What a query or scan is asked to give: records, records read again from the table, or plain objects of some attributes. */
export type ResultMode =
  | { readonly kind: 'records' | 'fetch' | 'partial' }
  | { readonly kind: 'select'; readonly properties: readonly string[] };

/** What that means for the request, and for what is made of each item. */
export interface ResultPlan {
  readonly select: PageOperation['select'];
  /** The properties of plain objects; undefined for records. */
  readonly properties: readonly AttributeMetadata[] | undefined;
  /** Read the records by their keys, as the index does not hold them whole. */
  readonly fetch: boolean;
}

/** Throws ValidationError where the index does not hold what is asked for. */
export function planResults(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  mode: ResultMode,
  what: 'items' | 'count',
): ResultPlan {
  if (what === 'count') return { select: 'count', properties: undefined, fetch: false };
  const whole = !index || index.projection === 'ALL';
  const label = `${metadata.className}: index "${index?.name}"`;
  switch (mode.kind) {
    case 'select': {
      const properties = mode.properties.map(property => attributeNamed(metadata, property));
      if (properties.length === 0)
        throw new ValidationError(`${metadata.className}: select() needs at least one attribute`);
      const missing = whole ? undefined : properties.find(({ property }) => !index.projected.has(property));
      if (missing)
        throw new ValidationError(
          `${label} does not hold "${missing.property}": add it to the projection, or use fetch()`,
        );
      return { select: withKeys(metadata, index, properties), properties, fetch: false };
    }
    case 'partial':
      return {
        select: undefined,
        properties: metadata.attributes.filter(({ property }) => whole || index.projected.has(property)),
        fetch: false,
      };
    case 'fetch':
      if (whole) return { select: undefined, properties: undefined, fetch: false };
      return index.type === 'local'
        ? { select: 'all', properties: undefined, fetch: false }
        : { select: withKeys(metadata, index, []), properties: undefined, fetch: true };
    case 'records':
      if (whole) return { select: undefined, properties: undefined, fetch: false };
      throw new ValidationError(
        `${label} holds only some attributes, so it cannot give records: use fetch() to read them from the table, partial() or select() for plain objects`,
      );
  }
}

/** A cursor after an item needs the item's keys, so they are read even where nobody asked for them. */
function withKeys(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  properties: readonly AttributeMetadata[],
): Path[] {
  const attributes = [...properties, ...metadata.keys, ...(index ? [...index.partitionKeys, ...index.sortKeys] : [])];
  return [...new Set(attributes.map(({ name }) => name))].map(name => [name]);
}

/** How items become results, and of how many at once that should be done. */
export interface ResultMaker<R> {
  readonly portion: number | undefined;
  make(items: readonly Item[]): Promise<Portion<R>>;
}

/** Records to fetch at once: a page of an index may have the keys of ten thousand large items. */
const FETCHED_AT_ONCE = 400;

export function resultsOf<R>(context: ReadingContext, { properties, fetch }: ResultPlan): ResultMaker<R> {
  const make = properties
    ? plainResults(context, properties)
    : fetch
      ? fetchedResults(context)
      : recordResults(context);
  return { portion: fetch ? FETCHED_AT_ONCE : undefined, make: make as ResultMaker<R>['make'] };
}

function plainResults({ metadata }: ReadingContext, properties: readonly AttributeMetadata[]) {
  return async (items: readonly Item[]): Promise<Portion<object>> => ({
    results: toPlain(metadata.className, properties, items),
    capacityUnits: 0,
  });
}

function recordResults({ metadata, skipHooks }: ReadingContext) {
  return async (items: readonly Item[]): Promise<Portion<object>> => ({
    results: await toRecords(metadata, items, { skipHooks }),
    capacityUnits: 0,
  });
}

/** Of items that were deleted since the index had them, nothing is left. */
function fetchedResults({ metadata, target, skipHooks }: ReadingContext) {
  return async (entries: readonly Item[]): Promise<Portion<object>> => {
    const { client, tableName, signal } = target();
    const keys = entries.map(entry => ({ metadata, tableName, key: keyOfItem(metadata, entry) }));
    const { items, capacityUnits } = await readItems(client, keys, { signal, countCapacity: true });
    const found = items.filter(item => item !== undefined);
    const records = (await toRecords(metadata, found, { skipHooks })).values();
    return { results: items.map(item => item && records.next().value), capacityUnits };
  };
}

/** A record of each item. */
export async function toRecords<T extends object>(
  metadata: EntityMetadata,
  items: readonly Item[],
  options: { skipHooks?: boolean | undefined },
): Promise<T[]> {
  const records = items.map(item => hydrate<T>(metadata, item));
  for (const record of records) {
    const hooks = runHooks(metadata, 'afterLoad', record, options);
    if (hooks) await hooks;
  }
  return records;
}

/** A plain object of each item: what is not stored is not there. */
function toPlain(className: string, properties: readonly AttributeMetadata[], items: readonly Item[]): object[] {
  return inWordsOf(className, () =>
    items.map(item => {
      const plain: Record<string, unknown> = {};
      for (const attribute of properties) {
        const stored = attributeOf(item, attribute.name);
        if (stored) plain[attribute.property] = decodeField(attribute, stored);
      }
      return plain;
    }),
  );
}
