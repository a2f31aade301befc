import { types } from 'node:util';
import { describe } from '../codec/codec';
import { isPlainObject } from '../codec/kinds';
import { ValidationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';

/** Refuses a proxy around a record. It has no state, so it would count as new and lose attributes that the class does not declare. */
export function refuseProxy(record: object): void {
  if (!types.isProxy(record)) return;
  throw ValidationError.misuse(
    `${record.constructor.name}: a Proxy around a record has no state of its own: give the record itself`,
  );
}

/** The metadata of a record's class. `taker` names what got the record, for messages: "A batch". */
export function metadataOfRecord(taker: string, record: object): EntityMetadata {
  if (typeof record !== 'object' || record === null) {
    throw ValidationError.misuse(`${taker} takes records, or a class and a key: got neither`);
  }
  if (record instanceof Promise) {
    throw ValidationError.misuse(`${taker} takes records, and got a promise: await the read of the record first`);
  }
  refuseProxy(record);
  if (isPlainObject(record) || Array.isArray(record)) {
    throw ValidationError.misuse(
      `${taker} takes records, and got ${isPlainObject(record) ? 'a plain object' : describe(record)}: make records of values first, with build of their class, as in User.build({ ... })`,
    );
  }
  return metadataOf(record.constructor as EntityClass);
}
