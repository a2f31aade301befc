import { anyCodec } from '../codec/any';
import { inWordsOf } from '../codec/codec';
import { decodeField } from '../codec/field';
import { parseKey } from '../keys/template';
import { isBuilt } from '../metadata/class-keys';
import type { EntityClass, Key, Values } from '../metadata/entity-class';
import { attributeNamed, type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import { equalValues } from '../wire/equality';
import { builtIndexKeys } from './built-keys';
import { encodedPart } from './encoded-part';
import { keyOfRecord } from './key';

/** Builds and parses the key attributes of a class of a shared table. */
export interface ClassKeyTools<T> {
  /**
   * The key attributes of an item with these values, by stored name: the table's, and those of each index that the values suffice for.
   *
   * @throws ValidationError a part of the table's key is missing, or cannot be in a key
   */
  build(values: Values<T>): Record<string, unknown>;
  /** The attributes that keys were built from; undefined if they are not the keys of an item of the class. */
  parse(keys: Readonly<Record<string, unknown>>): Key<T> | undefined;
}

/**
 * Builds and parses the keys of a class of a shared table, without a request.
 *
 * @example
 * keysOf(Order).build({ orgId: 'o1', orderId: '7' }); // { pk: 'ORG#o1', sk: 'ORDER#7' }
 * keysOf(Order).parse({ pk: 'ORG#o1', sk: 'ORDER#7' }); // { orgId: 'o1', orderId: '7' }
 */
export function keysOf<T extends object>(type: EntityClass<T>): ClassKeyTools<T> {
  const metadata = metadataOf(type);
  return {
    build(values) {
      for (const property of Object.keys(values)) attributeNamed(metadata, property);
      const item: Item = keyOfRecord(metadata, values);
      const stored = (name: string) => {
        const part = metadata.attributes.find(attribute => attribute.name === name)!;
        return encodedPart(metadata, part, (values as Record<string, unknown>)[part.property]);
      };
      for (const [name, key] of builtIndexKeys(metadata, stored)) if (key) setAttribute(item, name, key);
      return inWordsOf(metadata.className, () =>
        Object.fromEntries(Object.entries(item).map(([name, value]) => [name, anyCodec.decode(value)])),
      );
    },
    parse: keys => parsed(metadata, keys) as Key<T> | undefined,
  };
}

function parsed(metadata: EntityMetadata, keys: Readonly<Record<string, unknown>>): object | undefined {
  const { className } = metadata;
  const values: Record<string, unknown> = {};
  const stored: Item = {};
  const known = [...metadata.keys, ...metadata.built].filter(({ name }) => keys[name] !== undefined);
  for (const key of new Set(known)) {
    const value = inWordsOf(className, () => anyCodec.encode(keys[key.name]))!;
    const parts = isBuilt(key) ? parseKey(key.template, value) : { [key.name]: value };
    if (!parts) return undefined;
    for (const [name, part] of Object.entries(parts)) {
      const other = attributeOf(stored, name);
      if (other && !equalValues(other, part)) return undefined;
      setAttribute(stored, name, part);
    }
  }
  for (const attribute of metadata.attributes) {
    const part = attributeOf(stored, attribute.name);
    if (part) values[attribute.property] = inWordsOf(className, () => decodeField(attribute, part));
  }
  return known.length > 0 ? values : undefined;
}
