import { equalItems } from '../../wire/equality';
import type { ItemStore } from '../storage/item-store';
import type { SecondaryIndex } from '../storage/secondary-index';
import type { ItemChange, StoredItem } from '../storage/stored-item';

const READ_UNIT = 4096;
const WRITE_UNIT = 1024;

/** How much capacity detail the response includes. */
export type CapacityMode = 'INDEXES' | 'TOTAL' | 'NONE';

/** The kind of units that a transaction reports. */
export type CapacityKind = 'ReadCapacityUnits' | 'WriteCapacityUnits';

/** Capacity units of one request on one table and its indexes. */
export interface Consumption {
  table: number;
  readonly indexes: Map<SecondaryIndex, number>;
  /** Units of failed statements in a batch: only part of the total. */
  readonly stopped?: number;
}

/** Units of reading bytes: one for each 4 KB, half of that for an eventually consistent read. */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT)) * (isConsistent ? 1 : 0.5);
}

/** Units of writing bytes: one for each 1 KB. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT));
}

/** The units of a write: the larger of the old and the new item, and the changes in each index. */
export function consumedByWrite(items: ItemStore, change: ItemChange): Consumption {
  const table = writeUnits(Math.max(change.before?.size ?? 0, change.after?.size ?? 0));
  const indexes = new Map<SecondaryIndex, number>();
  for (const index of items.indexes.values()) {
    const units = indexUnits(index, change);
    if (units > 0) indexes.set(index, units);
  }
  return { table, indexes };
}

/**
 * The `ConsumedCapacity` of a response; undefined if it was not asked for. Transactions also report whether the units are for reading or writing.
 */
export function consumedCapacity(
  tableName: string,
  { table, indexes, stopped = 0 }: Consumption,
  mode: CapacityMode | undefined,
  kind?: CapacityKind,
): object | undefined {
  if (mode !== 'TOTAL' && mode !== 'INDEXES') return undefined;
  const capacity = (units: number) => ({ CapacityUnits: units, ...(kind && { [kind]: units }) });
  const total = [...indexes.values()].reduce((sum, units) => sum + units, table + stopped);
  if (mode === 'TOTAL') return { TableName: tableName, ...capacity(total) };
  const capacities = (isGlobal: boolean) => {
    const ofKind = [...indexes].filter(([index]) => index.definition.isGlobal === isGlobal);
    if (ofKind.length === 0) return undefined;
    return Object.fromEntries(ofKind.map(([index, units]) => [index.definition.name, capacity(units)]));
  };
  return {
    TableName: tableName,
    ...capacity(total),
    Table: capacity(table),
    LocalSecondaryIndexes: capacities(false),
    GlobalSecondaryIndexes: capacities(true),
  };
}

/** The units of one request on each of several tables. */
export class CapacityTotals {
  private readonly totals = new Map<string, Consumption>();
  private readonly stopped = new Map<string, number>();

  add(tableName: string, { table, indexes }: Consumption): void {
    const total = this.totals.get(tableName) ?? { table: 0, indexes: new Map() };
    this.totals.set(tableName, total);
    total.table += table;
    for (const [index, units] of indexes) total.indexes.set(index, (total.indexes.get(index) ?? 0) + units);
  }

  /** The units of a failed write. Nothing if all writes of its table failed. */
  addStopped(tableName: string, units: number): void {
    this.stopped.set(tableName, (this.stopped.get(tableName) ?? 0) + units);
  }

  /** The `ConsumedCapacity` list of a response; undefined if it was not asked for. */
  describe(mode: CapacityMode | undefined, kind?: CapacityKind): object[] | undefined {
    const capacities = [...this.totals].map(([tableName, total]) =>
      consumedCapacity(tableName, { ...total, stopped: this.stopped.get(tableName) ?? 0 }, mode, kind),
    );
    const asked = capacities.filter(capacity => capacity !== undefined);
    return asked.length > 0 ? asked : undefined;
  }
}

/** An index entry that moves is deleted and put. An unchanged one costs nothing. */
function indexUnits(index: SecondaryIndex, { before, after }: ItemChange): number {
  const old = before && index.holds(before.attributes) ? before : undefined;
  const current = after && index.holds(after.attributes) ? after : undefined;
  if (!old || !current) return unitsOf(index, old) + unitsOf(index, current);
  if (index.positionOf(old.attributes) !== index.positionOf(current.attributes)) {
    return unitsOf(index, old) + unitsOf(index, current);
  }
  const isSame = equalItems(index.project(old).attributes, index.project(current).attributes);
  return isSame ? 0 : Math.max(unitsOf(index, old), unitsOf(index, current));
}

function unitsOf(index: SecondaryIndex, stored: StoredItem | undefined): number {
  return stored ? writeUnits(index.project(stored).size) : 0;
}
