import type { Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import { type CapacityMode, CapacityTotals, readUnits } from '../capacity';
import type { Database } from '../database';
import { operation } from '../operation';
import type { Change, CompiledStatement, Insert, Select } from '../partiql/compile';
import { asksForMore, attributesIn, keyIn } from '../partiql/item-key';
import { readSingle, type SingleRead } from '../partiql/single-read';
import {
  checkStatementConstraints,
  compileRequest,
  type StatementRequest,
  statementMembers,
} from '../partiql/statement-request';
import { planExists, planStatement } from '../partiql/writes';
import { ServiceError, validationError } from '../service-error';
import {
  type CancellationReason,
  checkDistinctItems,
  NO_REASON,
  reasonOf,
  transactionCanceledError,
} from '../transactions';
import { Constraints } from '../validation/constraints';
import { CAPACITY_MODES } from '../validation/enums';
import { list, string, structure } from '../validation/shapes';
import type { CompiledAction } from './transact-actions';
import { type Outcome, outcomeOf, replayCapacity, writeAll, writeCapacity } from './transact-write-items';

interface ExecuteTransactionRequest {
  readonly TransactStatements: readonly StatementRequest[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

/** A write, or the read whose outcome is to be checked before the others are done. */
type Write = Insert | Change | { readonly kind: 'exists'; readonly select: Select };

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
    const statements = request.TransactStatements.map(compileRequest);
    const reads = statements.filter(statement => statement.kind === 'select');
    const writes = statements.flatMap(statement => (statement.kind === 'select' ? [] : [writeOf(statement)]));
    if (reads.length > 0 && writes.length > 0) {
      throw validationError(
        'ExecuteTransaction API does not support both read and write operations in the same request.',
      );
    }
    return reads.length > 0 ? read(database, request, reads) : write(database, request, writes);
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

function writeOf(statement: Exclude<CompiledStatement, Select>): Write {
  if (statement.kind !== 'exists') return statement;
  if (!statement.select) throw validationError('Unsupported operation in transaction.');
  return { kind: 'exists', select: statement.select };
}

function read(database: Database, request: ExecuteTransactionRequest, selects: readonly Select[]): object {
  selects.forEach((select, at) => {
    if (select.indexName !== undefined) throw failedIn(at, 'Reads on indices are not supported within transactions.');
    const { keys } = database.table(select.tableName);
    const names = Object.keys(attributesIn(select.where));
    const isKey = select.where && !asksForMore(select.where, keys);
    if (isKey && keys.all.every(({ name }) => names.includes(name))) return;
    throw failedIn(at, 'Select statements within ExecuteTransaction must specify the primary key in the where clause.');
  });
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

/** Reads every item, or throws `TransactionCanceledException` with what is wrong with each statement. */
function readAll(database: Database, selects: readonly Select[]): SingleRead[] {
  const found: SingleRead[] = [];
  const reasons = selects.map((select): CancellationReason => {
    try {
      found.push(readSingle(database, select, 'ExecuteTransaction'));
      return NO_REASON;
    } catch (error) {
      if (error instanceof ServiceError) return reasonOf(error);
      throw error;
    }
  });
  if (found.length < selects.length) throw transactionCanceledError(reasons);
  return found;
}

function write(database: Database, request: ExecuteTransactionRequest, statements: readonly Write[]): object {
  const { ClientRequestToken: token, ReturnConsumedCapacity: mode } = request;
  const Responses = statements.map(() => ({}));
  const content = JSON.stringify(request.TransactStatements);
  const replayed = token ? database.tokens.recall<Outcome>(token, content) : undefined;
  if (replayed) return { Responses, ConsumedCapacity: replayCapacity(replayed, mode) };

  const actions = statements.map((statement, at) => {
    checkWrite(database, statement, at);
    const showItem = request.TransactStatements[at]?.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    return actionOf(statement, showItem);
  });
  const writes = writeAll(database, actions);
  if (token) database.tokens.remember(token, content, outcomeOf(writes));
  return { Responses, ConsumedCapacity: writeCapacity(writes, actions, mode) };
}

function checkWrite(database: Database, statement: Write, at: number): void {
  if (statement.kind !== 'exists') {
    if (statement.returning.length === 0) return;
    throw failedIn(at, 'RETURNING clause is not supported in ExecuteTransaction.');
  }
  const { tableName, where, indexName } = statement.select;
  const { keys } = database.table(tableName);
  if (where && indexName === undefined && keyIn(where, keys) && asksForMore(where, keys)) return;
  throw failedIn(at, 'EXISTS() must contain a single item read with additional condition');
}

const KINDS = { insert: 'Put', update: 'Update', delete: 'Delete', exists: 'ConditionCheck' } as const;

function actionOf(statement: Write, showItem: boolean): CompiledAction {
  const subject = subjectOf(statement);
  return {
    kind: KINDS[statement.kind],
    tableName: statement.kind === 'exists' ? statement.select.tableName : statement.tableName,
    subject,
    bytes: itemSize(subject),
    plan: table =>
      statement.kind === 'exists'
        ? planExists(table, statement.select, showItem)
        : planStatement(table, statement, showItem),
  };
}

function subjectOf(statement: Write): Item {
  if (statement.kind === 'insert') return statement.item;
  return attributesIn(statement.kind === 'exists' ? statement.select.where : statement.where);
}

function failedIn(at: number, problem: string): ServiceError {
  return validationError(`Validation failed in TransactStatements[${at}]: ${problem}`);
}
