import { type AttributeValue, attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import { ServiceError, validationError } from '../protocol/service-error';
import { isEmptyKey, type KeyAttribute } from '../storage/key-schema';
import { schemaMismatch } from '../storage/keys';
import { normalizeValue } from '../values/attribute-values';
import type { Source } from './source';

const INVALID = 'The provided starting key is invalid';

/** Checks the values of an `ExclusiveStartKey`, before the keys of the source are known. */
export function normalizeStartKey(key: Item | undefined): void {
  if (!key) return;
  try {
    for (const value of Object.values(key)) normalizeValue(value);
  } catch (error) {
    // Only some value errors mention the starting key.
    const isAboutForm = error instanceof ServiceError && (error.kind === 'form' || error.kind === 'untyped');
    throw isAboutForm ? validationError(`${INVALID}: ${error.message}`) : error;
  }
}

/** A start key must have as many attributes as the position in the source needs. */
export function checkStartSize(key: Item, { position }: Source): void {
  if (Object.keys(key).length !== position.length) throw validationError(INVALID);
}

/** One of the source's own keys in a start key. */
export function checkStartKey(key: Item, attribute: KeyAttribute): void {
  if (attributeOf(key, attribute.name) === undefined) throw validationError(INVALID);
  if (!isOfType(key, attribute)) throw schemaMismatch();
}

/** All attributes of a position: in an index, also the keys of the table. */
export function checkStartPosition(key: Item, source: Source): void {
  const { position } = source;
  if (position.length !== Object.keys(key).length || !position.every(attribute => isOfType(key, attribute))) {
    throw validationError(`${INVALID}: The provided key element does not match the schema`);
  }
  const empty = position.find(({ name }) => isEmptyKey(key[name] as AttributeValue));
  if (empty) throw emptyKey(empty, source);
}

/** The message is that of DynamoDB Local; none of the service is known. */
function emptyKey({ name, type }: KeyAttribute, { table, index, keys }: Source): ServiceError {
  const isAmong = (attributes: readonly KeyAttribute[]) => attributes.some(attribute => attribute.name === name);
  const isPartition = isAmong(table.keys.partition) || isAmong(keys.partition);
  const kind = type === 'S' ? 'string' : 'binary';
  const reason = `The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;
  return validationError(
    `${isPartition ? 'The query can return at most one row and cannot be restarted. ' : ''}${INVALID}: ` +
      'One or more parameter values are not valid. ' +
      (isAmong(table.keys.all)
        ? `${reason} Key: ${name}`
        : 'A value specified for a secondary index key is not supported. ' +
          `${reason} IndexName: ${index?.definition.name}, IndexKey: ${name}`),
  );
}

function isOfType(key: Item, { name, type }: KeyAttribute): boolean {
  const value = attributeOf(key, name);
  return value !== undefined && typeOf(value) === type;
}
