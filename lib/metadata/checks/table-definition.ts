import { isName } from '../../codec/kinds';
import { checkChoices, type OptionNames } from '../../errors/known-options';
import { ConfigurationError } from '../../errors/usage-errors';
import type { KeyAttribute, KeyDefinition, KeyType, SharedIndex, SharedTableDefinition } from '../shared-table';
import { MAX_KEY_PARTS } from './indexes';

/** Checks that `defineTable` got a name and a definition. */
export function checkDefinition(
  name: unknown,
  definition: SharedTableDefinition | null | undefined,
): asserts definition is SharedTableDefinition {
  if (!name || typeof definition !== 'object' || definition === null) {
    throw new ConfigurationError(
      "A shared table needs a name and its keys: defineTable('app', { partitionKey: 'pk', sortKey: 'sk' })",
    );
  }
  checkChoices('defineTable()', definition, DEFINITION);
}

const DEFINITION: OptionNames<SharedTableDefinition> & { name: true } = {
  name: true,
  partitionKey: true,
  sortKey: true,
  timeToLive: true,
  discriminator: true,
  onUnknown: true,
  client: true,
  indexes: true,
};

const KEY_TYPES = new Set<KeyType>(['S', 'N', 'B']);

/** Checks one key attribute, by name or with its type. */
export function checkKey(label: string, definition: KeyDefinition): void {
  const { name, type } = typeof definition === 'string' ? { name: definition, type: 'S' as const } : (definition ?? {});
  if (isName(name) && KEY_TYPES.has(type)) return;
  throw new ConfigurationError(
    `${label} needs its keys by name, such as partitionKey: 'pk', or { name: 'pk', type: 'N' }`,
  );
}

/** Names that mean something else in `@Table(app, { keys })`. */
const RESERVED = new Set(['table', 'parse']);

/** Checks one index. `givesPartitionKey`: whether its definition has a partition key, which a local index must not have. */
export function checkIndexDefinition(
  label: string,
  { name, type, partitionKeys, sortKeys }: SharedIndex,
  tableKeys: readonly KeyAttribute[],
  givesPartitionKey: boolean,
): void {
  if (RESERVED.has(name)) {
    throw new ConfigurationError(`${label} needs another name: "${name}" means something else in \`keys\``);
  }
  if (partitionKeys.length === 0) throw new ConfigurationError(`${label} needs a partitionKey`);
  if (type === 'local' && (givesPartitionKey || sortKeys.length !== 1 || tableKeys.length !== 2)) {
    throw new ConfigurationError(
      `${label} is local: it has the partition key of a table with a sort key, and exactly one sort key of its own`,
    );
  }
  if (partitionKeys.length > MAX_KEY_PARTS || sortKeys.length > MAX_KEY_PARTS) {
    throw new ConfigurationError(`${label} has too many key attributes: DynamoDB takes ${MAX_KEY_PARTS} for each part`);
  }
}

/** Checks that no attribute has two roles or two types. `keys`: those of the table, then those of its indexes. */
export function checkRoles(
  label: string,
  [partitionKey, sortKey]: readonly KeyAttribute[],
  keys: readonly KeyAttribute[],
  { timeToLive, discriminator }: SharedTableDefinition,
): void {
  if (sortKey && sortKey.name === partitionKey!.name) {
    throw new ConfigurationError(`${label} has "${sortKey.name}" as both keys`);
  }
  const types = new Map<string, KeyType>();
  for (const { name, type } of keys) {
    if ((types.get(name) ?? type) !== type) {
      throw new ConfigurationError(`${label} has the key "${name}" with two types`);
    }
    types.set(name, type);
  }
  for (const attribute of [timeToLive, discriminator]) {
    if (attribute !== undefined && types.has(attribute)) {
      throw new ConfigurationError(`${label} has "${attribute}" as a key, so it can be nothing else`);
    }
  }
}
