import { ValidationError } from '../errors/usage-errors';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { partsOf } from '../metadata/class-keys';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';

/** A way to the items of one partition: the table's own key, or an index's. */
export interface AccessPath {
  /** Undefined: the table itself. */
  readonly index: IndexMetadata | undefined;
  readonly partitionKeys: readonly AttributeMetadata[];
  readonly sortKeys: readonly AttributeMetadata[];
  /** What these are made of, in their order: the keys themselves, or what their templates name. The partition key's come first. */
  readonly partitionParts: readonly AttributeMetadata[];
  readonly sortParts: readonly AttributeMetadata[];
}

/** By class, and index or undefined for the table: worked out once. */
const paths = new WeakMap<EntityMetadata, Map<IndexMetadata | undefined, AccessPath>>();

function known(metadata: EntityMetadata, index: IndexMetadata | undefined, make: () => AccessPath): AccessPath {
  const ofClass = paths.get(metadata) ?? new Map<IndexMetadata | undefined, AccessPath>();
  paths.set(metadata, ofClass);
  const path = ofClass.get(index) ?? make();
  ofClass.set(index, path);
  return path;
}

/** The table's own key. */
export function tablePath(metadata: EntityMetadata): AccessPath {
  const { partitionKey, sortKey } = metadata;
  return known(metadata, undefined, () => pathOf(metadata, undefined, [partitionKey], sortKey ? [sortKey] : []));
}

function pathOf(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  partitionKeys: readonly AttributeMetadata[],
  sortKeys: readonly AttributeMetadata[],
): AccessPath {
  const partitionParts = [...new Set(partitionKeys.flatMap(key => partsOf(key, metadata)))];
  const sortParts = [...new Set(sortKeys.flatMap(key => partsOf(key, metadata)))];
  return {
    index,
    partitionKeys,
    sortKeys,
    partitionParts,
    sortParts: sortParts.filter(({ name }) => !partitionParts.some(part => part.name === name)),
  };
}

export function indexNamed({ className, indexes }: EntityMetadata, name: string): IndexMetadata {
  const index = indexes.get(name);
  if (index) return index;
  const known = [...indexes.keys()].map(key => `"${key}"`).join(', ');
  throw ValidationError.misuse(
    `${className} has no index "${name}": ${known ? `it has ${known}` : 'declare it with @Index'}`,
  );
}

export function indexPath(metadata: EntityMetadata, index: IndexMetadata): AccessPath {
  return known(metadata, index, () => pathOf(metadata, index, index.partitionKeys, index.sortKeys));
}

/**
 * The path whose key the given attributes are: the named index, else the table, else the one index that fits.
 * `sorting` are the attributes of the caller's conditions; they decide between indexes with the same partition key.
 */
export function chooseAccessPath(
  metadata: EntityMetadata,
  given: readonly string[],
  indexName: string | undefined,
  sorting: readonly string[],
): AccessPath {
  if (indexName !== undefined) {
    const path = indexPath(metadata, indexNamed(metadata, indexName));
    if (fits(path, given)) return path;
    throw ValidationError.misuse(
      `${metadata.className}: the key { ${given.join(', ')} } is not that of ${describePath(path)}`,
    );
  }
  const table = tablePath(metadata);
  if (fits(table, given)) return table;
  const paths = [...metadata.indexes.values()].map(index => indexPath(metadata, index));
  const fitting = paths.filter(path => fits(path, given));
  const [only, ...others] = fitting.length > 1 ? fitting.filter(path => isSortedBy(path, sorting)) : fitting;
  if (only && others.length === 0) return only;
  if (fitting.length > 1) {
    throw ValidationError.misuse(
      `${metadata.className}: { ${given.join(', ')} } is the key of more than one index: choose with .index(name) among ${fitting.map(describePath).join('; ')}`,
    );
  }
  throw ValidationError.misuse(
    `${metadata.className}: { ${given.join(', ')} } is the key of neither the table nor an index: there are ${[table, ...paths].map(describePath).join('; ')}`,
  );
}

/** What the partition key is made of, and from the left as many parts of the sort key as there are others. */
function fits({ partitionParts, sortParts }: AccessPath, given: readonly string[]): boolean {
  const sorted = given.length - partitionParts.length;
  if (sorted < 0 || sorted > sortParts.length) return false;
  const isGiven = ({ property }: AttributeMetadata) => given.includes(property);
  return partitionParts.every(isGiven) && sortParts.slice(0, sorted).every(isGiven);
}

function isSortedBy({ sortParts }: AccessPath, sorting: readonly string[]): boolean {
  return sorting.length > 0 && sorting.every(name => sortParts.some(part => part.name === name));
}

export function describePath({ index, partitionParts, sortParts }: AccessPath): string {
  const names = (parts: readonly AttributeMetadata[]) => parts.map(({ property }) => property).join(', ');
  const sorted = sortParts.length > 0 ? ` sorted by ${names(sortParts)}` : '';
  return `${index ? `index "${index.name}"` : 'the table'} { ${names(partitionParts)} }${sorted}`;
}
