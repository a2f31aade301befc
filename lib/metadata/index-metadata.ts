import type { AttributeMetadata } from './attribute-metadata';
import { checkIndexes } from './checks/indexes';
import type { ClassDeclarations, IndexDeclaration } from './declarations';
import type { SharedTable } from './shared-table';

/** A secondary index of an entity class. */
export interface IndexMetadata {
  readonly name: string;
  readonly type: 'global' | 'local';
  readonly partitionKeys: readonly AttributeMetadata[];
  readonly sortKeys: readonly AttributeMetadata[];
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** The attributes that INCLUDE names. */
  readonly included: readonly AttributeMetadata[];
  /** The properties that the index holds. */
  readonly projected: ReadonlySet<string>;
  /** The attributes that the index holds, by stored name, also those that the class does not declare. */
  readonly holds: ReadonlySet<string>;
}

/** The indexes that a class and its ancestors declare; one of the same name replaces its ancestor's. */
export function indexesOf(
  className: string,
  declarations: readonly ClassDeclarations[],
  byProperty: ReadonlyMap<string, AttributeMetadata>,
  tableKeys: readonly AttributeMetadata[],
  shared: SharedTable | undefined,
): ReadonlyMap<string, IndexMetadata> {
  checkIndexes({ className, byProperty, tableKeys, shared }, declarations);
  const declared = declarations.flatMap(({ indexes }) => indexes);
  return new Map(declared.map(index => [index.name, indexMetadata(index, byProperty, tableKeys)]));
}

function indexMetadata(
  declaration: IndexDeclaration,
  byProperty: ReadonlyMap<string, AttributeMetadata>,
  tableKeys: readonly AttributeMetadata[],
): IndexMetadata {
  const { name, type, projection } = declaration;
  const attributesNamed = (properties: readonly string[]) => properties.map(property => byProperty.get(property)!);
  const partitionKeys = type === 'local' ? tableKeys.slice(0, 1) : attributesNamed(declaration.partitionKey);
  const sortKeys = attributesNamed(declaration.sortKey);
  const keys = [...tableKeys, ...partitionKeys, ...sortKeys];
  const named = typeof projection === 'string' ? [] : attributesNamed(projection);
  // An index always holds its keys, and DynamoDB refuses an attribute that is named twice.
  const included = [...new Set(named)].filter(attribute => !keys.includes(attribute));
  const held = projection === 'ALL' ? [...byProperty.values()] : [...keys, ...included];
  return Object.freeze({
    name,
    type,
    partitionKeys,
    sortKeys,
    projection: projection === 'ALL' ? 'ALL' : included.length > 0 ? 'INCLUDE' : 'KEYS_ONLY',
    included,
    projected: new Set(held.map(({ property }) => property)),
    holds: new Set(held.map(attribute => attribute.name)),
  });
}
