import { anyCodec } from '../codec/any';
import { encodeNullable } from '../codec/collections';
import { typeOf } from '../wire/attribute-value';
import type { AttributeMetadata } from './attribute-metadata';
import { unknownKeyType } from './checks/keys';
import type { EntityMetadata } from './entity-metadata';

/**
 * The stored type of a key: that of its codec, or else of its initial value. If neither is known it is a string, except for a custom codec,
 * which may store anything.
 */
export function keyType(
  { type, className }: Pick<EntityMetadata, 'type' | 'className'>,
  { property, codec, makeDefault }: AttributeMetadata,
): 'S' | 'N' | 'B' {
  if (codec.storedType) return codec.storedType as 'S' | 'N' | 'B';
  const sample = attempt(() => makeDefault?.() ?? (new type() as Record<string, unknown>)[property]);
  if (sample === undefined && (codec.part ?? codec) === anyCodec) return 'S';
  const stored = attempt(() => encodeNullable(codec, sample, 0));
  const storedType = stored && typeOf(stored);
  if (storedType === 'S' || storedType === 'N' || storedType === 'B') return storedType;
  throw unknownKeyType(className, property);
}

/** A getter, an initialiser or a codec may need what a fresh instance does not have. */
function attempt<V>(step: () => V): V | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
