import { string, structure } from '../protocol/shapes';
import { checkTableReference } from '../tables/constraints';
import { describeTable as describe } from '../tables/description';
import { operation } from './operation';

const shape = structure('DescribeTableInput', { TableName: string });

export const describeTable = operation<{ TableName: string }>('DescribeTable', shape, (database, { TableName }) => {
  checkTableReference(TableName);
  const table = database.namedTable(TableName);
  return { Table: describe(table, database.scene) };
});
