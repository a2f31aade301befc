import type { Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import type { Database } from '../database/database';
import { type CapacityMode, CapacityTotals, readUnits } from '../metering/capacity';
import {
  type Change,
  checkedSelect,
  compileExists,
  type Exists,
  type Insert,
  type Select,
} from '../partiql/compile/compile';
import { asksForMore, attributesIn } from '../partiql/run/item-key';
import { checkKeyAlone, readSingle, type SingleRead } from '../partiql/run/single-read';
import {
  checkParameters,
  checkStatementConstraints,
  compileRequest,
  type ParsedRequest,
  parseRequest,
  type StatementRequest,
  statementMembers,
} from '../partiql/run/statement-request';
import { checkReturning, planExists, planStatement } from '../partiql/run/writes';
import { CAPACITY_MODES, Constraints } from '../protocol/constraints';
import { isValidationError, ServiceError, validationError } from '../protocol/service-error';
import { list, string, structure } from '../protocol/shapes';
import {
  type CancellationReason,
  checkDistinctItems,
  NO_REASON,
  reasonOf,
  transactionCanceledError,
} from '../writing/transactions';
import { operation } from './operation';
import type { CompiledAction } from './transact-actions';
import { type Outcome, outcomeOf, replayCapacity, writeAll, writeCapacity } from './transact-write-items';

interface ExecuteTransactionRequest {
  readonly TransactStatements: readonly StatementRequest[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

type Write = Insert | Change | Exists;

const MAX_STATEMENTS = 100;
const MAX_TOKEN = 36;

const shape = structure('ExecuteTransactionInput', {
  TransactStatements: list(structure('ParameterizedStatement', statementMembers)),
  ClientRequestToken: string,
  ReturnConsumedCapacity: string,
});

export const executeTransaction = operation<ExecuteTransactionRequest>(
  'ExecuteTransaction',
  shape,
  (database, request) => {
    checkConstraints(request);
    checkParameters(request.TransactStatements);
    const statements = parseAll(request.TransactStatements);
    return statements.every(({ purpose }) => purpose === 'read')
      ? read(database, request, statements)
      : write(database, request, statements);
  },
);

function checkConstraints(request: ExecuteTransactionRequest): void {
  const { TransactStatements, ClientRequestToken } = request;
  if (TransactStatements && TransactStatements.length > MAX_STATEMENTS) {
    throw validationError(`Member must have length less than or equal to ${MAX_STATEMENTS}`);
  }
  const constraints = new Constraints()
    .oneOf('returnConsumedCapacity', request.ReturnConsumedCapacity, CAPACITY_MODES)
    .minLength('clientRequestToken', ClientRequestToken, 1)
    .maxLength('clientRequestToken', ClientRequestToken, MAX_TOKEN)
    .required('transactStatements', TransactStatements)
    .minLength('transactStatements', TransactStatements, 1);
  TransactStatements?.forEach((statement, at) => {
    checkStatementConstraints(constraints, statement, `transactStatements.${at + 1}.member.`);
  });
  constraints.check();
}

/** Parses all statements. Either all of them read, or none does. */
function parseAll(requests: readonly StatementRequest[]): ParsedRequest[] {
  const readers = new Set<boolean>();
  return requests.map(request => {
    const statement = parseRequest(request);
    const { purpose, parsed } = statement;
    if (purpose === 'check' && !checkedSelect(parsed.expression)) {
      throw validationError('Unsupported operation in transaction.');
    }
    if (readers.add(purpose === 'read').size > 1) {
      throw validationError(
        'ExecuteTransaction API does not support both read and write operations in the same request.',
      );
    }
    return statement;
  });
}

/** Runs a step for one statement. Its error is that of the whole request. */
function within<T>(at: number, stage: () => T): T {
  try {
    return stage();
  } catch (error) {
    if (!isValidationError(error)) throw error;
    throw validationError(`Validation failed in TransactStatements[${at}]: ${error.message}`);
  }
}

function read(database: Database, request: ExecuteTransactionRequest, statements: readonly ParsedRequest[]): object {
  const selects = statements.map((statement, at) => within(at, () => selectOf(database, statement)));
  const { ClientRequestToken: token } = request;
  const content = JSON.stringify(request.TransactStatements);
  if (token) database.tokens.recall(token, content);
  const found = readAll(database, selects);
  checkDistinctItems(found.map(({ table, key }) => ({ table, subject: key })));
  const totals = new CapacityTotals();
  // Transactions read twice: to prepare, and to commit.
  for (const { table, stored } of found) {
    totals.add(table.name, { table: 2 * readUnits(stored?.size ?? 0, true), indexes: new Map() });
  }
  if (token) database.tokens.remember(token, content, []);
  return {
    Responses: found.map(({ row }) => ({ Item: row })),
    ConsumedCapacity: totals.describe(request.ReturnConsumedCapacity, 'ReadCapacityUnits'),
  };
}

function selectOf(database: Database, statement: ParsedRequest): Select {
  const select = compileRequest(statement) as Select;
  if (select.indexName !== undefined) {
    throw validationError('Reads on indices are not supported within transactions.');
  }
  checkKeyAlone(select, database.table(select.tableName), 'ExecuteTransaction');
  return select;
}

/** Reads every item, or throws `TransactionCanceledException` with the error of each statement. */
function readAll(database: Database, selects: readonly Select[]): SingleRead[] {
  const found: SingleRead[] = [];
  const reasons = selects.map((select): CancellationReason => {
    try {
      found.push(readSingle(database, select));
      return NO_REASON;
    } catch (error) {
      if (error instanceof ServiceError) return reasonOf(error);
      throw error;
    }
  });
  if (found.length < selects.length) throw transactionCanceledError(reasons);
  return found;
}

function write(database: Database, request: ExecuteTransactionRequest, parsed: readonly ParsedRequest[]): object {
  const { ClientRequestToken: token, ReturnConsumedCapacity: mode } = request;
  const statements = parsed.map((statement, at) => within(at, () => writeOf(database, statement)));
  const content = JSON.stringify(request.TransactStatements);
  const replayed = token ? database.tokens.recall<Outcome>(token, content) : undefined;
  if (replayed) return { Responses: [], ConsumedCapacity: replayCapacity(replayed, mode) };

  const actions = statements.map((statement, at) =>
    actionOf(statement, parsed[at]?.request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'),
  );
  const writes = writeAll(database, actions);
  if (token) database.tokens.remember(token, content, outcomeOf(writes));
  return { Responses: [], ConsumedCapacity: writeCapacity(writes, actions, mode) };
}

function writeOf(database: Database, statement: ParsedRequest): Write {
  if (statement.purpose === 'check') return existsOf(database, statement);
  const write = compileRequest(statement) as Insert | Change;
  database.table(write.tableName);
  checkReturning(write);
  if (write.returning.length === 0) return write;
  throw validationError('RETURNING clause is not supported in ExecuteTransaction.');
}

function existsOf(database: Database, { parsed, request }: ParsedRequest): Exists {
  const exists = compileExists(parsed, request.Parameters ?? []);
  const { where, tableName } = exists;
  const { keys } = database.table(tableName);
  const names = Object.keys(attributesIn(where));
  const hasKey = keys.all.every(({ name }) => names.includes(name));
  if (where && hasKey && asksForMore(where, keys)) return exists;
  throw validationError('EXISTS() must contain a single item read with additional condition');
}

const KINDS = { insert: 'Put', update: 'Update', delete: 'Delete', exists: 'ConditionCheck' } as const;

function actionOf(statement: Write, showItem: boolean): CompiledAction {
  const subject = subjectOf(statement);
  return {
    kind: KINDS[statement.kind],
    tableName: statement.tableName,
    subject,
    bytes: itemSize(subject),
    checkKey: () => undefined,
    plan: table =>
      statement.kind === 'exists' ? planExists(table, statement, showItem) : planStatement(table, statement, showItem),
  };
}

function subjectOf(statement: Write): Item {
  return statement.kind === 'insert' ? statement.item : attributesIn(statement.where);
}
