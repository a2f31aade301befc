import type { Home } from '../client/target';
import type { ReadItem } from '../codec/text/answer';
import { hydrateFromText } from '../entity/record-state';
import { isBuilt } from '../metadata/class-keys';
import { COUNTER_KEY, type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { classesByValue } from '../metadata/family';
import { SHARED_ITEMS } from './item-class';

/** Records in the order of their items; undefined where an answer says that there is none. */
export type MadeRecords = (object | undefined)[];

/** Makes records of items in a text, and adds them to a list. */
type MakeReader = (home: Home, records: MadeRecords) => ReadItem;

/** Thrown if an item must be parsed to know its class: then the whole answer is parsed. */
export class NotTold extends Error {}

/**
 * Makes records from the text of items that were read as one of a class, whose request asked for no others. The class of each item is known by
 * its text, with the same result as that of {@link classOf}. Undefined if it takes the whole item to know its class.
 */
export function readerOf(metadata: EntityMetadata): MakeReader | undefined {
  const { discriminator, shared, members, parsesKeys, record } = metadata;
  if (members || parsesKeys || !record.readsText || hasHiddenKeys(metadata)) return undefined;
  if (discriminator) {
    if (classesByValue(metadata.type).size === 0) return undefined;
    return (home, records) => byDiscriminator(metadata, home, records);
  }
  if (!shared) return (home, records) => alone(metadata, home, records);
  if (!SHARED_ITEMS.of(metadata)!.keyTells(metadata)) return undefined;
  return (home, records) => byKey(metadata, home, records);
}

/** The request leaves out what has expired or was deleted; it cannot by an attribute that is a key, so such items are looked at. */
function hasHiddenKeys({ lifecycle: { expiresAt, deletedAt }, keys, indexes }: EntityMetadata): boolean {
  if (!expiresAt && !deletedAt) return false;
  const all = [keys, ...[...indexes.values()].flatMap(index => [index.partitionKeys, index.sortKeys])].flat();
  return all.some(key => key === expiresAt || key === deletedAt);
}

/** Every item is of the class, but for the counter of an auto-increment key. */
function alone(metadata: EntityMetadata, home: Home, records: MadeRecords): ReadItem {
  const read = hydrateFromText(metadata, home, records);
  if (!metadata.autoIncrement) return read;
  const { property } = metadata.partitionKey;
  return (source, at) => {
    const end = read(source, at);
    if (end >= 0 && Number((records.at(-1) as Record<string, unknown>)[property]) === COUNTER_KEY) throw new NotTold();
    return end;
  };
}

/** By the first attribute of its name in the text: that it is the item's own, and no member of a map before it, is seen once the item is read. */
function byDiscriminator(metadata: EntityMetadata, home: Home, records: MadeRecords): ReadItem {
  const { name } = metadata.discriminator!;
  const opening = `${JSON.stringify(name)}:{"S":"`;
  const readers = new Map<EntityMetadata, ReadItem>();
  const readerFor = (own: EntityMetadata) => {
    if (!readers.has(own) && own.record.readsText) readers.set(own, hydrateFromText(own, home, records));
    return readers.get(own);
  };
  return (source, at) => {
    const { text } = source;
    const found = text.indexOf(opening, at);
    if (found < 0) return -1;
    const start = found + opening.length;
    const behind = text.indexOf('"', start);
    if (behind < 0) return -1;
    const value = text.slice(start, behind);
    // JSON writes a backslash with an escape, so one here may be another text than that of a class.
    const own = value.includes('\\') ? undefined : classNamed(metadata, value);
    const read = own && readerFor(own);
    if (!read) throw new NotTold();
    const end = read(source, at);
    if (end >= 0 && own.record.toldBy(name) !== value) throw new NotTold();
    return end;
  };
}

/** The class of a discriminator's value, if its items can be read as those of the class that was asked for. */
function classNamed(metadata: EntityMetadata, value: string): EntityMetadata | undefined {
  const type = classesByValue(metadata.type).get(value);
  if (!type || type === metadata.type) return type && metadata;
  const own = metadataOf(type);
  const { lifecycle, discriminator, parsesKeys } = own;
  const { expiresAt, deletedAt } = metadata.lifecycle;
  // The request leaves out what the class that was asked for hides.
  const hidesMore = lifecycle.expiresAt?.name !== expiresAt?.name || lifecycle.deletedAt?.name !== deletedAt?.name;
  const isOther = parsesKeys || discriminator?.name !== metadata.discriminator!.name || own.autoIncrement;
  return hidesMore || isOther ? undefined : own;
}

/** By what its keys begin with. */
function byKey(metadata: EntityMetadata, home: Home, records: MadeRecords): ReadItem {
  const read = hydrateFromText(metadata, home, records);
  const built = metadata.keys.filter(isBuilt);
  const isTold = () =>
    built.every(({ name, template }) => {
      const stored = metadata.record.toldBy(name);
      return stored !== undefined && !stored.includes('\\') && stored.startsWith(template.lead);
    });
  return (source, at) => {
    const end = read(source, at);
    if (end >= 0 && !isTold()) throw new NotTold();
    return end;
  };
}
