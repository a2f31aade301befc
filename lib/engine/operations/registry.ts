import { batchExecuteStatement } from './batch-execute-statement';
import { batchGetItem } from './batch-get-item';
import { batchWriteItem } from './batch-write-item';
import { createTable } from './create-table';
import { deleteItem } from './delete-item';
import { deleteTable } from './delete-table';
import { describeStream } from './describe-stream';
import { describeTable } from './describe-table';
import { executeStatement } from './execute-statement';
import { executeTransaction } from './execute-transaction';
import { getItem } from './get-item';
import { getRecords } from './get-records';
import { getShardIterator } from './get-shard-iterator';
import { describeEndpoints, describeLimits } from './limits';
import { listStreams } from './list-streams';
import { listTables } from './list-tables';
import type { Operation } from './operation';
import { putItem } from './put-item';
import { query } from './query';
import { scan } from './scan';
import { listTagsOfResource, tagResource, untagResource } from './tags';
import { describeTimeToLive, updateTimeToLive } from './time-to-live';
import { transactGetItems } from './transact-get-items';
import { transactWriteItems } from './transact-write-items';
import { unusedFeatures } from './unused-features';
import { updateItem } from './update-item';
import { updateTable } from './update-table';

/** All operations, by service. */
const SERVICES: Readonly<Record<string, readonly Operation[]>> = {
  DynamoDB_20120810: [
    batchExecuteStatement,
    batchGetItem,
    batchWriteItem,
    createTable,
    deleteItem,
    deleteTable,
    describeEndpoints,
    describeLimits,
    describeTable,
    describeTimeToLive,
    executeStatement,
    executeTransaction,
    getItem,
    listTables,
    listTagsOfResource,
    putItem,
    query,
    scan,
    tagResource,
    transactGetItems,
    transactWriteItems,
    untagResource,
    updateItem,
    updateTable,
    updateTimeToLive,
    ...unusedFeatures,
  ],
  DynamoDBStreams_20120810: [describeStream, getRecords, getShardIterator, listStreams],
};

/** By name: each operation, and its service. */
const DISPATCH: ReadonlyMap<string, { readonly service: string; readonly operation: Operation }> = new Map(
  Object.entries(SERVICES).flatMap(([service, operations]) =>
    operations.map(operation => [operation.name, { service, operation }] as const),
  ),
);

/** The names of all operations, in order. */
export function operationNames(): string[] {
  return [...DISPATCH.keys()].sort();
}

/** The operation with that name; undefined if there is none. */
export function operationNamed(name: string): Operation | undefined {
  return DISPATCH.get(name)?.operation;
}

/** The name of the operation that an `x-amz-target` header asks for: of `DynamoDB_20120810.PutItem`, `PutItem`. */
export function operationOf(target = ''): string | undefined {
  const [service, name] = target.split('.', 2) as [string, string?];
  return name !== undefined && target === `${service}.${name}` && DISPATCH.get(name)?.service === service
    ? name
    : undefined;
}
