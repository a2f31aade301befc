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
  { className, shared }: EntityMetadata,
  { property, codec, makeDefault }: AttributeMetadata,
  role: KeyRole,
  stored: AttributeValue | undefined,
): AttributeValue {
  const refuse = (why: string) => ValidationError.about(`${className}.${property}`, [property], why, ' is a key: ');
  if (!stored || !('S' in stored || 'N' in stored || 'B' in stored)) {
    throw refuse('its value must be a string, a number or binary');
  }
  // A shared table declares the types of its keys.
  if (codec === anyCodec && !makeDefault && !shared && !('S' in stored)) {
    throw ValidationError.misuse(
      `${className}.${property} is a key: nothing says its type, so it counts as a string: pass a string, or declare ${'N' in stored ? '`type: Number`' : '`type: Uint8Array`'}`,
    );
  }
  const size = attributeValueSize(stored);
  if (size === 0) throw refuse('it cannot be empty');
  const limit = MAX_KEY_SIZE[role];
  if (size > limit) throw refuse(`it has ${size} bytes, DynamoDB takes ${limit}`);
  return stored;
}
