import { compareStrings } from '../../wire/order';
import { Constraints } from '../protocol/constraints';
import { integer, string, structure } from '../protocol/shapes';
import { operation } from './operation';

interface ListTablesRequest {
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
}

const MAX_LIMIT = 100;
const shape = structure('ListTablesInput', { ExclusiveStartTableName: string, Limit: integer });

export const listTables = operation<ListTablesRequest>('ListTables', shape, (database, request) => {
  const { ExclusiveStartTableName: start, Limit: limit = MAX_LIMIT } = request;
  new Constraints()
    .spelledResourceName('exclusiveStartTableName', start)
    .atLeast('limit', limit, 1)
    .atMost('limit', limit, MAX_LIMIT)
    .check();
  const names = [...database.tables.keys()].sort(compareStrings);
  const rest = start === undefined ? names : names.filter(name => compareStrings(name, start) > 0);
  const page = rest.slice(0, limit);
  return { TableNames: page, LastEvaluatedTableName: rest.length > limit ? page.at(-1) : undefined };
});
