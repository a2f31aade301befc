import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isName } from '../codec/kinds';
import { ConfigurationError } from '../errors/usage-errors';

/** The stored types that a key can have. */
export type KeyType = 'S' | 'N' | 'B';

/** A key attribute by name, where it is a string, or with its type. */
export type KeyDefinition = string | { readonly name: string; readonly type: KeyType };

export interface SharedIndexDefinition {
  /** Default `'global'`. */
  readonly type?: 'global' | 'local';
  /** The attribute, or up to four, of the partition key; a local index has the table's. */
  readonly partitionKey?: KeyDefinition | readonly KeyDefinition[];
  /** The attribute, or up to four, of the sort key. */
  readonly sortKey?: KeyDefinition | readonly KeyDefinition[];
  /** What the index holds besides its keys and the table's, by stored name. Default `'ALL'`. */
  readonly projection?: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/** What is done with an item of which no class is known: an error, left out, or an instance of the class that was asked. */
export type UnknownItems = 'error' | 'skip' | 'base';

export interface SharedTableDefinition<Index extends string = string> {
  readonly partitionKey: KeyDefinition;
  readonly sortKey?: KeyDefinition;
  /** The attribute that holds when an item expires, in seconds since 1970: `createTable` turns its time to live on. */
  readonly timeToLive?: string;
  /** The attribute that names an item's class: written for classes with `@Discriminator`. */
  readonly discriminator?: string;
  /** What reads do with items whose discriminator no class has. Default `'error'`. */
  readonly onUnknown?: UnknownItems;
  /** The client of all classes of the table that name none of their own. */
  readonly client?: DynamoDBClient;
  readonly indexes?: Readonly<Record<Index, SharedIndexDefinition>>;
}

export type TableName = string | (() => string);

declare const indexNames: unique symbol;

/** A table that classes share: made by {@link defineTable}, given to `@Table`. */
export interface SharedTable<Index extends string = string> {
  /** Of its indexes; in types only. */
  readonly [indexNames]?: Index;
  readonly name: TableName;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute | undefined;
  readonly timeToLive: string | undefined;
  readonly discriminator: string | undefined;
  readonly onUnknown: UnknownItems | undefined;
  readonly client: DynamoDBClient | undefined;
  readonly indexes: ReadonlyMap<string, SharedIndex>;
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** An index of a shared table: attributes by stored name. */
export interface SharedIndex {
  readonly name: string;
  readonly type: 'global' | 'local';
  readonly partitionKeys: readonly KeyAttribute[];
  readonly sortKeys: readonly KeyAttribute[];
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/** Names that stand for something else in `@Table(app, { keys })`. */
const RESERVED = new Set(['table', 'parse']);

/**
 * A table that several classes share. Nothing is sent: `createTable(app)` makes it.
 *
 * @example
 * export const app = defineTable('app', {
 *   partitionKey: 'pk', sortKey: 'sk', discriminator: 'type',
 *   indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
 * });
 *
 * @Table(app, { keys: { table: ['ORG#{orgId}', 'USER#{email}'] } })
 * class User extends ActiveRecord { ... }
 * @throws ConfigurationError where the definition is not one of a table
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-general-nosql-design.html
 */
export function defineTable<const Index extends string = never>(
  name: TableName,
  definition: SharedTableDefinition<Index>,
): SharedTable<Index>;
export function defineTable<const Index extends string = never>(
  definition: SharedTableDefinition<Index> & { readonly name: TableName },
): SharedTable<Index>;
export function defineTable(
  first: TableName | (SharedTableDefinition & { readonly name: TableName }),
  second?: SharedTableDefinition,
): SharedTable {
  const definition = typeof first === 'object' ? first : second;
  const name = typeof first === 'object' ? first.name : first;
  if (!name || typeof definition !== 'object' || definition === null) {
    throw new ConfigurationError(
      "A shared table needs a name and its keys: defineTable('app', { partitionKey: 'pk', sortKey: 'sk' })",
    );
  }
  const label = typeof name === 'string' ? `The table "${name}"` : 'The table';
  const partitionKey = keyAttribute(label, definition.partitionKey);
  const sortKey = definition.sortKey === undefined ? undefined : keyAttribute(label, definition.sortKey);
  const table = [partitionKey, ...(sortKey ? [sortKey] : [])];
  if (sortKey?.name === partitionKey.name) throw new ConfigurationError(`${label} has "${sortKey.name}" as both keys`);
  const indexes = Object.entries(definition.indexes ?? {}).map(([indexName, index]) =>
    sharedIndex(label, indexName, index, table),
  );
  const all = [...table, ...indexes.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys])];
  checkTypes(label, all);
  const { timeToLive, discriminator, onUnknown, client } = definition;
  for (const attribute of [timeToLive, discriminator]) {
    if (attribute !== undefined && all.some(key => key.name === attribute)) {
      throw new ConfigurationError(`${label} has "${attribute}" as a key, so it can be nothing else`);
    }
  }
  return Object.freeze({
    name,
    partitionKey,
    sortKey,
    timeToLive,
    discriminator,
    onUnknown,
    client,
    indexes: new Map(indexes.map(index => [index.name, index])),
  });
}

/** Whether a value is a table of {@link defineTable}. */
export function isSharedTable(value: unknown): value is SharedTable {
  return typeof value === 'object' && value !== null && (value as SharedTable).indexes instanceof Map;
}

function sharedIndex(
  table: string,
  name: string,
  { type = 'global', partitionKey = [], sortKey = [], projection = 'ALL' }: SharedIndexDefinition,
  tableKeys: readonly KeyAttribute[],
): SharedIndex {
  const label = `${table}: its index "${name}"`;
  if (RESERVED.has(name))
    throw new ConfigurationError(`${label} needs another name: "${name}" means something else in \`keys\``);
  const partitionKeys =
    type === 'local' ? tableKeys.slice(0, 1) : list(partitionKey).map(key => keyAttribute(label, key));
  const sortKeys = list(sortKey).map(key => keyAttribute(label, key));
  if (partitionKeys.length === 0) throw new ConfigurationError(`${label} needs a partitionKey`);
  if (type === 'local' && (list(partitionKey).length > 0 || sortKeys.length !== 1 || tableKeys.length !== 2)) {
    throw new ConfigurationError(
      `${label} is local: it has the partition key of a table with a sort key, and exactly one sort key of its own`,
    );
  }
  if (partitionKeys.length > MAX_KEY_PARTS || sortKeys.length > MAX_KEY_PARTS) {
    throw new ConfigurationError(`${label} has too many key attributes: DynamoDB takes ${MAX_KEY_PARTS} for each part`);
  }
  return Object.freeze({ name, type, partitionKeys, sortKeys, projection });
}

/** DynamoDB's limit on the attributes of each part of a global index's key. */
const MAX_KEY_PARTS = 4;

function list(keys: KeyDefinition | readonly KeyDefinition[]): readonly KeyDefinition[] {
  return Array.isArray(keys) ? keys : [keys as KeyDefinition];
}

function keyAttribute(label: string, definition: KeyDefinition): KeyAttribute {
  const { name, type } =
    typeof definition === 'string' ? ({ name: definition, type: 'S' } as const) : (definition ?? {});
  if (isName(name) && (type === 'S' || type === 'N' || type === 'B')) return { name, type };
  throw new ConfigurationError(
    `${label} needs its keys by name, such as partitionKey: 'pk', or { name: 'pk', type: 'N' }`,
  );
}

function checkTypes(label: string, keys: readonly KeyAttribute[]): void {
  const types = new Map<string, KeyType>();
  for (const { name, type } of keys) {
    if ((types.get(name) ?? type) !== type)
      throw new ConfigurationError(`${label} has the key "${name}" with two types`);
    types.set(name, type);
  }
}
