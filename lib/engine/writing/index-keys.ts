import { type AttributeType, type AttributeValue, attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import { equalValues } from '../../wire/equality';
import type { Action } from '../expressions/bound';
import { invalid, type ServiceError, validationError, wholeRequestError } from '../protocol/service-error';
import { isEmptyKey, type KeyAttribute } from '../storage/key-schema';
import { checkKeyLengths } from '../storage/keys';
import type { SecondaryIndex } from '../storage/secondary-index';

const NOT_VALID = 'One or more parameter values are not valid. ';
const UPDATE = 'The update expression attempted to update ';

/** Checks the index keys of an item that is put. */
export function checkIndexKeys(item: Item, indexes: Iterable<SecondaryIndex>): void {
  for (const index of indexes) {
    const { name, keys } = index.definition;
    for (const attribute of keys.all) {
      const value = attributeOf(item, attribute.name);
      if (!value) continue;
      if (typeOf(value) !== attribute.type) throw typeMismatch(index, attribute, typeOf(value));
      if (!isEmptyKey(value)) continue;
      throw wholeRequestError(
        `${NOT_VALID}A value specified for a secondary index key is not supported. ${reasonOf(attribute)} ` +
          `IndexName: ${name}, IndexKey: ${attribute.name}`,
      );
    }
    if (index.hasKeyOf(item)) checkKeyLengths(item, keys);
  }
}

/** Checks the types that an update gives to index keys, as far as they are known from the update. */
export function checkTypesForIndexes(update: readonly Action[], indexes: Iterable<SecondaryIndex>): void {
  for (const index of indexes) {
    for (const attribute of index.definition.keys.all) {
      const action = update.find(({ path }) => path.length === 1 && path[0] === attribute.name);
      const type = action && typeGivenBy(action);
      if (type && type !== attribute.type) throw typeMismatch(index, attribute, type);
    }
  }
}

/** Checks the changed index keys of an updated item. */
export function checkUpdatedIndexKeys(item: Item, indexes: Iterable<SecondaryIndex>, before: Item): void {
  for (const index of indexes) {
    const changed = index.definition.keys.all.filter(attribute => isChanged(item, attribute, before));
    for (const attribute of changed) {
      const value = attributeOf(item, attribute.name) as AttributeValue;
      if (typeOf(value) !== attribute.type) {
        throw validationError(`${UPDATE}the secondary index key to unsupported type`);
      }
      if (!isEmptyKey(value)) continue;
      throw wholeRequestError(
        `${NOT_VALID}${UPDATE}a secondary index key to a value that is not supported. ${reasonOf(attribute)}`,
      );
    }
    if (changed.length > 0 && index.hasKeyOf(item) && !index.holds(item)) {
      throw validationError(`${UPDATE}the secondary index key beyond allowed size limits`);
    }
  }
}

function typeGivenBy(action: Action): AttributeType | undefined {
  if (action.section === 'ADD') return typeOf(action.value);
  if (action.section !== 'SET') return undefined;
  const { value } = action;
  if (value.kind === 'value') return typeOf(value.value);
  if (value.kind === 'arithmetic') return 'N';
  return value.kind === 'listAppend' ? 'L' : undefined;
}

function isChanged(item: Item, { name }: KeyAttribute, before: Item): boolean {
  const value = attributeOf(item, name);
  const old = attributeOf(before, name);
  return value !== undefined && !(old && equalValues(old, value));
}

function typeMismatch(
  { definition }: SecondaryIndex,
  { name, type }: KeyAttribute,
  actual: AttributeType,
): ServiceError {
  return invalid(
    `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${definition.name}`,
  );
}

function reasonOf({ type }: KeyAttribute): string {
  return `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`;
}
