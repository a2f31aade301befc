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

/** The operations of DynamoDB. */
export const operations: readonly Operation[] = [
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
];

/** The operations of DynamoDB Streams. */
export const streamOperations: readonly Operation[] = [describeStream, getRecords, getShardIterator, listStreams];
