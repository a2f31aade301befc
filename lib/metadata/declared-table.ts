import { ConfigurationError } from '../errors/usage-errors';
import type { AttributeMetadata } from './attribute-metadata';
import { declarationsOf, type TableDeclaration } from './declarations';
import type { EntityClass } from './entity-class';

/** DynamoDB's limit, in bytes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_ITEM_SIZE = 400 * 1024;

/** What the class, or its nearest ancestor with a table, says of it. Throws ConfigurationError where there is none. */
export function tableOf(type: EntityClass): TableDeclaration {
  const table = declarationsOf(type).findLast(declarations => declarations.table)?.table;
  if (!table) {
    throw new ConfigurationError(
      `${type.name} has no table: put @Table('name') on the class. If it has one, two copies of dynact are loaded, and another one knows it: ` +
        'see `npm ls dynact`',
    );
  }
  if (typeof table.name !== 'function') tableNameOf(type, table);
  return table;
}

export function tableNameOf(type: EntityClass, { name }: TableDeclaration): string {
  const tableName = typeof name === 'function' ? name() : name;
  if (tableName && typeof tableName === 'string') return tableName;
  throw new ConfigurationError(
    typeof name === 'function'
      ? `${type.name}: the function that names its table gave no text: is an environment variable missing?`
      : `${type.name} needs a table name: @Table('name')`,
  );
}

export function maxItemSizeOf(type: EntityClass, { maxItemSize = MAX_ITEM_SIZE }: TableDeclaration): number {
  if (!Number.isInteger(maxItemSize) || maxItemSize < 1 || maxItemSize > MAX_ITEM_SIZE) {
    throw new ConfigurationError(`${type.name}: maxItemSize must be a number of bytes from 1 to ${MAX_ITEM_SIZE}`);
  }
  return maxItemSize;
}

const WRITE_TOKEN = 'writeToken';

/** The stored attribute of write tokens; undefined where the class wants none. */
export function writeTokenOf(
  type: EntityClass,
  { writeToken }: TableDeclaration,
  attributes: readonly AttributeMetadata[],
): string | undefined {
  if (!writeToken) return undefined;
  const taken = attributes.find(({ name }) => name === WRITE_TOKEN);
  if (!taken) return WRITE_TOKEN;
  throw new ConfigurationError(
    `${type.name}.${taken.property} is stored as "${WRITE_TOKEN}", where \`writeToken: true\` stores its tokens: give it another \`name\``,
  );
}
