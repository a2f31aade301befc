import type { EntityMetadata } from '../metadata/entity-metadata';

/** What a new record gets for properties that have no value: generated ids, and defaults. */
export function missingValues(metadata: EntityMetadata, record: object): Record<string, unknown> {
  const missing: Record<string, unknown> = {};
  const isMissing = (property: string) => (record as Record<string, unknown>)[property] === undefined;
  for (const { property, make } of metadata.lifecycle.generated) if (isMissing(property)) missing[property] = make();
  for (const { property, makeDefault } of metadata.defaults) if (isMissing(property)) missing[property] = makeDefault();
  return missing;
}
