import { attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import type { Database } from '../database/database';
import { type CapacityMode, CapacityTotals, consumedByWrite } from '../metering/capacity';
import { collectionMetricsByTable } from '../metering/collection-metrics';
import { CAPACITY_MODES, Constraints, METRICS_MODES } from '../protocol/constraints';
import { plainError, validationError } from '../protocol/service-error';
import { attributes, list, map, string, structure } from '../protocol/shapes';
import { encodeKey } from '../storage/key-schema';
import { schemaMismatch } from '../storage/keys';
import type { Table } from '../tables/table';
import { normalizeAttributes } from '../values/attribute-values';
import { checkItemSize } from '../writing/item-size';
import { commit, type PlannedWrite, planDelete, planPut } from '../writing/writes';
import { operation } from './operation';

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

interface BatchWriteItemRequest {
  readonly RequestItems: Readonly<Record<string, readonly WriteRequest[]>>;
  readonly ReturnConsumedCapacity?: CapacityMode;
  readonly ReturnItemCollectionMetrics?: 'SIZE' | 'NONE';
}

const MAX_WRITES = 25;

const shape = structure('BatchWriteItemInput', {
  RequestItems: map(
    list(
      structure('WriteRequest', {
        PutRequest: structure('PutRequest', { Item: attributes }),
        DeleteRequest: structure('DeleteRequest', { Key: attributes }),
      }),
    ),
  ),
  ReturnConsumedCapacity: string,
  ReturnItemCollectionMetrics: string,
});

export const batchWriteItem = operation<BatchWriteItemRequest>('BatchWriteItem', shape, (database, request) => {
  checkConstraints(request);
  const entries = Object.entries(request.RequestItems);
  for (const [, writes] of entries) for (const write of writes) normalize(write);
  const planned = entries.map(([name, writes]) => plan(database, name, writes));
  for (const write of planned.flat()) commit(database, write);
  return {
    UnprocessedItems: {},
    ItemCollectionMetrics: collectionMetricsByTable(planned.flat(), request.ReturnItemCollectionMetrics),
    ConsumedCapacity: capacityOf(planned, request.ReturnConsumedCapacity),
  };
});

function checkConstraints(request: BatchWriteItemRequest): void {
  const { RequestItems } = request;
  const constraints = new Constraints()
    .oneOf('returnConsumedCapacity', request.ReturnConsumedCapacity, CAPACITY_MODES)
    .oneOf('returnItemCollectionMetrics', request.ReturnItemCollectionMetrics, METRICS_MODES);
  const counts = Object.values(RequestItems ?? {}).map(writes => writes.length);
  constraints.expect(
    counts.every(count => count >= 1 && count <= MAX_WRITES),
    'requestItems',
    RequestItems,
    'Map value must satisfy constraint: ' +
      `[Member must have length less than or equal to ${MAX_WRITES}, Member must have length greater than or equal to 1]`,
  );
  for (const [name, writes] of Object.entries(RequestItems ?? {})) {
    writes.forEach(({ PutRequest, DeleteRequest }, at) => {
      const member = `requestItems.${name}.member.${at + 1}.member`;
      if (DeleteRequest) constraints.required(`${member}.deleteRequest.key`, DeleteRequest.Key);
      if (PutRequest) constraints.required(`${member}.putRequest.item`, PutRequest.Item);
    });
  }
  constraints.check();
  if (Object.keys(RequestItems ?? {}).length === 0) {
    throw validationError('The requestItems parameter is required for BatchWriteItem');
  }
  for (const name of Object.keys(RequestItems)) new Constraints().tableName(name).check();
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total > MAX_WRITES) throw validationError('Too many items requested for the BatchWriteItem call');
}

function normalize({ PutRequest, DeleteRequest }: WriteRequest): void {
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    throw plainError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (DeleteRequest) normalizeAttributes(DeleteRequest.Key);
  if (!PutRequest) return;
  normalizeAttributes(PutRequest.Item);
  checkItemSize(PutRequest.Item);
}

function plan(database: Database, name: string, writes: readonly WriteRequest[]): PlannedWrite[] {
  const table = database.table(name);
  const seen = new Set<string>();
  return writes.map(({ PutRequest, DeleteRequest }) => {
    if (PutRequest) checkKeys(PutRequest.Item, table);
    const write = PutRequest
      ? planPut(table, PutRequest.Item, { condition: undefined })
      : planDelete(table, (DeleteRequest as { Key: Item }).Key, { condition: undefined });
    const position = encodeKey(write.key, table.keys);
    if (seen.has(position)) throw validationError('Provided list of item keys contains duplicates');
    seen.add(position);
    return write;
  });
}

/** In a batch, the error about a missing or wrong key is shorter than in a PutItem. */
function checkKeys(item: Item, { keys }: Table): void {
  for (const { name, type } of keys.all) {
    const value = attributeOf(item, name);
    if (!value || typeOf(value) !== type) throw schemaMismatch();
  }
}

function capacityOf(planned: readonly PlannedWrite[][], mode: CapacityMode | undefined): object[] | undefined {
  const totals = new CapacityTotals();
  for (const write of planned.flat()) totals.add(write.table.name, consumedByWrite(write.table.items, write));
  return totals.describe(mode);
}
