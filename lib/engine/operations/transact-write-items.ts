import type { Database } from '../database/database';
import { type CapacityMode, CapacityTotals, consumedByWrite, readUnits, writeUnits } from '../metering/capacity';
import { collectionMetricsByTable } from '../metering/collection-metrics';
import { CAPACITY_MODES, Constraints, METRICS_MODES } from '../protocol/constraints';
import { ServiceError } from '../protocol/service-error';
import { list, string, structure } from '../protocol/shapes';
import type { Table } from '../tables/table';
import {
  type CancellationReason,
  checkDistinctItems,
  checkPayload,
  NO_REASON,
  reasonOf,
  transactionCanceledError,
} from '../writing/transactions';
import { commit, type PlannedWrite } from '../writing/writes';
import { operation } from './operation';
import {
  type CompiledAction,
  checkActionConstraints,
  compileAction,
  type TransactWriteItem,
  transactWriteItemShape,
} from './transact-actions';

interface TransactWriteItemsRequest {
  readonly TransactItems: readonly TransactWriteItem[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
  readonly ReturnItemCollectionMetrics?: 'SIZE' | 'NONE';
}

/** The bytes that each action of a transaction touched, kept as long as its token. */
export type Outcome = readonly { readonly tableName: string; readonly bytes: number }[];

const MAX_ACTIONS = 100;
const MAX_TOKEN = 36;

const shape = structure('TransactWriteItemsInput', {
  TransactItems: list(transactWriteItemShape),
  ClientRequestToken: string,
  ReturnConsumedCapacity: string,
  ReturnItemCollectionMetrics: string,
});

export const transactWriteItems = operation<TransactWriteItemsRequest>(
  'TransactWriteItems',
  shape,
  (database, request) => {
    checkConstraints(request);
    const { ClientRequestToken: token } = request;
    const content = JSON.stringify(request.TransactItems);
    const replayed = token ? database.tokens.recall<Outcome>(token, content) : undefined;
    if (replayed) return { ConsumedCapacity: replayCapacity(replayed, request.ReturnConsumedCapacity) };

    const actions = request.TransactItems.map(compileAction);
    const writes = writeAll(database, actions);
    if (token) database.tokens.remember(token, content, outcomeOf(writes));
    return {
      ConsumedCapacity: writeCapacity(writes, actions, request.ReturnConsumedCapacity),
      ItemCollectionMetrics: collectionMetricsByTable(writes, request.ReturnItemCollectionMetrics),
    };
  },
);

function checkConstraints(request: TransactWriteItemsRequest): void {
  const { TransactItems, ClientRequestToken } = request;
  const constraints = new Constraints()
    .oneOf('returnConsumedCapacity', request.ReturnConsumedCapacity, CAPACITY_MODES)
    .oneOf('returnItemCollectionMetrics', request.ReturnItemCollectionMetrics, METRICS_MODES)
    .minLength('clientRequestToken', ClientRequestToken, 1)
    .maxLength('clientRequestToken', ClientRequestToken, MAX_TOKEN)
    .required('transactItems', TransactItems)
    .minLength('transactItems', TransactItems, 1)
    .maxLength('transactItems', TransactItems, MAX_ACTIONS);
  TransactItems?.forEach((item, at) => {
    checkActionConstraints(constraints, item, `transactItems.${at + 1}.member`);
  });
  constraints.check();
}

/** Carries out all actions, or throws and carries out none. */
export function writeAll(database: Database, actions: readonly CompiledAction[]): PlannedWrite[] {
  checkPayload(actions.reduce((sum, { bytes }) => sum + bytes, 0));
  const tables = actions.map(({ tableName }) => database.table(tableName));
  checkDistinctItems(actions.map(({ subject }, at) => ({ subject, table: tables[at] as Table })));
  const writes = planAll(actions, tables);
  writes.forEach((write, at) => {
    if (actions[at]?.kind !== 'ConditionCheck') commit(database, write);
  });
  return writes;
}

/** Plans every action, or throws `TransactionCanceledException`. Wrong keys are reported before any condition is evaluated. */
function planAll(actions: readonly CompiledAction[], tables: readonly Table[]): PlannedWrite[] {
  eachOrCancel(actions, (action, at) => action.checkKey(tables[at] as Table));
  return eachOrCancel(actions, (action, at) => action.plan(tables[at] as Table));
}

/** The results of a step for all actions, or the reasons of those that fail. */
function eachOrCancel<T>(actions: readonly CompiledAction[], step: (action: CompiledAction, at: number) => T): T[] {
  const results: T[] = [];
  const reasons = actions.map((action, at): CancellationReason => {
    try {
      results.push(step(action, at));
      return NO_REASON;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.kind === 'wholeRequest') throw error;
      return reasonOf(error);
    }
  });
  if (results.length < actions.length) throw transactionCanceledError(reasons);
  return results;
}

/** Transactions write twice: to prepare, and to commit. Indexes are written once. */
export function writeCapacity(
  writes: readonly PlannedWrite[],
  actions: readonly CompiledAction[],
  mode: CapacityMode | undefined,
): object[] | undefined {
  const totals = new CapacityTotals();
  writes.forEach((write, at) => {
    const { table, indexes } =
      actions[at]?.kind === 'ConditionCheck'
        ? { table: writeUnits(write.before?.size ?? 0), indexes: new Map() }
        : consumedByWrite(write.table.items, write);
    totals.add(write.table.name, { table: 2 * table, indexes });
  });
  return totals.describe(mode, 'WriteCapacityUnits');
}

/** What a repeated request needs from the first one. */
export function outcomeOf(writes: readonly PlannedWrite[]): Outcome {
  return writes.map(({ table, before, after }) => ({
    tableName: table.name,
    bytes: Math.max(before?.size ?? 0, after?.size ?? 0),
  }));
}

/** A repeated request only reads what the first one touched. */
export function replayCapacity(outcome: Outcome, mode: CapacityMode | undefined): object[] | undefined {
  const totals = new CapacityTotals();
  for (const { tableName, bytes } of outcome) {
    totals.add(tableName, { table: 2 * readUnits(bytes, true), indexes: new Map() });
  }
  return totals.describe(mode, 'ReadCapacityUnits');
}
