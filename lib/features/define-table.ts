import { builtKeys } from '../entity/built-keys';
import { BUILT_KEYS } from '../entity/built-keys-part';
import { SHARED_ITEMS } from '../load/item-class';
import { sharedItems } from '../load/shared-items';
import type { Brought } from '../metadata/brought';
import { checkDefinition, checkIndexDefinition, checkKey, checkRoles } from '../metadata/checks/table-definition';
import { SHARED_KEYS } from '../metadata/class-keys';
import { sharedKeys } from '../metadata/shared-keys';
import type {
  KeyAttribute,
  KeyDefinition,
  SharedIndex,
  SharedIndexDefinition,
  SharedTable,
  SharedTableDefinition,
  TableName,
} from '../metadata/shared-table';
import { sharedReads } from '../query/shared-reads';
import { SHARED_READS } from '../query/shared-reads-part';
import { KEY_ATTRIBUTES } from '../write/plan/complete';
import { keyAttributes } from '../write/plan/key-attributes';

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
  checkDefinition(name, definition);
  const label = typeof name === 'string' ? `The table "${name}"` : 'The table';
  const partitionKey = keyAttribute(label, definition.partitionKey);
  const sortKey = definition.sortKey === undefined ? undefined : keyAttribute(label, definition.sortKey);
  const table = sortKey ? [partitionKey, sortKey] : [partitionKey];
  const indexes = Object.entries(definition.indexes ?? {}).map(([indexName, index]) =>
    sharedIndex(label, indexName, index, table),
  );
  const all = [...table, ...indexes.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys])];
  checkRoles(label, table, all, definition);
  const { timeToLive, discriminator, onUnknown, client } = definition;
  return Object.freeze({
    name,
    partitionKey,
    sortKey,
    timeToLive,
    discriminator,
    onUnknown,
    client,
    indexes: new Map(indexes.map(index => [index.name, index])),
    brought: codeOfSharedTables(),
  });
}

function sharedIndex(
  table: string,
  name: string,
  { type = 'global', partitionKey = [], sortKey = [], projection = 'ALL' }: SharedIndexDefinition,
  tableKeys: readonly KeyAttribute[],
): SharedIndex {
  const label = `${table}: its index "${name}"`;
  const keys = (of: KeyDefinition | readonly KeyDefinition[]) => list(of).map(key => keyAttribute(label, key));
  const partitionKeys = type === 'local' ? tableKeys.slice(0, 1) : keys(partitionKey);
  const index = Object.freeze({ name, type, partitionKeys, sortKeys: keys(sortKey), projection });
  checkIndexDefinition(label, index, tableKeys, list(partitionKey).length > 0);
  return index;
}

function list(keys: KeyDefinition | readonly KeyDefinition[]): readonly KeyDefinition[] {
  return Array.isArray(keys) ? keys : [keys as KeyDefinition];
}

function keyAttribute(label: string, definition: KeyDefinition): KeyAttribute {
  checkKey(label, definition);
  return typeof definition === 'string'
    ? { name: definition, type: 'S' }
    : { name: definition.name, type: definition.type };
}

/** What only classes of shared tables need. */
function codeOfSharedTables(): Brought {
  return {
    ...SHARED_KEYS.with(sharedKeys),
    ...BUILT_KEYS.with(builtKeys),
    ...SHARED_ITEMS.with(sharedItems),
    ...SHARED_READS.with(sharedReads),
    ...KEY_ATTRIBUTES.with(keyAttributes),
  };
}
