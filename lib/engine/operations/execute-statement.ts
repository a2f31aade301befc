import type { Database } from '../database/database';
import { type CapacityMode, consumedByWrite, consumedCapacity } from '../metering/capacity';
import type { Change, Insert, Select } from '../partiql/compile/compile';
import { runSelect } from '../partiql/run/select';
import {
  checkParameters,
  checkStatementConstraints,
  compileRequest,
  parseRequest,
  type StatementRequest,
  statementMembers,
} from '../partiql/run/statement-request';
import { planStatement, returnedItems } from '../partiql/run/writes';
import { CAPACITY_MODES, Constraints } from '../protocol/constraints';
import { validationError } from '../protocol/service-error';
import { integer, string, structure } from '../protocol/shapes';
import { capacityOf } from '../reading/selection';
import { commit } from '../writing/writes';
import { operation } from './operation';

interface ExecuteStatementRequest extends StatementRequest {
  readonly Limit?: number;
  readonly NextToken?: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

const MAX_TOKEN = 32_768;

const shape = structure('ExecuteStatementInput', {
  ...statementMembers,
  Limit: integer,
  NextToken: string,
  ReturnConsumedCapacity: string,
});

export const executeStatement = operation<ExecuteStatementRequest>('ExecuteStatement', shape, (database, request) => {
  checkStatementConstraints(new Constraints(), request)
    .oneOf('returnConsumedCapacity', request.ReturnConsumedCapacity, CAPACITY_MODES)
    .atLeast('limit', request.Limit, 1)
    .minLength('nextToken', request.NextToken, 1)
    .maxLength('nextToken', request.NextToken, MAX_TOKEN)
    .check();
  checkParameters([request]);
  const statement = compileRequest(parseRequest(request));
  return statement.kind === 'select' ? read(database, request, statement) : write(database, request, statement);
});

function read(database: Database, request: ExecuteStatementRequest, select: Select): object {
  const result = runSelect(database, select, {
    isConsistent: request.ConsistentRead ?? false,
    limit: request.Limit,
    nextToken: request.NextToken,
  });
  return {
    Items: result.rows,
    NextToken: result.nextToken,
    ConsumedCapacity: capacityOf(request, result.source, result.read),
  };
}

function write(database: Database, request: ExecuteStatementRequest, statement: Insert | Change): object {
  if (request.NextToken !== undefined) throw validationError('NextToken is only valid on a SELECT statement');
  const table = database.table(statement.tableName);
  const planned = planStatement(table, statement, request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD');
  commit(database, planned);
  return {
    Items: returnedItems(planned, statement),
    ConsumedCapacity: consumedCapacity(
      table.name,
      consumedByWrite(table.items, planned),
      request.ReturnConsumedCapacity,
    ),
  };
}
