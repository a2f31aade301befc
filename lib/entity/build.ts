import { instanceToPlain, plainToInstance } from 'class-transformer';
import { describe, withArticle } from '../codec/codec';
import { MAX_DEPTH } from '../codec/collections';
import { isBytes, isSet } from '../codec/kinds';
import { revived } from '../codec/nested';
import { ValidationError } from '../errors/usage-errors';
import { declarationsOf } from '../metadata/declarations';
import { isComputed, type Values } from '../metadata/entity-class';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';
import { assign } from '../wire/attribute-value';
import { missingValues } from './missing-values';

/** A new record in memory. A value that is undefined counts as not given: the default stands. */
export function build<T extends object>(metadata: EntityMetadata, values: Values<T>): T {
  checkValues(metadata, values);
  const record = new metadata.type() as Record<string, unknown>;
  for (const property of Object.keys(values)) {
    const { computed } = attributeNamed(metadata, property);
    if (computed) throw new ValidationError(`${metadata.className}.${property} is computed by the class: leave it out`);
    const value = (values as Record<string, unknown>)[property];
    if (value !== undefined) record[property] = value;
  }
  Object.assign(record, missingValues(metadata, record));
  return record as T;
}

/** A plain object through class-transformer. */
export function toObject(record: object): Record<string, unknown> {
  return instanceToPlain(withBuffers(record));
}

/** A new record from a plain object, also one that went through JSON: dates, sets, bytes and nested classes come back as such. */
export function fromObject<T extends object>(metadata: EntityMetadata, data: object): T {
  checkValues(metadata, data);
  // What toObject shows of a getter cannot be set.
  const settable = Object.fromEntries(Object.entries(data).filter(([name]) => !isComputed(metadata.type, name)));
  return revived(plainToInstance(metadata.type, withBuffers(settable)) as T, metadata.record);
}

function checkValues({ className }: EntityMetadata, values: unknown): void {
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return;
  throw new ValidationError(`${className}: expected an object with the values of attributes, got ${describe(values)}`);
}

/** A record of the class itself: one of another class, or of a subclass that declares more, would lose what this class does not know. */
export function checkRecord({ type, className }: EntityMetadata, record: unknown): void {
  if (record instanceof type && declarationsOf(record.constructor).length === declarationsOf(type).length) return;
  throw new ValidationError(
    `Expected ${withArticle(className)}, as build() makes it, got ${describe(record)}: use the repository of its own class`,
  );
}

/** class-transformer knows bytes only as Buffers: it would empty any other Uint8Array. What holds none stays as it is. */
function withBuffers<V>(value: V, depth = 0): V {
  if (isBytes(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength) as unknown as V;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (isSet(value)) return new Set([...value].map(element => withBuffers(element, depth + 1))) as V;
  const replaced = Object.entries(value)
    .map(([key, member]) => ({ key, member, replacement: withBuffers(member, depth + 1) }))
    .filter(({ member, replacement }) => member !== replacement);
  if (replaced.length === 0) return value;
  const copy = Array.isArray(value) ? [...value] : Object.assign(Object.create(Object.getPrototypeOf(value)), value);
  for (const { key, replacement } of replaced) assign(copy, key, replacement);
  return copy;
}
