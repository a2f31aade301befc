import { isCounterKey } from '../entity/key';
import type { UnknownChoice } from '../entity/options';
import { isReservation } from '../entity/reservation-key';
import { isHidden, type Visibility } from '../entity/visibility';
import { ValidationError } from '../errors/usage-errors';
import { Part } from '../metadata/brought';
import type { Discriminator } from '../metadata/discriminator';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { classesByValue, knownValues } from '../metadata/family';
import { attributeOf, type Item } from '../wire/attribute-value';
import type { sharedItems } from './shared-items';

export const SHARED_ITEMS = /* @__PURE__ */ new Part<typeof sharedItems>('items');

/**
 * The class of an item that was read as one of `metadata`, by its discriminator or else by its key. Undefined if the item is not a record of
 * the class, so that it counts as absent.
 */
export function classOf(
  metadata: EntityMetadata,
  item: Item,
  { onUnknown, onUnknownItem }: UnknownChoice = {},
): EntityMetadata | undefined {
  if (isReservation(metadata, item)) return undefined;
  if (metadata.members) {
    const member = metadata.members.classOf(item, onUnknown);
    if (!member) onUnknownItem?.();
    return member;
  }
  if (metadata.autoIncrement && isCounterKey(metadata, item)) return undefined;
  const { discriminator } = metadata;
  if (!discriminator && !metadata.shared) return metadata;
  const value = discriminator && attributeOf(item, discriminator.name);
  if (value && 'S' in value) return classNamed(metadata, discriminator!, value.S, onUnknown);
  const shared = SHARED_ITEMS.of(metadata);
  const isOfIt = shared ? shared.isOfClass(metadata, item) : discriminator!.value === undefined;
  return isOfIt ? metadata : undefined;
}

/** The same for a read that leaves out absent records. */
export function visibleClassOf(
  metadata: EntityMetadata,
  item: Item,
  choices: UnknownChoice & Visibility,
): EntityMetadata | undefined {
  const type = classOf(metadata, item, choices);
  return type && isHidden(type, item, choices) ? undefined : type;
}

function classNamed(
  metadata: EntityMetadata,
  discriminator: Discriminator,
  value: string,
  onUnknown = discriminator.onUnknown,
): EntityMetadata | undefined {
  const { type, className } = metadata;
  const named = classesByValue(type).get(value);
  if (named) return named === type ? metadata : metadataOf(named);
  // A read of one class skips items of other classes.
  if (!discriminator.isBase || onUnknown === 'skip' || knownValues(type).includes(value)) return undefined;
  if (onUnknown === 'base') return metadata;
  const known = knownValues(type).map(one => JSON.stringify(one));
  throw ValidationError.misuse(
    `${className}: an item is of a type that no class has as its @Discriminator; there are ${known.join(', ') || 'none'}: import its class, ` +
      "or choose `onUnknown: 'skip'` or 'base'",
  );
}
