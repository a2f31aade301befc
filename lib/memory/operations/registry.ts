import type { Operation } from '../operation';
import { createTable } from './create-table';
import { deleteItem } from './delete-item';
import { deleteTable } from './delete-table';
import { describeTable } from './describe-table';
import { getItem } from './get-item';
import { listTables } from './list-tables';
import { putItem } from './put-item';
import { updateItem } from './update-item';

/** Every operation of the API that an engine answers. */
export const operations: readonly Operation[] = [
  createTable,
  deleteItem,
  deleteTable,
  describeTable,
  getItem,
  listTables,
  putItem,
  updateItem,
];
