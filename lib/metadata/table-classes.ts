import { ConfigurationError } from '../errors/usage-errors';
import { couldBeginWith, overlaps } from '../keys/overlap';
import type { AttributeMetadata } from './attribute-metadata';
import { isBuilt } from './class-keys';
import { classCount, declaredEntities, discriminatedClasses } from './declarations';
import type { EntityClass } from './entity-class';
import { type EntityMetadata, metadataOf } from './entity-metadata';
import { familyOf } from './family';
import type { SharedTable } from './shared-table';

interface Known {
  readonly declared: number;
  readonly classes: readonly EntityMetadata[];
}

const known = new WeakMap<SharedTable, Known>();

/** The classes of a shared table that were loaded. Leaves out those with wrong declarations. */
export function classesOf(table: SharedTable): readonly EntityMetadata[] {
  const declared = classCount();
  const before = known.get(table);
  if (before?.declared === declared) return before.classes;
  const all = new Set<EntityClass>([...declaredEntities(), ...discriminatedClasses()]);
  const classes = [...all].flatMap(type => usable(type) ?? []).filter(({ shared }) => shared === table);
  known.set(table, { declared, classes });
  return classes;
}

/** The classes whose items are in the table of a class: those that share it, or its family. */
export function classesBeside(metadata: EntityMetadata): readonly EntityMetadata[] {
  return metadata.shared ? classesOf(metadata.shared) : familyOf(metadata.type).flatMap(type => usable(type) ?? []);
}

function usable(type: EntityClass): EntityMetadata | undefined {
  try {
    return metadataOf(type);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

const alone = new WeakMap<EntityMetadata, { readonly of: readonly EntityMetadata[]; readonly tells: boolean }>();

/** Whether a key identifies an item of the class or a subclass: no other class of the table could have such a key. */
export function keyTells(metadata: EntityMetadata): boolean {
  const { shared, type, keys } = metadata;
  if (!shared || !keys.some(isBuilt)) return false;
  const classes = classesOf(shared);
  const before = alone.get(metadata);
  if (before?.of === classes) return before.tells;
  const others = classes.filter(other => other !== metadata && !(other.type.prototype instanceof type));
  const tells = !others.some(other => keysMeet(metadata, other));
  alone.set(metadata, { of: classes, tells });
  return tells;
}

/** Whether a partition of the table or of an index may also hold items of another class, with the same beginning of the keys. */
export function meetOn(
  partitionKeys: readonly AttributeMetadata[],
  sortKeys: readonly AttributeMetadata[],
  other: EntityMetadata,
): boolean {
  const theirs = new Map([...other.attributes, ...other.keys, ...other.built].map(key => [key.name, key]));
  const has = (meets: (key: AttributeMetadata, their: AttributeMetadata) => boolean) => (key: AttributeMetadata) => {
    const their = theirs.get(key.name);
    return their !== undefined && meets(key, their);
  };
  return partitionKeys.every(has(keyMeets)) && sortKeys.every(has(beginsAlike));
}

function beginsAlike(key: AttributeMetadata, their: AttributeMetadata): boolean {
  return !isBuilt(key) || !isBuilt(their) || couldBeginWith(their.template, key.template.lead);
}

/** Whether both classes could have the same key. */
export function keysMeet({ keys }: EntityMetadata, other: EntityMetadata): boolean {
  return keys.every((key, i) => keyMeets(key, other.keys[i]!));
}

function keyMeets(a: AttributeMetadata, b: AttributeMetadata): boolean {
  return !isBuilt(a) || !isBuilt(b) || overlaps(a.template, b.template);
}
