import type { KnownDifference } from './known-differences';

/** Other words for one cause, of DynamoDB Local and of the service. */
const otherWords: readonly (readonly [local: RegExp, engine: RegExp])[] = [
  [/^No provisioned throughput specified for/, /(must both be|must be|is not) specified/],
  [/^Limit (in ListTables )?must be/, /Value '\d+' at 'limit' failed to satisfy constraint/],
  [/^Cannot create preexisting table$/, /^Table already exists: /],
  [/^Attempting to create an index which already exists$/, /Index already exists: /],
  [/^Nothing to update$/, /^At least one of ProvisionedThroughput/],
  [/^(Cannot do operations on a non-existent table|Requested resource not found)$/, /^Requested resource not found/],
  [
    /^TimeToLive is active on a different AttributeName$/,
    /^TimeToLive is active on a different AttributeName: current/,
  ],
  [/^Invalid global secondary index name$/, /Action Blocked: IndexUpdate$/],
];

/** What the service refuses of tables and indexes, and DynamoDB Local takes. */
const refused =
  /Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST|ProvisionedThroughput should not be specified for index|ProvisionedThroughput must be specified when BillingMode is PROVISIONED/;

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
    reason: 'DynamoDB Local looks at the name of the attribute last, and lets it be empty.',
    explains: ({ request, engine }) =>
      request.operation === 'UpdateTimeToLive' && /timeToLiveSpecification\.attributeName/.test(engine.message ?? ''),
  },
];
