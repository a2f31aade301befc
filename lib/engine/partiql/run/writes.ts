import { attributeOf, type Item, typeOf } from '../../../wire/attribute-value';
import type { DocumentPath } from '../../expressions/document-path';
import { project, projectionOf } from '../../expressions/projection';
import { modelError, validationError } from '../../protocol/service-error';
import type { Table } from '../../tables/table';
import { normalizeAttributes } from '../../values/attribute-values';
import { checkItemSize } from '../../writing/item-size';
import { type PlannedWrite, planDelete, planPut, planUpdate } from '../../writing/writes';
import type { Change, Exists, Insert } from '../compile/compile';
import { keyTypeError, requiredKey } from './item-key';

/** Plans the write of a statement. Throws `ServiceError`. */
export function planStatement(table: Table, statement: Insert | Change, showItem: boolean): PlannedWrite {
  return statement.kind === 'insert' ? planInsert(table, statement) : planChange(table, statement, showItem);
}

/** A check is planned like a delete that is then not carried out. */
export function planExists(table: Table, { where }: Exists, showItem: boolean): PlannedWrite {
  const key = requiredKey(where, table.keys);
  return planDelete(table, key, { condition: where, showItem });
}

/** What a statement returns of the old or new item. Without a `RETURNING` clause, nothing. */
export function returnedItems({ before, after }: PlannedWrite, statement: Insert | Change): Item[] {
  const [returning] = statement.returning;
  if (!returning) return [];
  const item = (returning.what.endsWith('OLD') ? before : after)?.attributes;
  if (!item) return [];
  if (returning.what.startsWith('ALL')) return [item];
  const touched = project(item, projectionOf(touchedPaths(statement)));
  return Object.keys(touched).length > 0 ? [touched] : [];
}

/** Refuses a `RETURNING` clause that the statement cannot have. */
export function checkReturning({ kind, returning: [returning, ...others] }: Insert | Change): void {
  if (!returning) return;
  if (kind === 'insert') throw validationError('RETURNING is not supported in INSERT');
  if (others.length > 0) {
    throw validationError('Invalid syntax with multiple returning elements in RETURNING clause');
  }
  if (!returning.isWildcard) {
    throw validationError("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
  }
  if (kind === 'update' || returning.what === 'ALL OLD') return;
  throw validationError(
    `Invalid returning clause: RETURNING ${returning.what} *. ` +
      'Only RETURNING ALL OLD * is allowed in DELETE statements.',
  );
}

function planInsert(table: Table, statement: Insert): PlannedWrite {
  checkReturning(statement);
  const { item } = statement;
  for (const { name, type } of table.keys.all) {
    const value = attributeOf(item, name);
    if (!value) throw validationError(`Key attribute should be present in the item: Key ${name}`);
    if (typeOf(value) !== type) throw keyTypeError(name);
  }
  normalizeAttributes(item);
  checkItemSize(item);
  const write = planPut(table, item, { condition: undefined });
  if (write.before) throw modelError('DuplicateItemException', 'Duplicate primary key exists in table');
  return write;
}

function planChange(table: Table, statement: Change, showItem: boolean): PlannedWrite {
  const { kind, update, where } = statement;
  const key = requiredKey(where, table.keys);
  checkReturning(statement);
  const guard = { condition: where, showItem };
  if (kind === 'update') return planUpdate(table, key, update, guard);
  // Deleting a missing item succeeds, whatever else the statement requires of it.
  return planDelete(table, key, table.items.get(key) ? guard : { condition: undefined });
}

function touchedPaths(statement: Insert | Change): DocumentPath[] {
  return statement.kind === 'insert' ? [] : statement.update.map(({ path }) => path);
}
