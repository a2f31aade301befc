import type { AttributeValue, Item } from '../../wire/attribute-value';
import type { Condition } from '../expressions/condition';
import type { Update } from '../expressions/update';
import { validationError } from '../service-error';
import { compileWhere } from './conditions';
import { kindName, tokenName } from './expression-names';
import { type Column, compileProjection } from './projections';
import { References } from './references';
import { errorAt } from './statement-error';
import { parseStatement } from './statement-parser';
import type {
  DeleteStatement,
  Expression,
  InsertStatement,
  Returning,
  SelectStatement,
  UpdateStatement,
} from './syntax';
import { aliasError, insertedTable, type TargetNames, targetNames, writtenTable } from './targets';
import type { Span } from './tokens';
import { compileActions } from './updates';
import { itemOf } from './values';

type Parameters = readonly AttributeValue[];

/** One key of `ORDER BY`. It is to be a name; anything else is told by its token, once the table is there. */
export interface OrderBy {
  readonly name: string | undefined;
  readonly token: string;
  readonly isDescending: boolean;
}

/** A read, checked as far as that is possible without its table. */
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

/** A check in a transaction. */
export interface Exists {
  readonly kind: 'exists';
  /** Undefined for any other expression, of which the service takes each for a check at first. */
  readonly select: Select | undefined;
}

/** A statement that is ready to be carried out. */
export type CompiledStatement = Select | Insert | Change | Exists;

/** Reads and checks a statement. Throws `ValidationException`. */
export function compileStatement(text: string, parameters: Parameters = []): CompiledStatement {
  const { expression, parameterCount } = parseStatement(text);
  if (parameterCount > parameters.length) {
    throw validationError("Number of parameters in request and statement don't match.");
  }
  if (expression.kind !== 'statement') return compileExists(expression, parameters);
  const { statement } = expression;
  switch (statement.kind) {
    case 'select':
      return compileSelect(statement, parameters);
    case 'insert':
      return compileInsert(statement, expression.span, parameters);
    default:
      return compileChange(statement, parameters);
  }
}

/** `EXISTS (SELECT ...)` is the one statement that is none of SQL's. */
function compileExists(expression: Expression, parameters: Parameters): Exists {
  if (expression.kind !== 'call' && expression.kind !== 'operation') {
    throw validationError(`Unsupported operation: ${kindName(expression)}`);
  }
  const operand = expression.operands.length === 1 ? expression.operands[0] : undefined;
  const statement = operand?.kind === 'statement' ? operand.statement : undefined;
  const isExists = tokenName(expression) === 'exists' && statement?.kind === 'select';
  return { kind: 'exists', select: isExists ? compileSelect(statement, parameters) : undefined };
}

function compileSelect(statement: SelectStatement, parameters: Parameters): Select {
  const { unsupported, form, projection, target, where, orderBy } = statement;
  if (unsupported?.span) throw errorAt(`Unsupported clause: ${unsupported.clause}`, unsupported.span);
  if (unsupported) throw validationError(`Unsupported clause: ${unsupported.clause}`);
  if (form === 'distinct') throw validationError('Unsupported token in expression: DISTINCT');
  if (!target.isComposite && projection !== '*' && projection.some(({ hasAlias }) => hasAlias)) throw aliasError();
  return {
    kind: 'select',
    ...targetNames(target),
    columns: compileProjection(statement),
    where: where && compileWhere(where, new References(parameters)),
    orderBy: orderBy.map(({ key, isDescending }) => ({ name: nameIn(key), token: tokenName(key), isDescending })),
  };
}

function nameIn(key: Expression): string | undefined {
  return key.kind === 'name' ? key.name : undefined;
}

function compileInsert(statement: InsertStatement, span: Span, parameters: Parameters): Insert {
  const { hasValue, item, unsupported, returning } = statement;
  if (!hasValue) throw validationError('Unsupported operation: InsertOp');
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
  const { kind, target, where, returning } = statement;
  const condition = where && compileWhere(where, new References(parameters));
  const update = statement.kind === 'update' ? compileActions(statement.actions, parameters) : [];
  return { kind, tableName: writtenTable(target), update, where: condition, returning };
}
