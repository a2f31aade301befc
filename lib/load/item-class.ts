import { isCounterKey } from '../entity/key';
import type { UnknownChoice } from '../entity/options';
import { isReservation } from '../entity/reservation-key';
import { isHidden, type Visibility } from '../entity/visibility';
import { ValidationError } from '../errors/usage-errors';
import { parseKey } from '../keys/template';
import { isBuilt } from '../metadata/class-keys';
import type { Discriminator } from '../metadata/discriminator';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { classesByValue, knownValues } from '../metadata/family';
import { classesOf, keyTells } from '../metadata/table-classes';
import { attributeOf, type Item } from '../wire/attribute-value';
import { equalValues } from '../wire/equality';

/**
 * The class of an item that was read as one of `metadata`: its discriminator says it, else its key. Undefined: the item is no record of
 * the class, and counts as absent.
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
  if (discriminator?.value !== undefined && !keyTells(metadata)) return undefined;
  return hasKeyOf(metadata, item) ? metadata : undefined;
}

/** The same for a read that shows only records that are there. */
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
  // Whoever asked for one class among others does not ask for what is of another.
  if (!discriminator.isBase || onUnknown === 'skip' || knownValues(type).includes(value)) return undefined;
  if (onUnknown === 'base') return metadata;
  const known = knownValues(type).map(one => JSON.stringify(one));
  throw ValidationError.misuse(
    `${className}: an item is of a type that no class has as its @Discriminator; there are ${known.join(', ') || 'none'}: import its class, ` +
      "or choose `onUnknown: 'skip'` or 'base'",
  );
}

/** Whether the keys of an item are such as the class makes. */
export function hasKeyOf(metadata: EntityMetadata, item: Item): boolean {
  const { keys, shared, type } = metadata;
  if (!keys.some(isBuilt)) return !isOfTemplates(metadata, item);
  if (keyTells(metadata)) {
    return keys.every(key => {
      const stored = attributeOf(item, key.name);
      return !isBuilt(key) || (!!stored && (!('S' in stored) || stored.S.startsWith(key.template.lead)));
    });
  }
  const fit = fitOf(metadata, item);
  if (fit !== 'by key') return fit === 'by parts';
  return !classesOf(shared!).some(
    other => !(other.type.prototype instanceof type) && fitOf(other, item) === 'by parts',
  );
}

/**
 * How well an item fits a class where another class could have such a key: what stands beside the key must be what the key was made of.
 * Where it is not there, as in a table that holds keys alone, the key has to do.
 */
function fitOf({ keys }: EntityMetadata, item: Item): 'by parts' | 'by key' | undefined {
  const built = keys.filter(isBuilt);
  let fit: 'by parts' | 'by key' | undefined = built.length > 0 ? 'by parts' : undefined;
  for (const { name, template } of built) {
    const stored = attributeOf(item, name);
    const parts = stored && parseKey(template, stored);
    if (!parts) return undefined;
    for (const part of Object.keys(parts)) {
      const beside = attributeOf(item, part);
      if (!beside) fit = 'by key';
      else if (!agrees(parts[part]!, beside)) return undefined;
    }
  }
  return fit;
}

function agrees(part: Item[string], stored: Item[string]): boolean {
  if (equalValues(part, stored)) return true;
  return 'S' in part && 'S' in stored && part.S === stored.S.toLowerCase();
}

/** A class whose keys are properties takes what no class with templates does. */
function isOfTemplates({ shared }: EntityMetadata, item: Item): boolean {
  return !!shared && classesOf(shared).some(other => other.keys.some(isBuilt) && hasKeyOf(other, item));
}

/** Whether every item that is read as one of `metadata` is a record of that class, whatever it holds. */
export function isEachOne({ autoIncrement, discriminator, shared, members, parsesKeys }: EntityMetadata): boolean {
  return !autoIncrement && !discriminator && !shared && !members && !parsesKeys;
}
