import { isCounterKey } from '../entity/key';
import { ConfigurationError } from '../errors/usage-errors';
import { parseKey } from '../keys/template';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { isBuilt } from '../metadata/class-keys';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { type AttributeValue, attributeOf, typeOf } from '../wire/attribute-value';
import type { ItemChange } from './record';

/** The class whose item changed; `'hidden'` for an item that dynact keeps for itself; undefined where no class fits. */
export function classOfChange(
  change: ItemChange,
  classes: readonly EntityClass[],
): EntityMetadata | 'hidden' | undefined {
  const fitting = classes.map(metadataOf).filter(metadata => fits(metadata, change));
  if (fitting.some(metadata => isCounterKey(metadata, change.keys))) return 'hidden';
  if (fitting.length < 2) return fitting[0];
  throw new ConfigurationError(
    `A change in the table "${fitting[0]!.tableName}" could be of ${fitting.map(({ className }) => className).join(' or ')}: handle one of them`,
  );
}

/** Of the class's table, where the record says its table, and with the class's key. */
function fits({ tableName, keys }: EntityMetadata, change: ItemChange): boolean {
  if (change.tableName !== undefined && change.tableName !== tableName) return false;
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
