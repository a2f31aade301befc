import { attributeOf, type Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import type { Database } from '../database/database';
import { applyUpdate } from '../expressions/apply-update';
import type { Condition, Update } from '../expressions/bound';
import { meets } from '../expressions/evaluate';
import { pathsInCondition, pathsInUpdate } from '../expressions/paths';
import { conditionFailedError, invalid } from '../protocol/service-error';
import { keyOf } from '../storage/key-schema';
import { checkItemKey, checkKey } from '../storage/keys';
import { type ItemChange, type StoredItem, storedItem } from '../storage/stored-item';
import { checkScalarKeys, type Table } from '../tables/table';
import { checkNesting } from '../values/attribute-values';
import { checkIndexKeys, checkTypesForIndexes, checkUpdatedIndexKeys } from './index-keys';
import { checkUpdatedSize } from './item-size';

/** A write that passed its checks and is not carried out yet. */
export interface PlannedWrite extends ItemChange {
  readonly table: Table;
  readonly key: Item;
}

/** The condition of a write, and whether its failure returns the item. */
export interface Guard {
  readonly condition: Condition | undefined;
  readonly showItem?: boolean;
}

/** Throws `ValidationException` for a wrong key and `ConditionalCheckFailedException`, as the other planners do. */
export function planPut(table: Table, item: Item, guard: Guard): PlannedWrite {
  checkItemKey(item, table.keys);
  checkIndexKeys(item, table.items.indexes.values());
  checkGuardPaths(table, guard);
  const key = keyOf(item, table.keys);
  const before = table.items.get(key);
  checkGuard(before, guard);
  return { table, key, before, after: storedItem(item) };
}

/** An update creates a missing item, even without an action, unless it would only remove values. */
export function planUpdate(table: Table, key: Item, update: Update, guard: Guard): PlannedWrite {
  checkKey(key, table.keys);
  checkKeyUntouched(update, table);
  checkTypesForIndexes(update, table.items.indexes.values());
  checkScalarKeys(pathsInUpdate(update), table);
  checkGuardPaths(table, guard);
  const before = table.items.get(key);
  checkGuard(before, guard);
  if (!before && onlyTakesAway(update)) return { table, key, before, after: undefined };
  const old = before?.attributes ?? key;
  const item = applyUpdate(old, update);
  checkUpdatedNesting(item, update);
  checkUpdatedIndexKeys(item, table.items.indexes.values(), old);
  const after = storedItem(item);
  checkUpdatedSize(after.size - itemSize(key), update);
  return { table, key, before, after };
}

export function planDelete(table: Table, key: Item, guard: Guard): PlannedWrite {
  checkKey(key, table.keys);
  checkGuardPaths(table, guard);
  const before = table.items.get(key);
  checkGuard(before, guard);
  return { table, key, before, after: undefined };
}

/** Carries out a planned write. */
export function commit(database: Database, write: PlannedWrite): void {
  if (write.before || write.after) database.write(write.table, write.key, write);
}

function onlyTakesAway(update: Update): boolean {
  return update.length > 0 && update.every(({ section }) => section === 'REMOVE' || section === 'DELETE');
}

function checkUpdatedNesting(item: Item, update: Update): void {
  for (const { path } of update) {
    const value = attributeOf(item, String(path[0]));
    if (value) checkNesting(value);
  }
}

function checkKeyUntouched(update: Update, table: Table): void {
  const names = new Set<unknown>(table.keys.all.map(({ name }) => name));
  const touched = update.find(({ path }) => names.has(path[0]));
  if (!touched) return;
  throw invalid(`Cannot update attribute ${touched.path[0]}. This attribute is part of the key`);
}

function checkGuardPaths(table: Table, { condition }: Guard): void {
  if (condition) checkScalarKeys(pathsInCondition(condition), table);
}

function checkGuard(before: StoredItem | undefined, { condition, showItem }: Guard): void {
  if (!condition || meets(before?.attributes ?? {}, condition)) return;
  throw conditionFailedError(showItem ? before?.attributes : undefined);
}
