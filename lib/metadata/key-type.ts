import { isBytes } from '../codec/kinds';
import type { AttributeMetadata } from './attribute-metadata';
import type { EntityMetadata } from './entity-metadata';

/** The stored type of a key; where nothing declares it, that of its default or field initialiser (`total = 0`), or else a string. */
export function keyType(
  { type }: Pick<EntityMetadata, 'type'>,
  { property, codec, makeDefault }: AttributeMetadata,
): 'S' | 'N' | 'B' {
  if (codec.storedType) return codec.storedType as 'S' | 'N' | 'B';
  const sample = makeDefault?.() ?? (new type() as Record<string, unknown>)[property];
  if (typeof sample === 'number') return 'N';
  return isBytes(sample) ? 'B' : 'S';
}
