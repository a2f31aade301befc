import type { KnownDifference } from './known-differences';

/** Other words for one cause, of DynamoDB Local and of the service. */
const otherWords: readonly (readonly [local: RegExp, engine: RegExp])[] = [
  [/^No provisioned throughput specified for/, /(must both be|must be|is not) specified/],
  [/^Limit (in ListTables )?must be/, /Value '\d+' at 'limit' failed to satisfy constraint/],
  [/^Cannot create preexisting table$/, /^Table already exists: /],
  [/^Table already has an enabled stream$/, /^Table already has an enabled stream: /],
  [/^Table has no stream to disable$/, /^Table has no stream to disable: /],
  [/^The requested throughput value equals the current value$/, /^The provisioned throughput for .* will not change\./],
  [/^Nothing to update$/, /^At least one of ProvisionedThroughput/],
  [/^(Cannot do operations on a non-existent table|Requested resource not found)$/, /^Requested resource not found/],
  [
    /^TimeToLive is active on a different AttributeName$/,
    /^TimeToLive is active on a different AttributeName: current/,
  ],
];

/** What the service refuses of tables and indexes, and DynamoDB Local takes. */
const refused =
  /Neither ReadCapacityUnits nor WriteCapacityUnits can be specified|ProvisionedThroughput should not be specified for index|ProvisionedThroughput must be specified (when BillingMode is PROVISIONED|for index)|^One or more parameter values were invalid: The only Updates for index/;

export const knownTableDifferences: readonly KnownDifference[] = [
  {
    reason: 'Other words for one cause: the service names tables and indexes.',
    explains: ({ local, engine }) =>
      local.error === engine.error &&
      otherWords.some(
        ([ofLocal, ofEngine]) => ofLocal.test(local.message ?? '') && ofEngine.test(engine.message ?? ''),
      ),
  },
  {
    reason: 'The service looks at the request before it looks for the table.',
    explains: ({ local, engine }) =>
      local.error === 'ResourceNotFoundException' && engine.error === 'ValidationException',
  },
  {
    reason:
      'DynamoDB Local takes units for tables and indexes that are billed by request, and none for others that have some.',
    explains: ({ local, engine }) => local.status === 200 && refused.test(engine.message ?? ''),
  },
  {
    reason: 'DynamoDB Local takes an index that is not there for a wrong name.',
    explains: ({ local, engine }) =>
      local.message === 'Invalid global secondary index name' &&
      /^Requested resource not found: Index /.test(engine.message ?? ''),
  },
  {
    reason: 'DynamoDB Local does not count decreases of throughput by the day.',
    explains: ({ local, engine }) =>
      local.status === 200 && /Provisioned throughput decreases are limited/.test(engine.message ?? ''),
  },
  {
    reason: 'DynamoDB Local looks at the name of the attribute last, and lets it be empty.',
    explains: ({ request, engine }) =>
      request.operation === 'UpdateTimeToLive' && /timeToLiveSpecification\.attributeName/.test(engine.message ?? ''),
  },
];
