import { inWordsOf } from '../codec/codec';
import { encodeField, type Field } from '../codec/field';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { AttributeValue } from '../wire/attribute-value';

/** The stored form of a part; undefined where it has no value. */
export function encodedPart({ className }: EntityMetadata, part: Field, value: unknown): AttributeValue | undefined {
  return value === undefined || value === null ? undefined : inWordsOf(className, () => encodeField(part, value));
}
