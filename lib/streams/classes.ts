import { tableNameOf } from '../client/target';
import { isCounterKey } from '../entity/key';
import { isReservation } from '../entity/reservation-key';
import { ConfigurationError } from '../errors/usage-errors';
import { parseKey } from '../keys/template';
import { classOf } from '../load/item-class';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { isBuilt } from '../metadata/class-keys';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { type AttributeValue, attributeOf, typeOf } from '../wire/attribute-value';
import type { ItemChange } from './record';

/** The class of the changed item; `'hidden'` for dynact's own items; undefined if no class fits. */
export function classOfChange(
  change: ItemChange,
  classes: readonly EntityClass[],
): EntityMetadata | 'hidden' | undefined {
  const fitting = classes.map(metadataOf).filter(metadata => fits(metadata, change));
  const item = change.after ?? change.before ?? change.keys;
  if (fitting.some(metadata => isCounterKey(metadata, change.keys) || isReservation(metadata, item))) return 'hidden';
  const found = new Set(fitting.map(metadata => classIn(metadata, change)).filter(type => type !== undefined));
  const [first] = found;
  if (found.size < 2) return first;
  const names = [...found].map(({ className }) => className).join(' or ');
  throw new ConfigurationError(
    `A change in the table "${tableNameOf(first!)}" could be of ${names}: give them a @Discriminator, or handle one of them`,
  );
}

/** The class itself, or the subclass that the image names. Keys alone do not name a subclass. */
function classIn(metadata: EntityMetadata, { after, before }: ItemChange): EntityMetadata | undefined {
  const image = after ?? before;
  return image ? classOf(metadata, image, { onUnknown: 'skip' }) : metadata;
}

/** Whether the item is in the class's table, if the record names its table, and has the class's key. */
function fits(metadata: EntityMetadata, change: ItemChange): boolean {
  const { keys } = metadata;
  if (change.tableName !== undefined && change.tableName !== tableNameOf(metadata)) return false;
  if (Object.keys(change.keys).length !== keys.length) return false;
  return keys.every(key => {
    const value = attributeOf(change.keys, key.name);
    return value !== undefined && takes(key, value);
  });
}

/** Whether a key attribute could have this value: by its template, or by its type. */
function takes(key: AttributeMetadata, value: AttributeValue): boolean {
  if (isBuilt(key)) return parseKey(key.template, value) !== undefined;
  return key.codec.storedType === undefined || key.codec.storedType === typeOf(value);
}
