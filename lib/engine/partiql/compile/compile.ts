import type { AttributeValue, Item } from '../../../wire/attribute-value';
import type { Condition, Update } from '../../expressions/bound';
import { validationError } from '../../protocol/service-error';
import { kindName, tokenName } from '../syntax/expression-names';
import type { ParsedStatement } from '../syntax/statement-parser';
import type {
  DeleteStatement,
  Expression,
  InsertStatement,
  Returning,
  SelectStatement,
  UpdateStatement,
} from '../syntax/syntax';
import { errorAt, type Span } from '../syntax/tokens';
import { compileWhere } from './conditions';
import { type Column, compileProjection } from './projections';
import { References } from './references';
import { aliasError, insertedTable, type TargetNames, targetNames, writtenTable } from './targets';
import { compileActions } from './updates';
import { itemOf } from './values';

type Parameters = readonly AttributeValue[];

/** One key of `ORDER BY`. Must be a name; otherwise the error quotes its token, after the table was found. */
export interface OrderBy {
  readonly name: string | undefined;
  readonly token: string;
  readonly isDescending: boolean;
}

/** A read after all checks that do not need its table. */
export interface Select extends TargetNames {
  readonly kind: 'select';
  readonly columns: readonly Column[] | undefined;
  readonly where: Condition | undefined;
  readonly orderBy: readonly OrderBy[];
}

export interface Insert {
  readonly kind: 'insert';
  readonly tableName: string;
  readonly item: Item;
  readonly returning: readonly Returning[];
}

/** An update or a delete of the one item that its condition names. */
export interface Change {
  readonly kind: 'update' | 'delete';
  readonly tableName: string;
  /** Empty for a delete. */
  readonly update: Update;
  readonly where: Condition | undefined;
  readonly returning: readonly Returning[];
}

/** A check in a transaction: the read must find an item. */
export interface Exists {
  readonly kind: 'exists';
  readonly tableName: string;
  readonly where: Condition | undefined;
}

/** The kinds of statements. */
export type Purpose = 'read' | 'write' | 'check';

/**
 * The kind of a statement, by its form alone. Throws `ValidationException` if it is not a statement. The service first treats every function and every
 * operation as a check.
 */
export function purposeOf({ expression }: ParsedStatement): Purpose {
  if (expression.kind === 'call' || expression.kind === 'operation') return 'check';
  if (expression.kind !== 'statement') throw validationError(`Unsupported operation: ${kindName(expression)}`);
  const { statement } = expression;
  if (statement.kind === 'select') return 'read';
  if (statement.kind === 'insert' && !statement.hasValue) throw validationError('Unsupported operation: InsertOp');
  return 'write';
}

/** Compiles a statement as far as possible without its table. Throws `ValidationException`. */
export function compileStatement({ expression, parameterCount }: ParsedStatement, parameters: Parameters) {
  if (expression.kind !== 'statement') {
    throw validationError('EXISTS can only be used in ExecuteTransaction write requests.');
  }
  checkParameterCount(parameterCount, parameters);
  const { statement, span } = expression;
  switch (statement.kind) {
    case 'select':
      return compileSelect(statement, parameters);
    case 'insert':
      return compileInsert(statement, span, parameters);
    default:
      return compileChange(statement, parameters);
  }
}

/** Compiles a check. Its columns do not matter. */
export function compileExists({ expression, parameterCount }: ParsedStatement, parameters: Parameters): Exists {
  checkParameterCount(parameterCount, parameters);
  const statement = checkedSelect(expression) as SelectStatement;
  checkClauses(statement);
  const { tableName, indexName } = targetNames(statement.target);
  if (indexName !== undefined) throw validationError('Operations on indices are not supported in transactions');
  return { kind: 'exists', tableName, where: conditionOf(statement, parameters) };
}

/** The read in `EXISTS (SELECT ...)`, the only expression that is a check; undefined for any other. */
export function checkedSelect(expression: Expression): SelectStatement | undefined {
  if (expression.kind !== 'call' || expression.name !== 'exists' || expression.operands.length !== 1) return undefined;
  const [operand] = expression.operands;
  return operand?.kind === 'statement' && operand.statement.kind === 'select' ? operand.statement : undefined;
}

function checkParameterCount(count: number, parameters: Parameters): void {
  if (count <= parameters.length) return;
  throw validationError("Number of parameters in request and statement don't match.");
}

function compileSelect(statement: SelectStatement, parameters: Parameters): Select {
  const { form, projection, target, orderBy } = statement;
  checkClauses(statement);
  if (form === 'distinct') throw validationError('Unsupported token in expression: DISTINCT');
  if (!target.isComposite && projection !== '*' && projection.some(({ hasAlias }) => hasAlias)) throw aliasError();
  return {
    kind: 'select',
    ...targetNames(target),
    columns: compileProjection(statement),
    where: conditionOf(statement, parameters),
    orderBy: orderBy.map(({ key, isDescending }) => ({ name: nameIn(key), token: tokenName(key), isDescending })),
  };
}

function checkClauses({ unsupported }: SelectStatement): void {
  if (!unsupported) return;
  const problem = `Unsupported clause: ${unsupported.clause}`;
  throw unsupported.span ? errorAt(problem, unsupported.span) : validationError(problem);
}

function conditionOf({ where }: { readonly where: Expression | undefined }, parameters: Parameters) {
  return where && compileWhere(where, new References(parameters));
}

function nameIn(key: Expression): string | undefined {
  return key.kind === 'name' ? key.name : undefined;
}

function compileInsert(statement: InsertStatement, span: Span, parameters: Parameters): Insert {
  const { item, unsupported, returning } = statement;
  if (unsupported === 'AT') throw errorAt('AT is not supported in insert statements.', span);
  if (unsupported) throw validationError(`Unsupported clause: ${unsupported}`);
  const tableName = insertedTable(statement);
  if (item.kind !== 'struct') {
    throw errorAt(
      'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.',
      item.span,
    );
  }
  return { kind: 'insert', tableName, item: itemOf(item.members, parameters), returning };
}

function compileChange(statement: UpdateStatement | DeleteStatement, parameters: Parameters): Change {
  const { kind, target, returning } = statement;
  const where = conditionOf(statement, parameters);
  const update = statement.kind === 'update' ? compileActions(statement.actions, parameters) : [];
  return { kind, tableName: writtenTable(target), update, where, returning };
}
