import { ValidationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';

/** The metadata of a record's class. `taker` is what was given the record, for messages: "A batch". */
export function metadataOfRecord(taker: string, record: object): EntityMetadata {
  if (typeof record !== 'object' || record === null) {
    throw ValidationError.misuse(`${taker} takes records, or a class and a key: got neither`);
  }
  if (record instanceof Promise) {
    throw ValidationError.misuse(`${taker} takes records, and got a promise: await the read of the record first`);
  }
  return metadataOf(record.constructor as EntityClass);
}
