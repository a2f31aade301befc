import type { Item } from '../../wire/attribute-value';
import { compileProjection } from '../expressions/compile';
import { placeholdersOf } from '../expressions/expression-parameters';
import type { Projection } from '../expressions/projection';
import { type CapacityMode, CapacityTotals, readUnits } from '../metering/capacity';
import { CAPACITY_MODES, Constraints } from '../protocol/constraints';
import { ServiceError, validationError } from '../protocol/service-error';
import { attributes, list, map, string, structure } from '../protocol/shapes';
import { readItem } from '../reading/keyed-read';
import { projected } from '../reading/page';
import type { StoredItem } from '../storage/stored-item';
import type { Table } from '../tables/table';
import { normalizeAttributes } from '../values/attribute-values';
import {
  type CancellationReason,
  checkDistinctItems,
  NO_REASON,
  reasonOf,
  transactionCanceledError,
} from '../writing/transactions';
import { operation } from './operation';

interface GetRequest {
  readonly TableName: string;
  readonly Key: Item;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

interface TransactGetItemsRequest {
  readonly TransactItems: readonly { readonly Get: GetRequest }[];
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface Read {
  readonly get: GetRequest;
  readonly table: Table;
  readonly projection: Projection | undefined;
}

const MAX_GETS = 100;
const MAX_BYTES = 4 * 1024 * 1024;

const shape = structure('TransactGetItemsInput', {
  TransactItems: list(
    structure('TransactGetItem', {
      Get: structure('Get', {
        TableName: string,
        Key: attributes,
        ProjectionExpression: string,
        ExpressionAttributeNames: map(string),
      }),
    }),
  ),
  ReturnConsumedCapacity: string,
});

export const transactGetItems = operation<TransactGetItemsRequest>('TransactGetItems', shape, (database, request) => {
  checkConstraints(request);
  const gets = request.TransactItems.map(({ Get }) => Get);
  const projections = gets.map(compile);
  const reads = gets.map((get, at) => ({ get, table: database.table(get.TableName), projection: projections[at] }));
  checkDistinctItems(reads.map(({ table, get }) => ({ table, subject: get.Key })));
  const found = readAll(reads);
  return {
    Responses: found.map((stored, at) => responseOf(stored, projections[at])),
    ConsumedCapacity: capacityOf(reads, found, request.ReturnConsumedCapacity),
  };
});

function checkConstraints({ TransactItems, ReturnConsumedCapacity }: TransactGetItemsRequest): void {
  const constraints = new Constraints()
    .oneOf('returnConsumedCapacity', ReturnConsumedCapacity, CAPACITY_MODES)
    .required('transactItems', TransactItems)
    .minLength('transactItems', TransactItems, 1)
    .maxLength('transactItems', TransactItems, MAX_GETS);
  TransactItems?.forEach(({ Get }, at) => {
    const member = `transactItems.${at + 1}.member.get`;
    constraints.required(member, Get);
    if (Get) constraints.required(`${member}.key`, Get.Key).tableName(Get.TableName, `${member}.tableName`);
  });
  constraints.check();
}

/** Unlike elsewhere, names may be given without an expression. */
function compile(get: GetRequest): Projection | undefined {
  const { ProjectionExpression, ExpressionAttributeNames } = get;
  normalizeAttributes(get.Key);
  const placeholders = placeholdersOf({ ExpressionAttributeNames });
  if (ProjectionExpression === undefined) return undefined;
  const projection = compileProjection(ProjectionExpression, placeholders);
  placeholders.checkAllUsed();
  return projection;
}

/** Reads every item, or throws `TransactionCanceledException` with the error of each key. */
function readAll(reads: readonly Read[]): (StoredItem | undefined)[] {
  const found: (StoredItem | undefined)[] = [];
  const reasons = reads.map(({ get, table, projection }): CancellationReason => {
    try {
      found.push(readItem(table, get.Key, projection));
      return NO_REASON;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.kind === 'wholeRequest') throw error;
      return reasonOf(error);
    }
  });
  if (found.length < reads.length) throw transactionCanceledError(reasons);
  const bytes = found.reduce((sum, stored) => sum + (stored?.size ?? 0), 0);
  if (bytes > MAX_BYTES) throw validationError('Payload in response is too large.');
  return found;
}

/** An item with none of the requested attributes is returned as missing. */
function responseOf(stored: StoredItem | undefined, projection: Projection | undefined): object {
  const item = stored && projected(stored, projection);
  return item && Object.keys(item).length > 0 ? { Item: item } : {};
}

/** Transactions read twice: to prepare, and to commit. */
function capacityOf(
  reads: readonly Read[],
  found: readonly (StoredItem | undefined)[],
  mode: CapacityMode | undefined,
): object[] | undefined {
  const totals = new CapacityTotals();
  reads.forEach(({ table }, at) => {
    totals.add(table.name, { table: 2 * readUnits(found[at]?.size ?? 0, true), indexes: new Map() });
  });
  return totals.describe(mode, 'ReadCapacityUnits');
}
