import { instanceToPlain, plainToInstance } from 'class-transformer';
import { isBytes } from '../codec/kinds';
import { revived } from '../codec/nested';
import { ValidationError } from '../errors/usage-errors';
import type { Values } from '../metadata/entity-class';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { attributeNamed } from './plan';

/** A new record in memory. A value that is undefined counts as not given: the default stands. */
export function build<T extends object>(metadata: EntityMetadata, values: Values<T>): T {
  if (typeof values !== 'object' || values === null) {
    throw new ValidationError(`${metadata.className}: build takes an object with the values of attributes`);
  }
  const record = new metadata.type() as Record<string, unknown>;
  for (const [property, value] of Object.entries(values)) {
    attributeNamed(metadata, property);
    if (value !== undefined) record[property] = value;
  }
  for (const { property, makeDefault } of metadata.attributes) {
    if (makeDefault && record[property] === undefined) record[property] = makeDefault();
  }
  return record as T;
}

/** A plain object through class-transformer, which would turn bytes into objects of numbers: they are put back as they are. */
export function toObject(metadata: EntityMetadata, record: object): Record<string, unknown> {
  const plain = instanceToPlain(record);
  for (const { property } of metadata.attributes) {
    const value = (record as Record<string, unknown>)[property];
    if (isBytes(value) && Object.hasOwn(plain, property)) plain[property] = value;
  }
  return plain;
}

/** A new record from a plain object, also one that went through JSON: dates, sets, bytes and nested classes come back as such. */
export function fromObject<T extends object>(metadata: EntityMetadata, data: object): T {
  const record = plainToInstance(metadata.type, data) as T;
  return revived(record, metadata.record, record);
}
