import { type AttributeValue, attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import { equalValues } from '../../wire/equality';
import { validationError, wholeRequestError } from '../service-error';
import { isEmptyKey, type KeyAttribute } from '../storage/key-schema';
import type { SecondaryIndex } from '../storage/secondary-index';
import { checkKeyLengths } from './keys';

/**
 * Checks what an item would bring into the indexes. An update is only asked for the keys that it changes, and has its own
 * words for empty ones.
 */
export function checkIndexKeys(item: Item, indexes: Iterable<SecondaryIndex>, before?: Item): void {
  for (const index of indexes) {
    const { keys } = index.definition;
    const changed = keys.all.filter(attribute => isChanged(item, attribute, before));
    for (const attribute of changed) {
      checkKey(attributeOf(item, attribute.name) as AttributeValue, attribute, index, before !== undefined);
    }
    if (changed.length > 0 && index.hasKeyOf(item)) checkKeyLengths(item, keys);
  }
}

function isChanged(item: Item, { name }: KeyAttribute, before: Item | undefined): boolean {
  const value = attributeOf(item, name);
  const old = before && attributeOf(before, name);
  return value !== undefined && !(old && equalValues(old, value));
}

function checkKey(value: AttributeValue, { name, type }: KeyAttribute, index: SecondaryIndex, isUpdate: boolean): void {
  const indexName = index.definition.name;
  if (typeOf(value) !== type) {
    throw validationError(
      'One or more parameter values were invalid: ' +
        `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
    );
  }
  if (!isEmptyKey(value)) return;
  const reason = `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`;
  throw wholeRequestError(
    isUpdate
      ? 'One or more parameter values are not valid. The update expression attempted to update a secondary index key ' +
          `to a value that is not supported. ${reason}`
      : 'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
          `${reason} IndexName: ${indexName}, IndexKey: ${name}`,
  );
}
