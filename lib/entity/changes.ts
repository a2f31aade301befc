import { inWordsOf, ValueFault } from '../codec/codec';
import { decodeField, encodeField, type Field } from '../codec/field';
import type { AttributeName } from '../metadata/entity-class';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item } from '../wire/attribute-value';
import { equalOrAbsent } from '../wire/equality';
import { type RecordState, refuseStale, stateOf } from './record-state';

/** By attribute: the value that was loaded, and the value in memory. */
export type Changes<T> = { [K in AttributeName<T>]?: { from: T[K] | undefined; to: T[K] | undefined } };

/** The differences between memory and what was loaded or last written. The comparison is deep, so edits inside lists and maps are seen. */
export function changesOf<T extends object>(metadata: EntityMetadata, record: T): Changes<T> {
  const state = stateOf(record);
  refuseStale(metadata, state);
  const changes: Record<string, { from: unknown; to: unknown }> = {};
  inWordsOf(metadata.className, () => {
    for (const field of metadata.attributes) {
      // Each write increments it, so it does not count as a change.
      if (field === metadata.lifecycle.updatedAt) continue;
      const to = (record as Record<string, unknown>)[field.property];
      const before = storedValue(state, field);
      if (!changed(field, before, to)) continue;
      changes[field.property] = { from: before && decodeField(field, before), to };
    }
  });
  return changes as Changes<T>;
}

/** The changes that a write made to an item, by property. */
export function changesBetween(
  metadata: EntityMetadata,
  before: Item | undefined,
  after: Item | undefined,
): Changes<object> {
  const changes: Record<string, { from: unknown; to: unknown }> = {};
  inWordsOf(metadata.className, () => {
    for (const field of metadata.attributes) {
      const from = before && attributeOf(before, field.name);
      const to = after && attributeOf(after, field.name);
      if (equalOrAbsent(from, to)) continue;
      changes[field.property] = { from: from && decodeField(field, from), to: to && decodeField(field, to) };
    }
  });
  return changes as Changes<object>;
}

/** The stored forms of a record's values, by property. Compared later, they show what changed in between. */
export function storedForms({ attributes }: EntityMetadata, record: object): StoredForms {
  return new Map(attributes.map(field => [field.property, encoded(field, held(record, field))]));
}

export type StoredForms = ReadonlyMap<string, AttributeValue | undefined | 'not storable'>;

/** The properties of a record that changed since. */
export function changedSince({ attributes }: EntityMetadata, record: object, before: StoredForms): string[] {
  const changed = attributes.filter(field => {
    const [was, is] = [before.get(field.property), encoded(field, held(record, field))];
    if (was === 'not storable' || is === 'not storable') return was !== is;
    return !equalOrAbsent(was, is);
  });
  return changed.map(({ property }) => property);
}

/**
 * The properties that a program changed since it read a record. `before`: the stored forms when hooks had readied it. What a getter gives is no change of
 * the program's, and neither is what a codec of its own encodes in another way each time.
 */
export function editsOf(metadata: EntityMetadata, record: object, before: StoredForms | undefined): string[] {
  const state = stateOf(record);
  if (!state || state.stale) return [];
  const changed = before ? changedSince(metadata, record, before) : Object.keys(changesOf(metadata, record));
  return changed.filter(property => {
    const field = metadata.byProperty.get(property)!;
    if (field.computed || !field.codec.coded) return !field.computed;
    const [one, other] = [encoded(field, held(record, field)), encoded(field, held(record, field))];
    return one === 'not storable' || other === 'not storable' || equalOrAbsent(one, other);
  });
}

function held(record: object, { property }: Field): unknown {
  return (record as Record<string, unknown>)[property];
}

export function isChanged(metadata: EntityMetadata, record: object): boolean {
  for (const _ in changesOf(metadata, record)) return true;
  return false;
}

function storedValue(state: RecordState | undefined, { name }: Field): AttributeValue | undefined {
  if (!state) return undefined;
  return attributeOf(state.stored, name) ?? (state.filled && attributeOf(state.filled, name));
}

function changed(field: Field, before: AttributeValue | undefined, value: unknown): boolean {
  const now = encoded(field, value);
  if (now === 'not storable') return true;
  if (equalOrAbsent(before, now)) return false;
  // Another program may have stored a form that the codec would not write: a value that is still as it was read is unchanged.
  return !before || !equalOrAbsent(encodeField(field, decodeField(field, before)), now);
}

/** A value that cannot be stored counts as a change. A save refuses it; asking for changes does not. */
function encoded(field: Field, value: unknown): AttributeValue | undefined | 'not storable' {
  if (value === undefined) return undefined;
  try {
    return encodeField(field, value);
  } catch (error) {
    if (error instanceof ValueFault) return 'not storable';
    throw error;
  }
}
