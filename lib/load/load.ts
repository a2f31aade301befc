import { orAborted } from '../client/abort';
import { type Home, homeOf, type Target } from '../client/target';
import { type HookChoice, runHooks } from '../entity/hooks';
import type { UnknownChoice } from '../entity/options';
import { hydrate, rehydrate } from '../entity/record-state';
import type { Visibility } from '../entity/visibility';
import type { Flat } from '../errors/known-options';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { then } from '../validation/maybe';
import type { Item } from '../wire/attribute-value';
import { classOf, visibleClassOf } from './item-class';
import type { ItemsRead } from './items-read';
import { afterAll, type DecodeChoice, undecodable, type Waits } from './undecodable';

/**
 * The one way in: everything that is read becomes a record here. Synchronous, unless the class has a hook to wait for, so a page of a class
 * without hooks makes no promise per item.
 */
export type Loaded<R> = R | Promise<R>;

/** How items become records. */
export type LoadOptions = Flat<HookChoice & DecodeChoice & UnknownChoice & Visibility>;

/** The class that items were read as, and where they were read. A record remembers it. */
export type Source = Pick<Target, 'metadata' | 'client' | 'tableName' | 'isNamed' | 'signal'>;

/** What a read by key found: an item, or the record that was made from its text. Neither if there is none. */
export interface Found {
  readonly item?: Item | undefined;
  readonly record?: object | undefined;
}

/** The same, read as one of a class. */
export interface ItemRead extends Found {
  readonly source: Source;
}

type Records<T extends object = object> = (T | undefined)[];

/** The record of an item; undefined if the item is not a record of the class. */
export function load<T extends object>(source: Source, item: Item, options: LoadOptions): Loaded<T | undefined> {
  const waits: Waits = [];
  const record = make<T>(source, item, homeOf(source), options, waits);
  if (!record) return afterAll(waits, undefined, source.signal);
  const hooks = afterLoad(source, record, options);
  return hooks ? hooks.then(() => record) : record;
}

/** The records of items of one class, in their order; undefined for an item that is missing or not a record of the class. */
export function loadAll<T extends object>(
  source: Source,
  items: readonly (Item | undefined)[],
  options: LoadOptions,
): Loaded<Records<T>> {
  const home = homeOf(source);
  const waits: Waits = [];
  const records = items.map(item => item && make<T>(source, item, home, options, waits));
  const ready = () => readied(records, record => afterLoad(source, record, options));
  return then(afterAll(waits, undefined, source.signal), ready);
}

/** The records of a page, in the order of its items. They may have been made from its text already. */
export function loadPage<T extends object>(source: Source, page: ItemsRead, options: LoadOptions): Loaded<Records<T>> {
  const records = page.records as Records<T> | undefined;
  return records ? readied(records, record => afterLoad(source, record, options)) : loadAll(source, page.all, options);
}

/**
 * The records of items of several classes, in their order. An item that is read twice as one class gives one record. `made` gets the records
 * before their hooks run.
 */
export function loadEach(
  reads: readonly ItemRead[],
  options: LoadOptions,
  made?: (records: Records) => void,
): Loaded<Records> {
  const known = new Map<EntityMetadata, Map<Item, object | undefined>>();
  const waits: Waits = [];
  const records = reads.map(({ source, item, record }) => {
    if (!item) return record;
    const ofClass = known.get(source.metadata) ?? new Map<Item, object | undefined>();
    known.set(source.metadata, ofClass);
    if (!ofClass.has(item)) ofClass.set(item, make(source, item, homeOf(source), options, waits));
    return ofClass.get(item);
  });
  made?.(records);
  const ready = new Set<object>();
  const readyOnce = (record: object, i: number) => {
    if (ready.has(record)) return undefined;
    ready.add(record);
    return afterLoad(reads[i]!.source, record, options);
  };
  return then(afterAll(waits, undefined, reads[0]?.source.signal), () => readied(records, readyOnce));
}

/** Gives an existing record the values of an item: all of them or, if the item cannot be read, none. */
export function loadInto(source: Source, record: object, item: Item, options: LoadOptions): Promise<void> | undefined {
  try {
    rehydrate(source.metadata, record, item, homeOf(source));
  } catch (error) {
    undecodable(source.metadata, item, error, {}, []);
  }
  return afterLoad(source, record, options);
}

/** The record of an item in an error or a stream: made synchronously, without hooks, and without a table to write to. */
export function loadImage<T extends object>(metadata: EntityMetadata, item: Item): T {
  return hydrate<T>(classOf(metadata, item, { onUnknown: 'base' }) ?? metadata, item);
}

/** Runs the hooks of a record from {@link loadImage}, so that it is like any other record. */
export function readyImage(metadata: EntityMetadata, image: object): Promise<void> | undefined {
  return afterLoad({ metadata }, image, {});
}

function make<T extends object>(
  source: Source,
  item: Item,
  home: Home,
  options: LoadOptions,
  waits: Waits,
): T | undefined {
  const type = visibleClassOf(source.metadata, item, options);
  if (!type) return undefined;
  try {
    return hydrate<T>(type, item, home);
  } catch (error) {
    undecodable(type, item, error, options, waits);
    return undefined;
  }
}

function afterLoad(
  { metadata, signal }: Pick<Source, 'metadata' | 'signal'>,
  record: object,
  options: LoadOptions,
): Promise<void> | undefined {
  const isSubtype = record.constructor !== metadata.type;
  const own = isSubtype ? metadataOf(record.constructor as EntityClass) : metadata;
  const hooks = runHooks(own, 'afterLoad', record, options);
  return hooks && signal ? orAborted(hooks, signal) : hooks;
}

/** The records once each of them is ready, one after the other. */
function readied<T extends object>(
  records: Records<T>,
  ready: (record: T, i: number) => Promise<void> | undefined,
): Loaded<Records<T>> {
  let i = 0;
  const nextHooks = () => {
    while (i < records.length) {
      const at = i++;
      const record = records[at];
      const hooks = record && ready(record, at);
      if (hooks) return hooks;
    }
    return undefined;
  };
  const first = nextHooks();
  return first ? awaitEach(first, nextHooks).then(() => records) : records;
}

async function awaitEach(first: Promise<void>, next: () => Promise<void> | undefined): Promise<void> {
  for (let hooks: Promise<void> | undefined = first; hooks; hooks = next()) await hooks;
}
