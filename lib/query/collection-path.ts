import { requiredKey } from '../entity/built-keys';
import { encodedPart } from '../entity/encoded-part';
import { ValidationError } from '../errors/usage-errors';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { isBuilt } from '../metadata/class-keys';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import type { SharedTable } from '../metadata/shared-table';
import { metadataOfTable } from '../metadata/table-metadata';
import { equalOrAbsent } from '../wire/equality';
import { type AccessPath, describePath, indexPath, tablePath } from './access-path';
import type { Member } from './members';

interface Way {
  readonly metadata: EntityMetadata;
  readonly path: AccessPath;
}

/**
 * The collection as the class that a query of it is planned for: it goes by the partition key of a class that such a key fits, and by
 * nothing of the sort key, so that items of all its classes are read.
 */
export function metadataForKey(
  view: EntityMetadata,
  table: SharedTable,
  members: readonly Member[],
  key: Readonly<Record<string, unknown>>,
  indexName: string | undefined,
): EntityMetadata {
  const { metadata, path } = wayOf(members, key, indexName);
  const raw = metadataOfTable(table);
  const byProperty = new Map([...view.byProperty, ...metadata.byProperty]);
  const tenantKey = members.find(member => member.metadata.tenantKey)?.metadata.tenantKey;
  if (!path.index) {
    const keys = [metadata.partitionKey, ...raw.keys.slice(1)];
    return {
      ...view,
      byProperty,
      tenantKey,
      partitionKey: keys[0]!,
      sortKey: raw.sortKey,
      keys,
      keyParts: path.partitionParts,
      tableName: view.tableName,
    };
  }
  const index = raw.indexes.get(path.index.name)!;
  return {
    ...view,
    byProperty,
    tenantKey,
    indexes: new Map([[index.name, ofView(view, index, path)]]),
    tableName: view.tableName,
  };
}

function ofView(view: EntityMetadata, index: IndexMetadata, { partitionKeys }: AccessPath): IndexMetadata {
  const projected = view.attributes.filter(({ name }) => index.projection === 'ALL' || index.holds.has(name));
  return { ...index, partitionKeys, projected: new Set(projected.map(({ property }) => property)) };
}

/** The way that the key gives: the table's, or that of an index, as one of the classes has it. */
function wayOf(members: readonly Member[], key: Readonly<Record<string, unknown>>, indexName: string | undefined): Way {
  const given = Object.keys(key);
  const fits = ({ path }: Way) =>
    path.partitionParts.length === given.length &&
    path.partitionParts.every(({ property }) => given.includes(property));
  const tables = members.map(({ metadata }): Way => ({ metadata, path: tablePath(metadata) }));
  const indexes = members.flatMap(({ metadata }) =>
    [...metadata.indexes.values()].map((index): Way => ({ metadata, path: indexPath(metadata, index) })),
  );
  const all =
    indexName === undefined ? [...tables, ...indexes] : indexes.filter(({ path }) => path.index!.name === indexName);
  const fitting = all.filter(fits);
  const ways = fitting.some(({ path }) => !path.index) ? fitting.filter(({ path }) => !path.index) : fitting;
  const [first, ...others] = ways;
  const classes = members.map(({ metadata }) => metadata.className).join(', ');
  if (!first) {
    throw ValidationError.misuse(
      `The collection of ${classes}: { ${given.join(', ')} } is not the partition key of ${indexName === undefined ? 'the table or an index' : `the index "${indexName}"`}: there are ${[...new Set(all.map(({ path }) => describePath(path)))].join('; ')}`,
    );
  }
  if (others.some(({ path }) => path.index?.name !== first.path.index?.name)) {
    throw ValidationError.misuse(
      `The collection of ${classes}: { ${given.join(', ')} } is the partition key of more than one index: choose with .index(name)`,
    );
  }
  if (others.some(other => !samePartition(first, other, key))) {
    throw ValidationError.misuse(
      `The collection of ${classes}: their templates make different partition keys of { ${given.join(', ')} }: query them one by one`,
    );
  }
  return first;
}

function samePartition(a: Way, b: Way, key: Readonly<Record<string, unknown>>): boolean {
  return a.path.partitionKeys.every((attribute, i) =>
    equalOrAbsent(keyValue(a.metadata, attribute, key), keyValue(b.metadata, b.path.partitionKeys[i]!, key)),
  );
}

function keyValue(metadata: EntityMetadata, attribute: AttributeMetadata, key: Readonly<Record<string, unknown>>) {
  return isBuilt(attribute)
    ? requiredKey(metadata, attribute, part => encodedPart(metadata, part, key[part.property]))
    : encodedPart(metadata, attribute, key[attribute.property]);
}
