import type { Target } from '../client/target';
import { inWordsOf } from '../codec/codec';
import { decodeField } from '../codec/field';
import { BUILT_KEYS } from '../entity/built-keys-part';
import { keyOfItem } from '../entity/key';
import { ValidationError } from '../errors/usage-errors';
import type { Path } from '../expressions/nodes';
import { readItems } from '../load/batch-read';
import { classOf } from '../load/item-class';
import type { ItemsRead } from '../load/items-read';
import { type Loaded, type LoadOptions, loadAll, loadPage } from '../load/load';
import { afterAll, undecodable, type Waits } from '../load/undecodable';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import type { PageOperation } from '../operations/read';
import { attributeOf, type Item } from '../wire/attribute-value';

/** What a query or scan is asked to give: records, records read from the table, or plain objects of some attributes. */
export type ResultMode =
  | { readonly kind: 'records' | 'fromTable' | 'projected' }
  | { readonly kind: 'select'; readonly properties: readonly string[] };

/** Whether a walk reads items, or only counts them. */
export type Purpose = 'items' | 'count';

/** What that means for the request, and for what is made of each item. */
export interface ResultPlan {
  readonly select: PageOperation['select'];
  /** The properties of plain objects; undefined for records. */
  readonly properties: readonly AttributeMetadata[] | undefined;
  /** Read the records by their keys, as the index does not hold them whole. */
  readonly fromTable: boolean;
  /** Whether each item must be looked at to know its class, as no filter can select it. */
  readonly looksAtItems?: boolean | undefined;
}

/** Throws ValidationError where the index does not hold what is asked for. */
export function planResults(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  mode: ResultMode,
  purpose: Purpose,
  telling: readonly string[] | undefined,
): ResultPlan {
  const looksAtItems = telling !== undefined;
  if (purpose === 'count') {
    const select = telling ? withKeys(metadata, index, [], telling) : 'count';
    return { select, properties: undefined, fromTable: false, looksAtItems };
  }
  const whole = !index || index.projection === 'ALL';
  switch (mode.kind) {
    case 'select': {
      const properties = selected(metadata, index, mode.properties);
      return { select: withKeys(metadata, index, properties, telling), properties, fromTable: false, looksAtItems };
    }
    case 'projected':
      return {
        select: undefined,
        properties: metadata.attributes.filter(({ property }) => whole || index.projected.has(property)),
        fromTable: false,
        looksAtItems,
      };
    case 'fromTable':
      if (whole) return { select: undefined, properties: undefined, fromTable: false };
      return index.type === 'local'
        ? { select: 'all', properties: undefined, fromTable: false }
        : { select: withKeys(metadata, index, []), properties: undefined, fromTable: true };
    case 'records':
      if (whole) return { select: undefined, properties: undefined, fromTable: false };
      throw ValidationError.misuse(
        `${labelOf(metadata, index)} holds only some attributes, so it cannot give records: use fromTable() to read them from the table, projected() or select() for plain objects`,
      );
  }
}

/** The attributes of `select(...)`. */
function selected(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  names: readonly string[],
): AttributeMetadata[] {
  const properties = names.map(property => attributeNamed(metadata, property));
  if (properties.length === 0) {
    throw ValidationError.misuse(`${metadata.className}: select() needs at least one attribute`);
  }
  const isHeld = ({ property }: AttributeMetadata) =>
    !index || index.projection === 'ALL' || index.projected.has(property);
  const missing = properties.find(property => !isHeld(property));
  if (!missing) return properties;
  throw ValidationError.misuse(
    `${labelOf(metadata, index)} does not hold "${missing.property}": add it to the projection, or use fromTable()`,
  );
}

function labelOf({ className }: EntityMetadata, index: IndexMetadata | undefined): string {
  return `${className}: index "${index?.name}"`;
}

/** A cursor after an item needs the item's keys, so they are read even where nobody asked for them. */
function withKeys(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  properties: readonly AttributeMetadata[],
  telling: readonly string[] = [],
): Path[] {
  // What an index holds only as a part of a key is read out of that key.
  const held = properties.filter(({ name }) => !index || index.projection === 'ALL' || index.holds.has(name));
  const attributes = [...held, ...metadata.keys, ...(index ? [...index.partitionKeys, ...index.sortKeys] : [])];
  return [...new Set([...attributes.map(({ name }) => name), ...telling])].map(name => [name]);
}

/** What was made of some items of a page. */
export interface Portion<R> {
  /** In the order of the items; undefined for an item that is gone, or is not a record of the class. */
  readonly results: readonly (R | undefined)[];
  /** Read capacity units that it took, besides those of the page. */
  readonly capacityUnits: number;
}

/** Records to read from the table at once: a page of an index may have the keys of ten thousand large items. */
const READ_AT_ONCE = 400;

/** How many items of a page are made results of at once; undefined: all. */
export function portionOf({ fromTable }: ResultPlan): number | undefined {
  return fromTable ? READ_AT_ONCE : undefined;
}

/** The results of items, as the plan wants them: the type says what the builder's caller asked for. */
export function resultsOf<R>(
  { properties, fromTable, looksAtItems }: ResultPlan,
  target: Target,
  page: ItemsRead,
  options: LoadOptions,
): Loaded<Portion<R>> {
  if (fromTable) return readFromTable(target, page.all, options) as Promise<Portion<R>>;
  const results = properties
    ? toPlain(target, properties, page.all, { ...options, looksAtItems })
    : loadPage(target, page, options);
  const portion = (made: readonly (object | undefined)[]) => ({ results: made as readonly R[], capacityUnits: 0 });
  return results instanceof Promise ? results.then(portion) : portion(results);
}

/** The records of what an index holds. Undefined for an item that was deleted since the index had it. */
async function readFromTable(target: Target, entries: readonly Item[], options: LoadOptions): Promise<Portion<object>> {
  const { metadata, tableName, client, signal, tracking } = target;
  const keys = entries.map(entry => ({ metadata, tableName, key: keyOfItem(metadata, entry) }));
  const { items, capacityUnits } = await readItems(client, keys, { signal, tracking, countCapacity: true });
  return { results: await loadAll(target, items, options), capacityUnits };
}

/** A plain object of each item, without missing attributes. Undefined for an item that cannot be read, or is of another class. */
function toPlain(
  { metadata, signal }: Target,
  properties: readonly AttributeMetadata[],
  items: readonly Item[],
  choices: LoadOptions & Pick<ResultPlan, 'looksAtItems'>,
): Loaded<(object | undefined)[]> {
  const waits: Waits = [];
  const plain = items.map(item => {
    if (choices.looksAtItems && !classOf(metadata, item, choices)) return undefined;
    try {
      return inWordsOf(metadata.className, () => plainObject(metadata, properties, item));
    } catch (error) {
      undecodable(metadata, item, error, choices, waits);
      return undefined;
    }
  });
  return afterAll(waits, plain, signal);
}

function plainObject(metadata: EntityMetadata, properties: readonly AttributeMetadata[], item: Item): object {
  const plain: Record<string, unknown> = {};
  let parts: Item | undefined;
  for (const attribute of properties) {
    let stored = attributeOf(item, attribute.name);
    if (!stored && metadata.built.length > 0) {
      parts ??= BUILT_KEYS.of(metadata)!.partsInKeys(metadata, item);
      stored = attributeOf(parts, attribute.name);
    }
    if (stored) plain[attribute.property] = decodeField(attribute, stored);
  }
  return plain;
}
