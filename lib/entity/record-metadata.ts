import { types } from 'node:util';
import { describe, withArticle } from '../codec/codec';
import { isPlainObject } from '../codec/kinds';
import { ValidationError } from '../errors/usage-errors';
import { declarationsOf } from '../metadata/declarations';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { ownDiscriminator } from '../metadata/family';

/** Refuses a proxy around a record. It has no state, so it would count as new and lose attributes that the class does not declare. */
function refuseProxy(record: object): void {
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

/**
 * The class of a record: this one, or a subclass with a discriminator. A record of another class, or of a subclass that declares more and has
 * no discriminator, would lose the properties that this class does not know.
 */
export function metadataOfOwn(metadata: EntityMetadata, record: object): EntityMetadata {
  const { type, className, discriminator } = metadata;
  refuseProxy(record);
  if (record instanceof type) {
    if (record.constructor === type) return metadata;
    if (discriminator && ownDiscriminator(record.constructor as EntityClass))
      return metadataOf(record.constructor as EntityClass);
    if (declarationsOf(record.constructor).length === declarationsOf(type).length) return metadata;
  }
  throw ValidationError.misuse(
    `Expected ${withArticle(className)}, as build() makes it, got ${isPlainObject(record) ? 'a plain object' : describe(record)}: ${remedyFor(record)}`,
  );
}

function remedyFor(record: unknown): string {
  if (record instanceof Promise) return 'await it first';
  return typeof record !== 'object' || record === null || isPlainObject(record) || Array.isArray(record)
    ? 'make a record of the values with build({ ... })'
    : 'use the repository of its own class';
}
