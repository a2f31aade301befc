import { serve } from 'dynact/memory';
import type { Engine } from '../../../lib/engine/engine';
import { rawRequest, targetOf } from '../../support/raw-request';
import { ask, engineWithTable, invalid } from '../asking';

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
const missing = { error: 'ResourceNotFoundException', message: 'Requested resource not found: Table: none not found' };

describe('features that nobody has used', () => {
  let engine: Engine;

  beforeEach(() => {
    engine = engineWithTable();
  });

  it.each(['things', ARN])('are no point-in-time recovery of %s, and no backups', TableName => {
    expect(ask(engine, 'DescribeContinuousBackups', { TableName })).toEqual({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    });
    expect(ask(engine, 'ListBackups', { TableName })).toEqual({ BackupSummaries: [] });
  });

  it('are no policy of a table', () => {
    expect(ask(engine, 'GetResourcePolicy', { ResourceArn: ARN })).toEqual({
      error: 'PolicyNotFoundException',
      message: `Resource-based policy not found for the provided ResourceArn: ${ARN}`,
    });
    expect(ask(engine, 'DeleteResourcePolicy', { ResourceArn: ARN })).toEqual({});
  });

  it.each<[string, object]>([
    ['DescribeContributorInsights', { TableName: 'things', ContributorInsightsStatus: 'DISABLED' }],
    ['DescribeKinesisStreamingDestination', { TableName: 'things', KinesisDataStreamDestinations: [] }],
    ['ListContributorInsights', { ContributorInsightsSummaries: [] }],
    ['ListExports', { ExportSummaries: [] }],
    ['ListImports', { ImportSummaryList: [] }],
    ['ListGlobalTables', { GlobalTables: [] }],
  ])('are answered with nothing by %s', (operation, answer) => {
    expect(ask(engine, operation, operation.startsWith('Describe') ? { TableName: ARN } : {})).toEqual(answer);
  });

  it.each(['DescribeGlobalTable', 'DescribeGlobalTableSettings'])('are no global table for %s', operation => {
    expect(ask(engine, operation, { GlobalTableName: 'things' })).toEqual({
      error: 'GlobalTableNotFoundException',
      message: "Global table with name 'things' does not exist.",
    });
  });

  it.each<[string, object, object]>([
    [
      'DescribeContinuousBackups',
      { TableName: 'none' },
      { error: 'TableNotFoundException', message: 'Table not found: none' },
    ],
    ['DescribeContributorInsights', { TableName: 'none' }, missing],
    ['DescribeKinesisStreamingDestination', { TableName: 'none' }, missing],
    ['GetResourcePolicy', { ResourceArn: ARN.replace('things', 'none') }, missing],
    ['DeleteResourcePolicy', { ResourceArn: ARN.replace('things', 'none') }, missing],
    [
      'GetResourcePolicy',
      { ResourceArn: 'things' },
      invalid("One or more parameter values were invalid: ARNs must start with 'arn:': things"),
    ],
    [
      'GetResourcePolicy',
      {},
      invalid(
        "1 validation error detected: Value null at 'resourceArn' failed to satisfy constraint: Member must not be null",
      ),
    ],
    [
      'DescribeContinuousBackups',
      {},
      invalid("The parameter 'TableName' is required but was not present in the request"),
    ],
  ])('do not hide from %s that %j asks for nothing', (operation, input, failure) => {
    expect(ask(engine, operation, input)).toEqual(failure);
  });

  it.each<[string, object, string]>([
    [
      'the region of the engine',
      { Create: { RegionName: 'us-east-1' } },
      'Cannot add or delete the local region through ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.',
    ],
    [
      'another region',
      { Delete: { RegionName: 'eu-west-1' } },
      'Global tables are not supported here: no table can have a replica in eu-west-1',
    ],
  ])('are no replicas in %s', (_, update, message) => {
    const request = { TableName: 'things', ReplicaUpdates: [update] };
    expect(ask(engine, 'UpdateTable', request)).toEqual(invalid(message));
    expect(ask(engine, 'DescribeTable', { TableName: 'things' })).not.toMatchObject({
      Table: { Replicas: expect.anything() },
    });
  });

  it('can be asked for over HTTP, and not be used', async () => {
    const server = await serve({ engine });
    const post = (operation: string) =>
      rawRequest(server.url, { target: targetOf(operation), body: '{"TableName":"things"}' });
    const answers = [await post('DescribeContinuousBackups'), await post('CreateBackup')];
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(answers[1]?.json.__type).toContain('UnknownOperationException');
    await server.close();
  });
});
