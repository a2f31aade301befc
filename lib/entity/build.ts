import { describe, inWordsOf } from '../codec/codec';
import { fromPlain } from '../codec/from-plain';
import { isPlainObject } from '../codec/kinds';
import { toPlain } from '../codec/to-plain';
import { ValidationError } from '../errors/usage-errors';
import type { Values } from '../metadata/entity-class';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';
import { missingValues } from './missing-values';
import { noteGenerated } from './own-key';
import type { JsonObject, PlainObject } from './plain-types';

/** A new record in memory. A value that is undefined counts as not given, so the default applies. */
export function build<T extends object>(metadata: EntityMetadata, values: Values<T>): T {
  checkValues(metadata, values);
  const record = new metadata.type() as Record<string, unknown>;
  const given: Record<string, unknown> = isPlainObject(values) ? values : { ...(values as object) };
  const { discriminator } = metadata;
  const isClean = metadata.record.take(given, record) === Object.keys(given).length && !discriminator?.property;
  if (!isClean) {
    for (const property of Object.keys(given)) {
      // A copy of a record, `{ ...record }`, has its associations and undecorated fields too. Where they are undefined, nothing is lost.
      const isLost = given[property] !== undefined || metadata.byProperty.has(property);
      if (isLost) refuseUnsettable(metadata, property);
    }
  }
  const missing = missingValues(metadata, record);
  Object.assign(record, missing);
  noteGenerated(metadata, record, missing);
  if (discriminator?.value !== undefined && discriminator.property)
    record[discriminator.property] = discriminator.value;
  return record as T;
}

/** Throws ValidationError for a property that is not declared, or that the class itself sets. */
export function refuseUnsettable(metadata: EntityMetadata, property: string): void {
  const { className, discriminator } = metadata;
  if (attributeNamed(metadata, property).computed)
    throw ValidationError.misuse(`${className}.${property} is computed by the class: leave it out`);
  if (discriminator?.property === property)
    throw ValidationError.misuse(
      `${className}.${property} names the class of the record, and is set by it: leave it out`,
    );
}

/** A plain object of a record: `hidden`, `expose` and class-transformer's decorators apply. */
export function toObject<T extends object>({ className }: EntityMetadata, record: T): PlainObject<T> {
  return inWordsOf(className, () => toPlain(record, 'object')) as PlainObject<T>;
}

/** The object that `JSON.stringify` turns into text. */
export function toJSON<T extends object>({ className }: EntityMetadata, record: T): JsonObject<T> {
  return inWordsOf(className, () => toPlain(record, 'json')) as JsonObject<T>;
}

/**
 * A new record from a plain object, also one from JSON: dates, sets, bytes, bigints and nested classes are restored. Only properties that the
 * class declares are taken.
 */
export function fromObject<T extends object>(metadata: EntityMetadata, data: object): T {
  checkValues(metadata, data);
  const record = inWordsOf(metadata.className, () =>
    fromPlain(metadata.type, metadata.record, data as Record<string, unknown>),
  );
  Object.assign(record, missingValues(metadata, record as Record<string, unknown>));
  return record as T;
}

export function checkValues({ className }: EntityMetadata, values: unknown): void {
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return;
  throw ValidationError.misuse(
    `${className}: expected an object with the values of attributes, got ${describe(values)}`,
  );
}
