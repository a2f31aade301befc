import { ConfigurationError } from '../../errors/usage-errors';
import type { AttributeMetadata } from '../attribute-metadata';
import type { ClassDeclarations, IndexDeclaration } from '../declarations';
import type { SharedTable } from '../shared-table';
import { checkKeyType } from './keys';

/** DynamoDB's limit on the attributes of each part of a global index's key. */
export const MAX_KEY_PARTS = 4;

interface Indexed {
  readonly className: string;
  readonly byProperty: ReadonlyMap<string, AttributeMetadata>;
  readonly tableKeys: readonly AttributeMetadata[];
  readonly shared: SharedTable | undefined;
}

/** Checks the indexes that a class and its ancestors declare. */
export function checkIndexes(indexed: Indexed, declarations: readonly ClassDeclarations[]): void {
  for (const { indexes } of declarations) {
    checkNames(
      indexed,
      indexes.map(({ name }) => name),
    );
    for (const index of indexes) checkIndex(indexed, index);
  }
}

function checkNames({ className, shared }: Indexed, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new ConfigurationError(`${className} declares two indexes named "${twice}"`);
  const taken = names.find(name => shared?.indexes.has(name));
  if (taken !== undefined) {
    throw new ConfigurationError(
      `${className} declares the index "${taken}", which its table has in defineTable: give its keys by templates in @Table, \`keys: { ${taken}: [...] }\`, or by properties stored as its key attributes`,
    );
  }
}

function checkIndex(indexed: Indexed, declaration: IndexDeclaration): void {
  const { className, byProperty } = indexed;
  const { name, type, partitionKey, sortKey, projection } = declaration;
  const label = `The index "${name}" of ${className}`;
  if (typeof projection === 'string' && projection !== 'ALL' && projection !== 'KEYS_ONLY') {
    throw new ConfigurationError(`${label} needs a projection of 'ALL', 'KEYS_ONLY' or a list of properties`);
  }
  const key = type === 'local' ? sortKey : [...partitionKey, ...sortKey];
  for (const property of [...key, ...(typeof projection === 'string' ? [] : projection)]) {
    if (byProperty.has(property)) continue;
    throw new ConfigurationError(
      `${label} names "${property}", which is no attribute: put @Attribute on the property, or correct the name`,
    );
  }
  const attributes = key.map(property => byProperty.get(property)!);
  checkTwice(label, type === 'local' ? [indexed.tableKeys[0]!, ...attributes] : attributes);
  if (type === 'local') checkLocal(label, indexed, declaration);
  else checkGlobal(label, declaration);
  for (const attribute of attributes) checkKeyType(className, attribute);
}

function checkLocal(label: string, { tableKeys }: Indexed, { partitionKey, sortKey }: IndexDeclaration): void {
  const [tableKey, tableSortKey] = tableKeys;
  if (partitionKey.some(property => property !== tableKey!.property) || partitionKey.length > 1) {
    throw new ConfigurationError(`${label} is local, so its partition key is the table's, "${tableKey!.property}"`);
  }
  if (!tableSortKey) {
    throw new ConfigurationError(`${label} is local: only a table with a sort key can have local indexes`);
  }
  if (sortKey.length !== 1) throw new ConfigurationError(`${label} is local, so it needs exactly one sort key`);
}

function checkGlobal(label: string, { partitionKey, sortKey }: IndexDeclaration): void {
  if (partitionKey.length === 0) throw new ConfigurationError(`${label} needs a partitionKey`);
  if (partitionKey.length > MAX_KEY_PARTS || sortKey.length > MAX_KEY_PARTS) {
    throw new ConfigurationError(
      `${label} has too many key attributes: DynamoDB takes ${MAX_KEY_PARTS} for each part of the key`,
    );
  }
}

function checkTwice(label: string, key: readonly AttributeMetadata[]): void {
  const twice = key.find((part, i) => key.findIndex(({ name }) => name === part.name) !== i);
  if (twice) throw new ConfigurationError(`${label} has "${twice.property}" twice in its key`);
}
