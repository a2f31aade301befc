import { type AttributeValue, attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import { type ServiceError, validationError, wholeRequestError } from '../service-error';
import {
  isEmptyKey,
  type KeyAttribute,
  type KeySchema,
  keySize,
  MAX_PARTITION_KEY,
  MAX_SORT_KEY,
} from '../storage/key-schema';

const INVALID = 'One or more parameter values were invalid: ';

/** Checks the key of a request: exactly the key attributes, each of its type, not empty, not too long. */
export function checkKey(key: Item, schema: KeySchema): void {
  if (Object.keys(key).length !== schema.all.length) throw schemaMismatch();
  for (const attribute of schema.all) {
    const value = attributeOf(key, attribute.name);
    if (value === undefined || typeOf(value) !== attribute.type) throw schemaMismatch();
  }
  checkKeyValues(key, schema);
}

/** Checks the key attributes of an item that is to be put. */
export function checkItemKey(item: Item, schema: KeySchema): void {
  for (const attribute of schema.all) {
    const value = attributeOf(item, attribute.name);
    if (value === undefined) throw validationError(`${INVALID}Missing the key ${attribute.name} in the item`);
    if (typeOf(value) !== attribute.type) {
      throw validationError(
        `${INVALID}Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
      );
    }
  }
  checkKeyValues(item, schema);
}

/** The key that a request gave has not the attributes or types of the table's. */
export function schemaMismatch(): ServiceError {
  return validationError('The provided key element does not match the schema');
}

function checkKeyValues(key: Item, schema: KeySchema): void {
  for (const attribute of schema.all) checkNotEmpty(key[attribute.name] as AttributeValue, attribute);
  checkKeyLengths(key, schema);
}

/** Refuses partition keys over 2048 bytes and sort keys over 1024. */
export function checkKeyLengths(key: Item, schema: KeySchema): void {
  if (keySize(key, schema.partition) > MAX_PARTITION_KEY) {
    throw validationError(`${INVALID}Size of hashkey has exceeded the maximum size limit of${MAX_PARTITION_KEY} bytes`);
  }
  if (keySize(key, schema.sort) > MAX_SORT_KEY) {
    throw validationError(
      `${INVALID}Aggregated size of all range keys has exceeded the size limit of ${MAX_SORT_KEY} bytes`,
    );
  }
}

/** Refuses an empty string or binary value for a key. */
export function checkNotEmpty(value: AttributeValue, { name }: KeyAttribute): void {
  if (!isEmptyKey(value)) return;
  const type = 'S' in value ? 'string' : 'binary';
  throw wholeRequestError(
    'One or more parameter values are not valid. ' +
      `The AttributeValue for a key attribute cannot contain an empty ${type} value. Key: ${name}`,
  );
}
