import type { Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import { type Database, tableName } from '../database/database';
import { type CapacityMode, CapacityTotals, consumedByWrite, readUnits, writeUnits } from '../metering/capacity';
import type { Change, Insert, Select } from '../partiql/compile/compile';
import { attributesIn } from '../partiql/run/item-key';
import { checkKeyAlone, readSingle } from '../partiql/run/single-read';
import {
  checkParameters,
  checkStatementConstraints,
  compileRequest,
  type ParsedRequest,
  parseRequest,
  type StatementRequest,
  statementMembers,
} from '../partiql/run/statement-request';
import { planStatement, returnedItems } from '../partiql/run/writes';
import { CAPACITY_MODES, Constraints } from '../protocol/constraints';
import { isValidationError, ServiceError, validationError } from '../protocol/service-error';
import { list, string, structure } from '../protocol/shapes';
import type { Table } from '../tables/table';
import { type CancellationReason, checkDistinctItems, reasonOf } from '../writing/transactions';
import { commit } from '../writing/writes';
import { operation } from './operation';

interface BatchExecuteStatementRequest {
  readonly Statements: readonly StatementRequest[];
  readonly ReturnConsumedCapacity?: CapacityMode;
}

/** The answer to one statement of a batch. */
interface StatementResponse {
  readonly TableName?: string;
  readonly Item?: Item;
  readonly Error?: CancellationReason;
}

/** A statement of a batch that is ready to run. */
interface Entry {
  readonly request: StatementRequest;
  readonly statement: Select | Insert | Change;
}

const MAX_STATEMENTS = 25;

const shape = structure('BatchExecuteStatementInput', {
  Statements: list(structure('BatchStatementRequest', statementMembers)),
  ReturnConsumedCapacity: string,
});

export const batchExecuteStatement = operation<BatchExecuteStatementRequest>(
  'BatchExecuteStatement',
  shape,
  (database, request) => {
    checkConstraints(request);
    checkParameters(request.Statements);
    const parsed = request.Statements.map(each => attempt(() => parseRequest(each)));
    checkPurposes(parsed);
    const entries = parsed.map(each => (each instanceof ServiceError ? each : attempt(() => entryOf(each))));
    checkDistinct(database, entries);
    const capacity = new CapacityTotals();
    return {
      Responses: entries.map(entry => respond(database, entry, capacity)),
      ConsumedCapacity: capacity.describe(request.ReturnConsumedCapacity),
    };
  },
);

function checkConstraints({ Statements, ReturnConsumedCapacity }: BatchExecuteStatementRequest): void {
  const constraints = new Constraints()
    .oneOf('returnConsumedCapacity', ReturnConsumedCapacity, CAPACITY_MODES)
    .required('statements', Statements)
    .minLength('statements', Statements, 1)
    .maxLength('statements', Statements, MAX_STATEMENTS);
  Statements?.forEach((statement, at) => {
    checkStatementConstraints(constraints, statement, `statements.${at + 1}.member.`);
  });
  constraints.check();
}

/** The result of a step for a statement, or its error. */
function attempt<T>(stage: () => T): T | ServiceError {
  try {
    return stage();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function entryOf(parsed: ParsedRequest): Entry {
  return { request: parsed.request, statement: compileRequest(parsed) };
}

function checkPurposes(parsed: readonly (ParsedRequest | ServiceError)[]): void {
  const purposes = parsed.map(each => ('purpose' in each ? each.purpose : undefined));
  if (!purposes.includes('read') || !purposes.includes('write')) return;
  throw validationError('Read and write requests together in the same batch is not supported.');
}

/** Refuses two statements about one item. Statements about missing tables have their own error. */
function checkDistinct({ tables }: Database, entries: readonly (Entry | ServiceError)[]): void {
  const subjects = entries.flatMap(entry => {
    if (entry instanceof ServiceError) return [];
    const table = tables.get(tableName(entry.statement.tableName));
    const subject = subjectOf(entry.statement);
    return table && subject ? [{ table, subject }] : [];
  });
  checkDistinctItems(subjects, 'Provided list of item keys contains duplicates');
}

function subjectOf(statement: Select | Insert | Change): Item | undefined {
  if (statement.kind === 'insert') return statement.item;
  return statement.kind === 'select' && statement.indexName !== undefined ? undefined : attributesIn(statement.where);
}

function respond(database: Database, entry: Entry | ServiceError, capacity: CapacityTotals): StatementResponse {
  if (entry instanceof ServiceError) return { Error: reasonOf(entry) };
  const { request, statement } = entry;
  const response = attempt(() =>
    statement.kind === 'select' ? read(database, statement, request, capacity) : write(database, statement, capacity),
  );
  if (!(response instanceof ServiceError)) return response;
  const failed = { Error: reasonOf(response) };
  return isValidationError(response) ? failed : { ...failed, TableName: statement.tableName };
}

function read(database: Database, select: Select, request: StatementRequest, capacity: CapacityTotals) {
  checkKeyAlone(select, database.table(select.tableName), 'BatchExecuteStatement');
  const { table, stored, row } = readSingle(database, select);
  capacity.add(table.name, {
    table: readUnits(stored?.size ?? 0, request.ConsistentRead ?? false),
    indexes: new Map(),
  });
  return { TableName: table.name, Item: row };
}

function write(database: Database, statement: Insert | Change, capacity: CapacityTotals) {
  const table = database.table(statement.tableName);
  try {
    // A batch takes ReturnValuesOnConditionCheckFailure, and shows no item for it.
    const planned = planStatement(table, statement, false);
    commit(database, planned);
    capacity.add(table.name, consumedByWrite(table.items, planned));
    return { TableName: table.name, Item: returnedItems(planned, statement)[0] };
  } catch (error) {
    if (!isValidationError(error)) capacity.addStopped(table.name, attemptedUnits(table, statement));
    throw error;
  }
}

/** A failed write is charged for the larger of the stored item and the new one. */
function attemptedUnits(table: Table, statement: Insert | Change): number {
  const stored = table.items.get(subjectOf(statement) as Item)?.size ?? 0;
  return writeUnits(statement.kind === 'insert' ? Math.max(stored, itemSize(statement.item)) : stored);
}
