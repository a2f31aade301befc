import type { EntityMetadata } from '../metadata/entity-metadata';

/** The values that a new record gets for properties without one: generated ids, and defaults. */
export function missingValues(metadata: EntityMetadata, record: object): Record<string, unknown> {
  const missing: Record<string, unknown> = {};
  const isMissing = (property: string) => (record as Record<string, unknown>)[property] === undefined;
  for (const { property, make } of metadata.lifecycle.generated) if (isMissing(property)) missing[property] = make();
  for (const { property, makeDefault } of metadata.defaults) if (isMissing(property)) missing[property] = makeDefault();
  return missing;
}
