import type { EntityMetadata } from '../metadata/entity-metadata';

/** The values that a new record gets for properties without one: generated ids, and defaults. */
export function missingValues(metadata: EntityMetadata, record: object): Record<string, unknown> {
  const missing: Record<string, unknown> = {};
  for (const { property, make } of metadata.lifecycle.generated) {
    if (isMissing(record, property)) missing[property] = make();
  }
  for (const { property, makeDefault } of metadata.defaults) {
    if (isMissing(record, property)) missing[property] = makeDefault();
  }
  return missing;
}

function isMissing(record: object, property: string): boolean {
  return (record as Record<string, unknown>)[property] === undefined;
}
