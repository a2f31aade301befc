import { type AttributeValue, attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import { equalValues } from '../../wire/equality';
import { validationError, wholeRequestError } from '../service-error';
import type { KeyAttribute } from '../storage/key-schema';
import type { SecondaryIndex } from '../storage/secondary-index';
import { checkKeyLengths } from './keys';

/**
 * Checks what an item would bring into the indexes. An update is only asked for the keys that it changes, and has its own
 * words for empty ones.
 */
export function checkIndexKeys(item: Item, indexes: Iterable<SecondaryIndex>, before?: Item): void {
  for (const index of indexes) {
    for (const attribute of index.definition.keys.all) {
      const value = attributeOf(item, attribute.name);
      if (value && !isUnchanged(value, attribute, before)) checkKey(value, attribute, index, before !== undefined);
    }
    if (index.holds(item)) checkKeyLengths(item, index.definition.keys);
  }
}

function isUnchanged(value: AttributeValue, { name }: KeyAttribute, before: Item | undefined): boolean {
  const old = before && attributeOf(before, name);
  return old !== undefined && equalValues(old, value);
}

function checkKey(value: AttributeValue, { name, type }: KeyAttribute, index: SecondaryIndex, isUpdate: boolean): void {
  const indexName = index.definition.name;
  if (typeOf(value) !== type) {
    throw validationError(
      'One or more parameter values were invalid: ' +
        `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
    );
  }
  const isEmpty = ('S' in value && value.S === '') || ('B' in value && value.B.length === 0);
  if (!isEmpty) return;
  const reason = `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`;
  throw wholeRequestError(
    isUpdate
      ? 'One or more parameter values are not valid. The update expression attempted to update a secondary index key ' +
          `to a value that is not supported. ${reason}`
      : 'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
          `${reason} IndexName: ${indexName}, IndexKey: ${name}`,
  );
}
