import { type AttributeValue, attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import { type ServiceError, validationError, wholeRequestError } from '../protocol/service-error';
import { isEmptyKey, type KeyAttribute, type KeySchema, keySize, MAX_PARTITION_KEY, MAX_SORT_KEY } from './key-schema';

const INVALID = 'One or more parameter values were invalid: ';

/** Checks the key of a request: exactly the key attributes, each of its type, not empty, not too long. */
export function checkKey(key: Item, schema: KeySchema): void {
  if (Object.keys(key).length !== schema.all.length) throw schemaMismatch();
  checkAttributes(key, schema, (value, { type }) => {
    if (value === undefined || typeOf(value) !== type) throw schemaMismatch();
  });
}

/** Checks the key attributes of an item before it is put. */
export function checkItemKey(item: Item, schema: KeySchema): void {
  checkAttributes(item, schema, (value, { name, type }) => {
    if (value === undefined) throw validationError(`${INVALID}Missing the key ${name} in the item`);
    if (typeOf(value) === type) return;
    throw validationError(`${INVALID}Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
  });
}

/** The error for a key without the attributes or types of the table's key. */
export function schemaMismatch(): ServiceError {
  return validationError('The provided key element does not match the schema');
}

/** Errors of the partition key come before those of the sort key. */
function checkAttributes(
  item: Item,
  schema: KeySchema,
  checkType: (value: AttributeValue | undefined, attribute: KeyAttribute) => void,
): void {
  const checkSide = (attributes: readonly KeyAttribute[]) => {
    for (const attribute of attributes) {
      const value = attributeOf(item, attribute.name);
      checkType(value, attribute);
      checkNotEmpty(value as AttributeValue, attribute);
    }
  };
  checkSide(schema.partition);
  checkPartitionLength(item, schema);
  checkSide(schema.sort);
  checkSortLength(item, schema);
}

/** Refuses partition keys over 2048 bytes and sort keys over 1024. */
export function checkKeyLengths(key: Item, schema: KeySchema): void {
  checkPartitionLength(key, schema);
  checkSortLength(key, schema);
}

function checkPartitionLength(key: Item, { partition }: KeySchema): void {
  if (keySize(key, partition) <= MAX_PARTITION_KEY) return;
  throw validationError(`${INVALID}Size of hashkey has exceeded the maximum size limit of${MAX_PARTITION_KEY} bytes`);
}

function checkSortLength(key: Item, { sort }: KeySchema): void {
  if (keySize(key, sort) <= MAX_SORT_KEY) return;
  throw validationError(
    `${INVALID}Aggregated size of all range keys has exceeded the size limit of ${MAX_SORT_KEY} bytes`,
  );
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
