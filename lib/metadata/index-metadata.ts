import { anySetCodec } from '../codec/collections';
import { ConfigurationError } from '../errors/usage-errors';
import type { AttributeMetadata } from './attribute-metadata';
import type { ClassDeclarations, IndexDeclaration } from './declarations';
import type { SharedIndex, SharedTable } from './shared-table';

/** DynamoDB's limit on the attributes of each part of a global index's key. */
const MAX_KEY_PARTS = 4;

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
  /** The attributes that it holds whatever the class declares, by stored name. */
  readonly holds: ReadonlySet<string>;
}

/** The indexes of a shared table whose keys the class has, as properties or built. */
export function sharedIndexesOf(
  table: SharedTable | undefined,
  attributes: readonly AttributeMetadata[],
  tableKeys: readonly AttributeMetadata[],
  built: readonly AttributeMetadata[],
): ReadonlyMap<string, IndexMetadata> {
  const byName = new Map([...attributes, ...tableKeys, ...built].map(attribute => [attribute.name, attribute]));
  const indexes = new Map<string, IndexMetadata>();
  for (const index of table?.indexes.values() ?? []) {
    const keys = [...index.partitionKeys, ...index.sortKeys].map(({ name }) => byName.get(name));
    if (keys.every(key => key !== undefined)) indexes.set(index.name, sharedIndex(index, keys, attributes, tableKeys));
  }
  return indexes;
}

function sharedIndex(
  { name, type, partitionKeys, projection }: SharedIndex,
  keys: readonly AttributeMetadata[],
  attributes: readonly AttributeMetadata[],
  tableKeys: readonly AttributeMetadata[],
): IndexMetadata {
  const included =
    typeof projection === 'string' ? [] : attributes.filter(attribute => projection.includes(attribute.name));
  const held = projection === 'ALL' ? attributes : [...tableKeys, ...keys, ...included];
  return Object.freeze({
    name,
    type,
    partitionKeys: keys.slice(0, partitionKeys.length),
    sortKeys: keys.slice(partitionKeys.length),
    projection: typeof projection === 'string' ? projection : 'INCLUDE',
    included,
    holds: new Set(
      [...tableKeys, ...keys].map(key => key.name).concat(typeof projection === 'string' ? [] : projection),
    ),
    // A built key holds its parts.
    projected: new Set(
      held.flatMap(({ property, template }) => template?.parts.map(part => part.field.property) ?? [property]),
    ),
  });
}

/** The indexes that a class and its ancestors declare; one of the same name replaces its ancestor's. */
export function indexesOf(
  className: string,
  declarations: readonly ClassDeclarations[],
  attributes: readonly AttributeMetadata[],
  tableKeys: readonly AttributeMetadata[],
  shared: SharedTable | undefined,
): ReadonlyMap<string, IndexMetadata> {
  const indexes = new Map<string, IndexMetadata>();
  for (const { indexes: own } of declarations) {
    const names = own.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new ConfigurationError(`${className} declares two indexes named "${twice}"`);
    const taken = names.find(name => shared?.indexes.has(name));
    if (taken !== undefined) {
      throw new ConfigurationError(
        `${className} declares the index "${taken}", which its table has in defineTable: give its keys by templates in @Table, \`keys: { ${taken}: [...] }\`, or by properties stored as its key attributes`,
      );
    }
    for (const index of own) indexes.set(index.name, indexMetadata(className, index, attributes, tableKeys));
  }
  return indexes;
}

function indexMetadata(
  className: string,
  declaration: IndexDeclaration,
  attributes: readonly AttributeMetadata[],
  tableKeys: readonly AttributeMetadata[],
): IndexMetadata {
  const { name, type, projection } = declaration;
  const label = `The index "${name}" of ${className}`;
  if (typeof projection === 'string' && projection !== 'ALL' && projection !== 'KEYS_ONLY') {
    throw new ConfigurationError(`${label} needs a projection of 'ALL', 'KEYS_ONLY' or a list of properties`);
  }
  const attributesNamed = (properties: readonly string[]) =>
    properties.map(property => attributeNamed(label, attributes, property));
  const partitionKeys = type === 'local' ? tableKeys.slice(0, 1) : attributesNamed(declaration.partitionKey);
  const sortKeys = attributesNamed(declaration.sortKey);
  checkKeyParts(label, declaration, partitionKeys, sortKeys, tableKeys);
  for (const key of [...partitionKeys, ...sortKeys]) checkKeyType(className, key);
  const keys = [...tableKeys, ...partitionKeys, ...sortKeys];
  const named = typeof projection === 'string' ? [] : attributesNamed(projection);
  // The keys are there anyway, and DynamoDB takes no attribute twice.
  const included = [...new Set(named)].filter(attribute => !keys.includes(attribute));
  const held = projection === 'ALL' ? attributes : [...keys, ...included];
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

function attributeNamed(label: string, attributes: readonly AttributeMetadata[], property: string): AttributeMetadata {
  const attribute = attributes.find(candidate => candidate.property === property);
  if (attribute) return attribute;
  throw new ConfigurationError(
    `${label} names "${property}", which is no attribute: put @Attribute on the property, or correct the name`,
  );
}

function checkKeyParts(
  label: string,
  { type, partitionKey }: IndexDeclaration,
  partitionKeys: readonly AttributeMetadata[],
  sortKeys: readonly AttributeMetadata[],
  tableKeys: readonly AttributeMetadata[],
): void {
  const parts = [...partitionKeys, ...sortKeys];
  const twice = parts.find((part, i) => parts.indexOf(part) !== i);
  if (twice) throw new ConfigurationError(`${label} has "${twice.property}" twice in its key`);
  if (type === 'local') {
    const [tableKey, tableSortKey] = tableKeys;
    if (partitionKey.some(property => property !== tableKey!.property) || partitionKey.length > 1) {
      throw new ConfigurationError(`${label} is local, so its partition key is the table's, "${tableKey!.property}"`);
    }
    if (!tableSortKey)
      throw new ConfigurationError(`${label} is local: only a table with a sort key can have local indexes`);
    if (sortKeys.length !== 1) throw new ConfigurationError(`${label} is local, so it needs exactly one sort key`);
    return;
  }
  if (partitionKeys.length === 0) throw new ConfigurationError(`${label} needs a partitionKey`);
  if (partitionKeys.length > MAX_KEY_PARTS || sortKeys.length > MAX_KEY_PARTS) {
    throw new ConfigurationError(
      `${label} has too many key attributes: DynamoDB takes ${MAX_KEY_PARTS} for each part of the key`,
    );
  }
}

const KEY_TYPES = new Set<string | undefined>(['S', 'N', 'B', undefined]);

/** A codec without a stored type (nothing says what the values are) is checked by its values. */
export function checkKeyType(className: string, { property, codec }: AttributeMetadata): void {
  if (KEY_TYPES.has(codec.storedType) && codec !== anySetCodec) return;
  throw new ConfigurationError(
    `${className}.${property} cannot be a key: DynamoDB keys are strings, numbers or binary`,
  );
}
