import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { send } from '../client/send';
import type { SharedTarget } from '../client/target';
import { TableNotFoundError } from '../errors/service-errors';

/**
 * The error with the class and table that is missing. DynamoDB does not say which of several it is, so after such a failure each table is
 * described. If none turns out to be missing, because the program may not describe tables or the table is still being created, the error stays
 * as it is and names all of them.
 */
export async function withMissingTable(error: unknown, to: SharedTarget): Promise<unknown> {
  if (!(error instanceof TableNotFoundError)) return error;
  const tables = [...new Map(to.targets.map(target => [target.tableName, target])).values()];
  if (tables.length < 2) return error;
  const outcomes = await Promise.all(tables.map(table => describe({ ...to, targets: [table] }, table.tableName)));
  const messages = outcomes.filter(outcome => outcome instanceof TableNotFoundError).map(({ message }) => message);
  return messages.length > 0 ? new TableNotFoundError(messages.join('; '), { cause: error.cause }) : error;
}

async function describe(to: SharedTarget, tableName: string): Promise<unknown> {
  try {
    return await send(to, new DescribeTableCommand({ TableName: tableName }));
  } catch (error) {
    return error;
  }
}
