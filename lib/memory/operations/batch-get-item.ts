import type { Item } from '../../wire/attribute-value';
import { compareStrings } from '../../wire/order';
import { type CapacityMode, CapacityTotals, readUnits } from '../capacity';
import type { Database } from '../database';
import { compileProjection } from '../expressions/compile';
import { type Projection, project } from '../expressions/projection';
import { operation } from '../operation';
import { validationError } from '../service-error';
import type { Table } from '../tables/table';
import { normalizeAttributes } from '../validation/attribute-values';
import { checkAttributesToGet, projectionToGet } from '../validation/attributes-to-get';
import { Constraints } from '../validation/constraints';
import { CAPACITY_MODES } from '../validation/enums';
import { checkParameterKinds, placeholdersOf } from '../validation/expression-parameters';
import { checkKey } from '../validation/keys';
import { checkScalarKeys } from '../validation/scalar-keys';
import { attributes, boolean, list, map, string, structure } from '../validation/shapes';

interface KeysRequest {
  readonly Keys: readonly Item[];
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
  readonly AttributesToGet?: readonly string[];
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
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
  const projections = entries.map(([, keys]) => compile(keys));
  checkUniform(entries.map(([, keys]) => keys));
  for (const [, { Keys }] of entries) checkDistinct(Keys);
  const reads = entries.map(([name, keys], at) => checkedReads(database, name, keys, projections[at]));
  return read(reads, request.ReturnConsumedCapacity);
});

function checkConstraints({ RequestItems, ReturnConsumedCapacity }: BatchGetItemRequest): void {
  const constraints = new Constraints()
    .oneOf('returnConsumedCapacity', ReturnConsumedCapacity, CAPACITY_MODES)
    .required('requestItems', RequestItems)
    .minLength('requestItems', RequestItems, 1);
  for (const [name, { Keys, AttributesToGet }] of Object.entries(RequestItems ?? {})) {
    const member = `requestItems.${name}.member`;
    constraints.required(`${member}.keys`, Keys).minLength(`${member}.keys`, Keys, 1);
    constraints.maxLength(`${member}.keys`, Keys, MAX_KEYS);
    constraints.minLength(`${member}.attributesToGet`, AttributesToGet, 1);
  }
  constraints.check();
  for (const name of Object.keys(RequestItems)) new Constraints().tableName(name).check();
  const total = Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
  if (total > MAX_KEYS) throw validationError('Too many items requested for the BatchGetItem call');
}

function compile(request: KeysRequest): Projection | undefined {
  const { ProjectionExpression, AttributesToGet, ExpressionAttributeNames } = request;
  checkParameterKinds(
    { ExpressionAttributeNames },
    { expressions: { ProjectionExpression }, legacy: { AttributesToGet } },
  );
  for (const key of request.Keys) normalizeAttributes(key);
  checkAttributesToGet(AttributesToGet);
  const placeholders = placeholdersOf({ ExpressionAttributeNames });
  const projection =
    ProjectionExpression === undefined
      ? projectionToGet(AttributesToGet)
      : compileProjection(ProjectionExpression, placeholders);
  placeholders.checkAllUsed();
  return projection;
}

/** Expressions for one table and their predecessors for another do not go together either. */
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

/** Duplicates show before it is known what the key of the table is. */
function checkDistinct(keys: readonly Item[]): void {
  const texts = new Set(keys.map(key => JSON.stringify(Object.entries(key).sort(([a], [b]) => compareStrings(a, b)))));
  if (texts.size < keys.length) throw validationError('Provided list of item keys contains duplicates');
}

function checkedReads(
  database: Database,
  name: string,
  request: KeysRequest,
  projection: Projection | undefined,
): TableReads {
  const table = database.table(name);
  checkScalarKeys(projection?.paths ?? [], table);
  for (const key of request.Keys) checkKey(key, table.keys);
  return { name, table, request, projection };
}

/** Once 16 MB are read, the other keys are handed back. */
function read(reads: readonly TableReads[], mode: CapacityMode | undefined): object {
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, KeysRequest> = {};
  const capacity = new CapacityTotals();
  let bytes = 0;
  for (const { name, table, request, projection } of reads) {
    const items: Item[] = [];
    const left: Item[] = [];
    let units = 0;
    for (const key of request.Keys) {
      const stored = table.items.get(key);
      bytes += stored?.size ?? 0;
      if (bytes > MAX_BYTES) {
        left.push(key);
        continue;
      }
      units += readUnits(stored?.size ?? 0, request.ConsistentRead ?? false);
      if (stored) items.push(projection ? project(stored.attributes, projection) : stored.attributes);
    }
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
