import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Brought } from './brought';

/** The stored types that a key can have. */
export type KeyType = 'S' | 'N' | 'B';

/** A key attribute: a name for a string, or name and type. */
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

/** What a read does with an item of an unknown class: throws, leaves it out, or makes an instance of the class that was read. */
export type UnknownItems = 'error' | 'skip' | 'base';

export interface SharedTableDefinition<Index extends string = string> {
  readonly partitionKey: KeyDefinition;
  readonly sortKey?: KeyDefinition;
  /** The attribute with the time when an item expires, in seconds since 1970. `createTable` enables time to live for it. */
  readonly timeToLive?: string;
  /** The attribute that names an item's class: written for classes with `@Discriminator`. */
  readonly discriminator?: string;
  /** What reads do with items whose discriminator no class has. Default `'error'`. */
  readonly onUnknown?: UnknownItems;
  /** The client of all classes of the table that have none of their own. */
  readonly client?: DynamoDBClient;
  readonly indexes?: Readonly<Record<Index, SharedIndexDefinition>>;
}

export type TableName = string | (() => string);

declare const indexNames: unique symbol;

/** A table that classes share: made by `defineTable`, given to `@Table`. */
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
  /** @internal */
  readonly brought: Brought;
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

/** Whether a value is a table of `defineTable`. */
export function isSharedTable(value: unknown): value is SharedTable {
  return typeof value === 'object' && value !== null && (value as SharedTable).indexes instanceof Map;
}
