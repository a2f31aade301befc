import { attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import { ServiceError, validationError } from '../service-error';
import type { KeyAttribute } from '../storage/key-schema';
import { normalizeValue } from '../validation/attribute-values';
import { schemaMismatch } from '../validation/keys';
import type { Source } from './source';

const INVALID = 'The provided starting key is invalid';

/** Checks the values of an `ExclusiveStartKey`, before it is known which keys there should be. */
export function normalizeStartKey(key: Item | undefined): void {
  if (!key) return;
  try {
    for (const value of Object.values(key)) normalizeValue(value);
  } catch (error) {
    if (error instanceof ServiceError && isAboutForm(error)) throw validationError(`${INVALID}: ${error.message}`);
    throw error;
  }
}

/** Of what is wrong with the values, only some is told to be about the starting key. */
function isAboutForm({ message }: ServiceError): boolean {
  return /^Supplied AttributeValue|must have the value of true|An string set|Binary sets/.test(message);
}

/** A start key must have exactly the attributes of the source's position, and its partition key of the right type. */
export function checkStartPartition(key: Item, source: Source): void {
  const hasPartition = source.keys.partition.every(({ name }) => attributeOf(key, name) !== undefined);
  if (!hasPartition || Object.keys(key).length !== source.position.length) throw validationError(INVALID);
  for (const attribute of source.keys.partition) if (!isOfType(key, attribute)) throw schemaMismatch();
}

/** The rest of a start key: the sort key of the source, and then what an index needs beside it. */
export function checkStartPosition(key: Item, { keys, position }: Source): void {
  for (const attribute of keys.sort) {
    if (attributeOf(key, attribute.name) === undefined) throw validationError(INVALID);
    if (!isOfType(key, attribute)) throw schemaMismatch();
  }
  if (position.every(attribute => isOfType(key, attribute))) return;
  throw validationError(`${INVALID}: The provided key element does not match the schema`);
}

function isOfType(key: Item, { name, type }: KeyAttribute): boolean {
  const value = attributeOf(key, name);
  return value !== undefined && typeOf(value) === type;
}
