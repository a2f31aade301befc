import { anyCodec } from '../codec/any';
import { ValidationError } from '../errors/usage-errors';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { KeyRole } from '../metadata/declarations';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { AttributeValue } from '../wire/attribute-value';
import { attributeValueSize } from '../wire/size';

/** Bytes, also of the keys of indexes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_KEY_SIZE = { partition: 2048, sort: 1024 } as const;

/** The error of a key of which a part has no value. */
export function lacksKeyPart(className: string, property: string, found: string): ValidationError {
  const message = 'is part of the key, so it needs a value';
  return ValidationError.about(`${className}.${property}`, [property], message, ` is ${found}: it `);
}

/** The stored form of a key attribute. Throws if DynamoDB would not accept it. */
export function checkedKey(
  metadata: EntityMetadata,
  attribute: AttributeMetadata,
  role: KeyRole,
  stored: AttributeValue | undefined,
): AttributeValue {
  if (!stored || !('S' in stored || 'N' in stored || 'B' in stored)) {
    throw refused(metadata, attribute, 'its value must be a string, a number or binary');
  }
  // A shared table declares the types of its keys.
  if (!('S' in stored) && attribute.codec === anyCodec && !attribute.makeDefault && !metadata.shared) {
    throw ValidationError.misuse(
      `${metadata.className}.${attribute.property} is a key: nothing says its type, so it counts as a string: pass a string, or declare ${'N' in stored ? '`type: Number`' : '`type: Uint8Array`'}`,
    );
  }
  const size = attributeValueSize(stored);
  if (size === 0) throw refused(metadata, attribute, 'it cannot be empty');
  const limit = MAX_KEY_SIZE[role];
  if (size > limit) throw refused(metadata, attribute, `it has ${size} bytes, DynamoDB takes ${limit}`);
  return stored;
}

function refused({ className }: EntityMetadata, { property }: AttributeMetadata, why: string): ValidationError {
  return ValidationError.about(`${className}.${property}`, [property], why, ' is a key: ');
}
