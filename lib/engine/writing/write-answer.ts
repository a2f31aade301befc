import { consumedByWrite, consumedCapacity } from '../metering/capacity';
import { collectionMetrics } from '../metering/collection-metrics';
import type { Table } from '../tables/table';
import type { WriteRequest } from './write-request';
import type { PlannedWrite } from './writes';

/** The item that was there, where it is asked for, and what the write cost. */
export function replacedAnswer(request: WriteRequest, table: Table, write: PlannedWrite): object {
  return {
    Attributes: request.ReturnValues === 'ALL_OLD' ? write.before?.attributes : undefined,
    ...costOf(request, table, write),
  };
}

/** What a write of one item cost, as far as it is asked for. */
export function costOf(request: WriteRequest, table: Table, write: PlannedWrite): object {
  return {
    ConsumedCapacity: consumedCapacity(table.name, consumedByWrite(table.items, write), request.ReturnConsumedCapacity),
    ItemCollectionMetrics: collectionMetrics(table, write.key, request.ReturnItemCollectionMetrics),
  };
}
