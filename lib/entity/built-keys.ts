import { inWordsOf } from '../codec/codec';
import { decodeField, type Field } from '../codec/field';
import type { ErrorKey } from '../errors/write-errors';
import { buildKey, missingParts, parseKey, type StoredValues } from '../keys/template';
import type { BuiltKey } from '../metadata/class-keys';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import { checkedKey, lacksKeyPart } from './checked-key';

/** A key attribute of the table. All its parts must have a value. */
export function requiredKey(
  metadata: EntityMetadata,
  key: BuiltKey,
  partOf: (part: Field) => AttributeValue | undefined,
): AttributeValue {
  const values = new Map(key.template.parts.map(({ field }) => [field.name, partOf(field)]));
  const [missing] = missingParts(key.template, name => values.get(name));
  if (missing === undefined) return builtKey(metadata, key, name => values.get(name))!;
  throw lacksKeyPart(metadata.className, missing, 'missing');
}

/** A key attribute from these values; undefined if one is missing. Throws ValidationError if one cannot be in the key. */
export function builtKey(metadata: EntityMetadata, key: BuiltKey, values: StoredValues): AttributeValue | undefined {
  const stored = inWordsOf(metadata.className, () => buildKey(key.template, values));
  return stored && checkedKey(metadata, key, key.key!, stored);
}

/**
 * The key attributes of indexes for an item with these values, by name; undefined for those that the item must not have. An item has all
 * built keys of an index or none.
 */
export function builtIndexKeys(
  metadata: EntityMetadata,
  values: StoredValues,
  indexes: Iterable<readonly BuiltKey[]> = metadata.builtByIndex.values(),
): Map<string, AttributeValue | undefined> {
  const keys = new Map<string, AttributeValue | undefined>();
  for (const index of indexes) {
    const built = index.map(key => builtKey(metadata, key, values));
    const isWhole = built.every(key => key !== undefined);
    for (const [i, { name }] of index.entries())
      if (isWhole || !keys.has(name)) keys.set(name, isWhole ? built[i] : undefined);
  }
  // An index may use a key of the table, which every item has.
  for (const { name } of metadata.keys) keys.delete(name);
  return keys;
}

/** The values that a key attribute was built from, by property; undefined if its template did not build it. */
function partsOfKey(metadata: EntityMetadata, { template }: BuiltKey, stored: AttributeValue): ErrorKey | undefined {
  const parts = parseKey(template, stored);
  const fields = template.parts.map(({ field }) => field);
  return parts && decodedParts(metadata, fields, parts);
}

function decodedParts({ className }: EntityMetadata, fields: readonly Field[], parts: Item): ErrorKey {
  const values: ErrorKey = {};
  inWordsOf(className, () => {
    for (const field of fields) {
      const stored = attributeOf(parts, field.name);
      if (stored) values[field.property] = decodeField(field, stored);
    }
  });
  return values;
}

/** The stored values of all parts that can be read from an item's built keys, by stored name. */
export function partsInKeys({ built }: EntityMetadata, item: Item): Item {
  const parts: Item = {};
  for (const { name, template } of built) {
    const stored = attributeOf(item, name);
    if (stored) Object.assign(parts, parseKey(template, stored));
  }
  return parts;
}

/** If the class has `parse`, reads missing attributes of an item from its keys. Returns them in stored form. */
function fillFromKeys(metadata: EntityMetadata, record: object, item: Item): Item {
  const filled: Item = {};
  const parts = partsInKeys(metadata, item);
  for (const attribute of metadata.attributes) {
    const stored = attributeOf(parts, attribute.name);
    if (!stored || attribute.computed || attributeOf(item, attribute.name)) continue;
    setAttribute(filled, attribute.name, stored);
    (record as Record<string, unknown>)[attribute.property] = inWordsOf(metadata.className, () =>
      decodeField(attribute, stored),
    );
  }
  return filled;
}

/** What the calls of every class ask of those with built keys. */
export const builtKeys = { requiredKey, partsOfKey, partsInKeys, fillFromKeys };
