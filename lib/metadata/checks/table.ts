import { ConfigurationError } from '../../errors/usage-errors';
import type { TableDeclaration } from '../declarations';
import { checkSchema } from './schema';

/** DynamoDB's limit, in bytes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_ITEM_SIZE = 400 * 1024;

/** Checks the options of `@Table` that do not depend on attributes. */
export function checkTable(className: string, table: TableDeclaration | undefined): asserts table is TableDeclaration {
  if (!table) {
    throw new ConfigurationError(
      `${className} has no table: put @Table('name') on the class. If it has one, two copies of dynact are loaded, and the class belongs to the other: ` +
        'see `npm ls dynact`',
    );
  }
  const { name, maxItemSize = MAX_ITEM_SIZE } = table;
  // A function is asked at each call: at first use, its environment may not be there yet.
  if (typeof name !== 'function') checkTableName(className, table, name);
  if (!Number.isInteger(maxItemSize) || maxItemSize < 1 || maxItemSize > MAX_ITEM_SIZE) {
    throw new ConfigurationError(`${className}: maxItemSize must be a number of bytes from 1 to ${MAX_ITEM_SIZE}`);
  }
  checkSchema(className, table);
}

/** Checks the name of a table, or the one that its function returned. */
export function checkTableName(className: string, { name }: TableDeclaration, tableName: unknown): void {
  if (tableName && typeof tableName === 'string') return;
  throw new ConfigurationError(
    typeof name === 'function'
      ? `${className}: the function that names its table gave no text: is an environment variable missing?`
      : `${className} needs a table name: @Table('name')`,
  );
}
