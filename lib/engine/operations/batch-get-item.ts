import type { Item } from '../../wire/attribute-value';
import { compareStrings } from '../../wire/order';
import type { Database } from '../database/database';
import { checkParameterKinds } from '../expressions/expression-parameters';
import type { Projection } from '../expressions/projection';
import { type CapacityMode, CapacityTotals, readUnits } from '../metering/capacity';
import { CAPACITY_MODES, Constraints } from '../protocol/constraints';
import { validationError } from '../protocol/service-error';
import { attributes, boolean, list, map, string, structure } from '../protocol/shapes';
import { compileKeyedRead, type KeyedRequest, readItem } from '../reading/keyed-read';
import { projected } from '../reading/page';
import type { StoredItem } from '../storage/stored-item';
import type { Table } from '../tables/table';
import { operation } from './operation';

interface KeysRequest extends KeyedRequest {
  readonly Keys: readonly Item[];
  readonly ConsistentRead?: boolean;
}

interface BatchGetItemRequest {
  readonly RequestItems: Readonly<Record<string, KeysRequest>>;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface TableReads {
  readonly name: string;
  readonly table: Table;
  readonly request: KeysRequest;
  readonly projection: Projection | undefined;
  /** The item of each key. */
  readonly found: readonly (StoredItem | undefined)[];
}

const MAX_KEYS = 100;
const MAX_BYTES = 16 * 1024 * 1024;

const shape = structure('BatchGetItemInput', {
  RequestItems: map(
    structure('KeysAndAttributes', {
      Keys: list(attributes),
      ConsistentRead: boolean,
      ProjectionExpression: string,
      AttributesToGet: list(string),
      ExpressionAttributeNames: map(string),
    }),
  ),
  ReturnConsumedCapacity: string,
});

export const batchGetItem = operation<BatchGetItemRequest>('BatchGetItem', shape, (database, request) => {
  checkConstraints(request);
  const entries = Object.entries(request.RequestItems);
  // Compared as they are written: two spellings of one number are two keys here, but not in a BatchWriteItem.
  const written = entries.map(([, { Keys }]) => Keys.map(textOf));
  const projections = entries.map(([, keys]) => compileKeyedRead(keys, keys.Keys));
  checkUniform(entries.map(([, keys]) => keys));
  for (const texts of written) checkDistinct(texts);
  const reads = entries.map(([name, keys], at) => readAll(database, name, keys, projections[at]));
  return responseOf(reads, request.ReturnConsumedCapacity);
});

function checkConstraints({ RequestItems, ReturnConsumedCapacity }: BatchGetItemRequest): void {
  const constraints = new Constraints()
    .oneOf('returnConsumedCapacity', ReturnConsumedCapacity, CAPACITY_MODES)
    .required('requestItems', RequestItems);
  constraints.untold.minLength('RequestItems', RequestItems, 1);
  for (const [name, { Keys, AttributesToGet }] of Object.entries(RequestItems ?? {})) {
    constraints.required(`requestItems.${name}.member.keys`, Keys);
    const keys = `RequestItems.${name}.member.Keys`;
    constraints.untold.minLength(keys, Keys, 1).maxLength(keys, Keys, MAX_KEYS);
    constraints.minLength(`requestItems.${name}.member.attributesToGet`, AttributesToGet, 1);
  }
  constraints.check();
  for (const name of Object.keys(RequestItems)) new Constraints().tableName(name).check();
  const total = Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
  if (total > MAX_KEYS) throw validationError('Too many items requested for the BatchGetItem call');
}

/** Expressions for one table and legacy parameters for another cannot be mixed either. */
function checkUniform(requests: readonly KeysRequest[]): void {
  const first = <T>(values: readonly (T | undefined)[]) => values.find(value => value !== undefined);
  checkParameterKinds(
    {},
    {
      expressions: { ProjectionExpression: first(requests.map(request => request.ProjectionExpression)) },
      legacy: { AttributesToGet: first(requests.map(request => request.AttributesToGet)) },
    },
  );
}

function textOf(key: Item): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => compareStrings(a, b)));
}

/** Duplicates are reported before the key schema of the table is known. */
function checkDistinct(texts: readonly string[]): void {
  if (new Set(texts).size < texts.length) throw validationError('Provided list of item keys contains duplicates');
}

function readAll(
  database: Database,
  name: string,
  request: KeysRequest,
  projection: Projection | undefined,
): TableReads {
  const table = database.table(name);
  return { name, table, request, projection, found: request.Keys.map(key => readItem(table, key, projection)) };
}

/** After 16 MB, the other keys are returned as unprocessed. */
function responseOf(reads: readonly TableReads[], mode: CapacityMode | undefined): object {
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, KeysRequest> = {};
  const capacity = new CapacityTotals();
  let bytes = 0;
  for (const { name, table, request, projection, found } of reads) {
    const items: Item[] = [];
    const left: Item[] = [];
    let units = 0;
    found.forEach((stored, at) => {
      bytes += stored?.size ?? 0;
      if (bytes > MAX_BYTES) {
        left.push(request.Keys[at] as Item);
        return;
      }
      units += readUnits(stored?.size ?? 0, request.ConsistentRead ?? false);
      if (stored) items.push(projected(stored, projection));
    });
    responses[name] = items;
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left };
    capacity.add(table.name, { table: units, indexes: new Map() });
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ConsumedCapacity: capacity.describe(mode),
  };
}
