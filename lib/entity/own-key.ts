import type { EntityMetadata } from '../metadata/entity-metadata';

/** By record: the generated values of its key. */
const generated = new WeakMap<object, Record<string, unknown>>();

/** Remembers that values of a record's key were generated, so that no other record has them. */
export function noteGenerated(metadata: EntityMetadata, record: object, values: Record<string, unknown>): void {
  if (generatedKeys(metadata).some(property => Object.hasOwn(values, property))) generated.set(record, values);
}

/** Whether the key of a record was generated for it, by this write (`assigned`) or an earlier one, and not changed since. */
export function hasOwnKey(metadata: EntityMetadata, record: object, assigned: Record<string, unknown>): boolean {
  const keys = generatedKeys(metadata);
  if (keys.length === 0) return false;
  const values = generated.get(record);
  return keys.some(
    property =>
      Object.hasOwn(assigned, property) ||
      (values !== undefined &&
        Object.hasOwn(values, property) &&
        values[property] === (record as Record<string, unknown>)[property]),
  );
}

const NONE: readonly string[] = [];

function generatedKeys({ autoIncrement, partitionKey, keys, lifecycle }: EntityMetadata): readonly string[] {
  if (autoIncrement) return [partitionKey.property];
  if (lifecycle.generated.length === 0) return NONE;
  return keys
    .map(({ property }) => property)
    .filter(key => lifecycle.generated.some(({ property }) => property === key));
}
