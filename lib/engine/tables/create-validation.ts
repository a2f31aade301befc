import { invalid } from '../protocol/service-error';
import { checkCeilings } from './ceilings';
import { checkBounds } from './constraints';
import { checkEncryption } from './encryption';
import { checkKeySchemas } from './key-schemas';
import type { BillingMode, CreateTableRequest, IndexRequest, StreamRequest } from './requests';
import { checkTags } from './tags';
import { checkWarmth, leastWarmth } from './throughput';

/** Global indexes of one table. */
export const MAX_GLOBAL_INDEXES = 20;
const MAX_LOCAL_INDEXES = 5;
const MAX_PROJECTED = 100;
const INITIAL_WARMTH =
  'initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/' +
  'on-demand-capacity-mode.html#on-demand-capacity-mode-initial';

/** Checks a new table beyond the model's constraints. */
export function checkNewTable(request: CreateTableRequest): void {
  const billingMode = request.BillingMode ?? 'PROVISIONED';
  checkBilling(request, billingMode);
  checkKeySchemas(request);
  checkStream(request.StreamSpecification);
  checkEncryption(request.SSESpecification);
  checkLocalIndexes(request);
  checkGlobalIndexes(request, billingMode);
  checkTags(request.Tags ?? []);
}

function checkBilling(request: CreateTableRequest, billingMode: BillingMode): void {
  checkBounds(request.ProvisionedThroughput);
  if (billingMode === 'PAY_PER_REQUEST' && request.ProvisionedThroughput) {
    throw invalid(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (billingMode === 'PROVISIONED' && !request.ProvisionedThroughput) {
    throw invalid('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
  }
  checkCeilings(request.OnDemandThroughput, { billingMode, isNew: true });
  checkNewWarmth('table', request, billingMode);
}

/** Refuses a warm throughput of a new table or index below the minimum. */
export function checkNewWarmth(
  subject: string,
  { ProvisionedThroughput, WarmThroughput }: Pick<IndexRequest, 'ProvisionedThroughput' | 'WarmThroughput'>,
  billingMode: BillingMode,
): void {
  checkWarmth(subject, WarmThroughput, leastWarmth(billingMode, ProvisionedThroughput), kind =>
    billingMode === 'PAY_PER_REQUEST' ? INITIAL_WARMTH : `${kind}CapacityUnits of ProvisionedThroughput`,
  );
}

function checkStream(request: StreamRequest | undefined): void {
  if (!request) return;
  if (request.StreamEnabled && !request.StreamViewType) {
    throw invalid('Table is being created with a stream enabled, UpdateViewType is required');
  }
  if (!request.StreamEnabled && request.StreamViewType) {
    throw invalid('Table is being created with a stream disabled, UpdateViewType should not be specified');
  }
}

function checkLocalIndexes({ LocalSecondaryIndexes: indexes = [] }: CreateTableRequest): void {
  indexes.forEach(checkProjection);
  checkNamesDiffer(indexes);
  if (indexes.length > MAX_LOCAL_INDEXES) {
    throw invalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MAX_LOCAL_INDEXES}`);
  }
}

function checkGlobalIndexes(request: CreateTableRequest, billingMode: BillingMode): void {
  const { LocalSecondaryIndexes: local = [], GlobalSecondaryIndexes: global = [] } = request;
  for (const index of global) {
    checkProjection(index);
    checkIndexThroughput(index, billingMode);
    checkCeilings(index.OnDemandThroughput, { billingMode, index: index.IndexName, isNew: true });
    checkNewWarmth(`index ${index.IndexName}`, index, billingMode);
  }
  checkNamesDiffer([...local, ...global]);
  if (global.length > MAX_GLOBAL_INDEXES) {
    throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`);
  }
  checkProjectedTotal([...local, ...global]);
}

function checkIndexThroughput({ IndexName, ProvisionedThroughput: units }: IndexRequest, billingMode: BillingMode) {
  checkBounds(units, ` for index ${IndexName}`);
  if (billingMode === 'PAY_PER_REQUEST' && units) {
    throw invalid(
      `ProvisionedThroughput should not be specified for index: ${IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === 'PROVISIONED' && !units) {
    throw invalid(`ProvisionedThroughput is not specified for index: ${IndexName}`);
  }
}

export function checkProjection({ Projection: { ProjectionType, NonKeyAttributes } }: IndexRequest): void {
  if (!ProjectionType) throw invalid('Unknown ProjectionType: null');
  if (ProjectionType === 'INCLUDE' && !NonKeyAttributes) {
    throw invalid('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  }
  if (ProjectionType !== 'INCLUDE' && NonKeyAttributes) {
    throw invalid(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`);
  }
  const twice = NonKeyAttributes?.find((name, at) => NonKeyAttributes.indexOf(name) < at);
  if (twice !== undefined) throw invalid(`Duplicate element in NonKeyAttributes: ${twice}`);
}

function checkNamesDiffer(indexes: readonly IndexRequest[]): void {
  const names = indexes.map(({ IndexName }) => IndexName);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw invalid(`Duplicate index name: ${twice}`);
}

function checkProjectedTotal(indexes: readonly IndexRequest[]): void {
  const total = indexes.reduce((sum, { Projection }) => sum + (Projection.NonKeyAttributes?.length ?? 0), 0);
  if (total <= MAX_PROJECTED) return;
  throw invalid(`Number of NonKeyAttributes exceeds per-table limit of ${MAX_PROJECTED}`);
}
