import { type Database, tableName } from '../database/database';
import { Constraints } from '../protocol/constraints';
import { modelError } from '../protocol/service-error';
import { string, structure } from '../protocol/shapes';
import { checkTableReference } from '../tables/constraints';
import { checkResourceArn } from '../tables/resource-arn';
import { type Operation, operation } from './operation';

/**
 * The service's answers about features that were never used. Tools that manage tables ask for them. The features themselves are not there, and
 * operations that would use them are unknown.
 */
export const unusedFeatures: readonly Operation[] = [
  ofTable('DescribeContinuousBackups', (database, name) => {
    if (!database.tables.has(name)) throw modelError('TableNotFoundException', `Table not found: ${name}`);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    };
  }),
  ofTable('DescribeContributorInsights', (database, name) => ({
    TableName: database.namedTable(name).name,
    ContributorInsightsStatus: 'DISABLED',
  })),
  ofTable('DescribeKinesisStreamingDestination', (database, name) => ({
    TableName: database.namedTable(name).name,
    KinesisDataStreamDestinations: [],
  })),
  ofResource('GetResourcePolicy', arn => {
    throw modelError('PolicyNotFoundException', `Resource-based policy not found for the provided ResourceArn: ${arn}`);
  }),
  ofResource('DeleteResourcePolicy', () => ({})),
  ofGlobalTable('DescribeGlobalTable'),
  ofGlobalTable('DescribeGlobalTableSettings'),
  without('ListBackups', 'BackupSummaries'),
  without('ListContributorInsights', 'ContributorInsightsSummaries'),
  without('ListExports', 'ExportSummaries'),
  without('ListGlobalTables', 'GlobalTables'),
  without('ListImports', 'ImportSummaryList'),
];

function ofTable(name: string, answer: (database: Database, table: string) => object): Operation {
  const shape = structure(`${name}Input`, { TableName: string });
  return operation<{ TableName: string }>(name, shape, (database, { TableName }) => {
    checkTableReference(TableName);
    return answer(database, tableName(TableName));
  });
}

function ofResource(name: string, answer: (arn: string) => object): Operation {
  const shape = structure(`${name}Input`, { ResourceArn: string });
  return operation<{ ResourceArn: string }>(name, shape, (database, { ResourceArn: arn }) => {
    new Constraints().required('resourceArn', arn).check();
    checkResourceArn(arn, database.location);
    database.namedTable(arn);
    return answer(arn);
  });
}

function ofGlobalTable(name: string): Operation {
  const shape = structure(`${name}Input`, { GlobalTableName: string });
  return operation<{ GlobalTableName?: string }>(name, shape, (_, { GlobalTableName }) => {
    new Constraints().required('globalTableName', GlobalTableName).check();
    throw modelError('GlobalTableNotFoundException', `Global table with name '${GlobalTableName}' does not exist.`);
  });
}

function without(name: string, member: string): Operation {
  return operation(name, structure(`${name}Input`, {}), () => ({ [member]: [] }));
}
