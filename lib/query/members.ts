import { ConfigurationError, ValidationError } from '../errors/usage-errors';
import { hasKeyOf } from '../load/shared-items';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, type Members, metadataOf } from '../metadata/entity-metadata';
import { classesByValue } from '../metadata/family';
import type { SharedTable, UnknownItems } from '../metadata/shared-table';
import { keysMeet } from '../metadata/table-classes';
import { attributeOf, type Item } from '../wire/attribute-value';

/** A class of a collection, under the name that its records are grouped by. */
export interface Member {
  readonly name: string;
  readonly metadata: EntityMetadata;
}

/** Names in the answer of `grouped()` that are not groups. */
const RESERVED: ReadonlySet<string> = new Set(['complete', 'cursor', 'unknown']);

/** Throws ConfigurationError where the classes do not fit each other. */
export function membersOf(table: SharedTable, classes: Readonly<Record<string, EntityClass>>): readonly Member[] {
  const members = Object.entries(classes).map(([name, type]) => ({ name, metadata: metadataOf(type) }));
  if (members.length === 0)
    throw new ConfigurationError('A collection needs classes: collection(app, { users: User })');
  for (const [i, { name, metadata }] of members.entries()) {
    const { className, shared } = metadata;
    if (RESERVED.has(name)) throw new ConfigurationError(`A collection cannot have a class under the name "${name}"`);
    if (shared !== table)
      throw new ConfigurationError(`${className} is not of the table of the collection: give it @Table(app)`);
    for (const other of members.slice(0, i)) refuseTwins(metadata, other.metadata);
  }
  return members;
}

/** Of two classes that one key could fit, each needs a name in its items. */
function refuseTwins(a: EntityMetadata, b: EntityMetadata): void {
  if (a === b) throw new ConfigurationError(`A collection has ${a.className} twice`);
  const named = (metadata: EntityMetadata) => metadata.discriminator && classesByValue(metadata.type).size > 0;
  if ((named(a) && named(b)) || !keysMeet(a, b)) return;
  throw new ConfigurationError(
    `One key could be of ${b.className} and of ${a.className}: give the table a \`discriminator\` and both classes @Discriminator, or their templates other literals`,
  );
}

/** Which of the classes an item is of: its discriminator says it, else its key. */
export function recogniser(table: SharedTable, members: readonly Member[]): Members {
  const { discriminator } = table;
  const byValue = new Map<string, EntityMetadata>();
  return {
    names: members.map(({ name }) => name),
    classes: members.map(({ metadata }) => metadata),
    classOf(item, onUnknown) {
      const value = discriminator === undefined ? undefined : attributeOf(item, discriminator);
      const found = value && 'S' in value ? named(members, byValue, value.S) : ofKey(members, item);
      if (!found && onUnknown === 'error') throw unknownItem(members);
      return found;
    },
  };
}

function named(
  members: readonly Member[],
  known: Map<string, EntityMetadata>,
  value: string,
): EntityMetadata | undefined {
  const before = known.get(value);
  if (before) return before;
  for (const { metadata } of members) {
    const type = classesByValue(metadata.type).get(value);
    if (!type) continue;
    const found = metadataOf(type);
    known.set(value, found);
    return found;
  }
  return undefined;
}

function ofKey(members: readonly Member[], item: Item): EntityMetadata | undefined {
  return members.find(({ metadata }) => hasKeyOf(metadata, item))?.metadata;
}

function unknownItem(members: readonly Member[]): ValidationError {
  const names = members.map(({ metadata }) => metadata.className).join(', ');
  return ValidationError.misuse(
    `The collection of ${names} met an item of none of these classes: add its class, or leave \`onUnknown\` at 'skip', which counts it`,
  );
}

/** What a collection does with items of none of its classes, unless it is asked otherwise. */
export type CollectionUnknown = Exclude<UnknownItems, 'base'>;

/** The attributes that all classes have alike: conditions can be on these. */
export function commonAttributes(members: readonly Member[]): readonly AttributeMetadata[] {
  const [first, ...others] = members.map(({ metadata }) => metadata);
  return first!.attributes.filter(attribute =>
    others.every(({ byProperty }) => {
      const other = byProperty.get(attribute.property);
      return other?.name === attribute.name && other.codec.storedType === attribute.codec.storedType;
    }),
  );
}
