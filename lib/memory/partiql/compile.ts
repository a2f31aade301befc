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
import { compileActions } from './updates';
import { itemOf } from './values';

type Parameters = readonly AttributeValue[];

/** A read, checked as far as that is possible without its table. */
export interface Select extends TargetNames {
  readonly kind: 'select';
  readonly columns: readonly Column[] | undefined;
  readonly where: Condition | undefined;
  readonly orderBy: readonly { readonly name: string; readonly isDescending: boolean }[];
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
  readonly where: Condition;
  readonly returning: readonly Returning[];
}

/** A check in a transaction. */
export interface Exists {
  readonly kind: 'exists';
  readonly tableName: string;
  readonly select: Select;
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
      return compileInsert(statement, parameters);
    default:
      return compileChange(statement, parameters);
  }
}

/** `EXISTS (SELECT ...)` is the one statement that is none of SQL's. */
function compileExists(expression: Expression, parameters: Parameters): Exists {
  if (expression.kind !== 'call' && expression.kind !== 'operation') {
    throw validationError(`Unsupported operation: ${kindName(expression)}`);
  }
  const operand = expression.kind === 'call' && expression.operands.length === 1 ? expression.operands[0] : undefined;
  const statement = operand?.kind === 'statement' ? operand.statement : undefined;
  if (tokenName(expression).toLowerCase() !== 'exists' || statement?.kind !== 'select') {
    throw validationError('Unsupported operation in transaction.');
  }
  const select = compileSelect(statement, parameters);
  return { kind: 'exists', tableName: select.tableName, select };
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
    orderBy: orderBy.map(({ key, isDescending }) => ({ name: orderingName(key), isDescending })),
  };
}

function orderingName(key: Expression): string {
  if (key.kind === 'name') return key.name;
  throw validationError(`Argument to ORDER BY must be of type VariableReference. Type: ${tokenName(key)}`);
}

function compileInsert(statement: InsertStatement, parameters: Parameters): Insert {
  const { hasValue, item, unsupported, returning } = statement;
  if (!hasValue) throw validationError('Unsupported operation: InsertOp');
  if (unsupported) throw validationError(`Unsupported clause: ${unsupported}`);
  const tableName = insertedTable(statement);
  if (item.kind !== 'struct') {
    throw errorAt(
      'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.',
      item.span,
    );
  }
  return { kind: 'insert', tableName, item: itemOf(item.members, parameters, item), returning };
}

function compileChange(statement: UpdateStatement | DeleteStatement, parameters: Parameters): Change {
  const { kind, target, where, returning } = statement;
  const update = statement.kind === 'update' ? compileActions(statement.actions, parameters) : [];
  const condition = where && compileWhere(where, new References(parameters));
  const tableName = writtenTable(target);
  if (!condition) throw keyRequiredError();
  return { kind, tableName, update, where: condition, returning };
}

/** A statement that changes an item has to name it by its key. */
export function keyRequiredError(): Error {
  return validationError('Where clause does not contain a mandatory equality on all key attributes');
}
