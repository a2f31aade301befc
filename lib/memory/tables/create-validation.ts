import { type ServiceError, validationError } from '../service-error';
import { checkBounds } from './constraints';
import type {
  AttributeDefinition,
  BillingMode,
  CreateTableRequest,
  IndexRequest,
  KeyElement,
  OnDemandThroughputRequest,
  StreamRequest,
} from './requests';
import { checkTagCount, checkTags } from './tags';
import { checkWarmth, leastWarmth } from './throughput';

/** Global indexes of one table. */
export const MAX_GLOBAL_INDEXES = 20;
const MAX_LOCAL_INDEXES = 5;
/** Partition keys, and sort keys, of one global index. */
export const MAX_KEYS_PER_SIDE = 4;
const MAX_PROJECTED = 100;

/** What must hold of a new table beyond the model's constraints. */
export function checkNewTable(request: CreateTableRequest): void {
  const { AttributeDefinitions: definitions, KeySchema: schema } = request;
  const billingMode = request.BillingMode ?? 'PROVISIONED';
  checkBilling(request, billingMode);
  checkDefinedOnce(definitions);
  if (definitions.length < schema.length) {
    throw validationError('Invalid KeySchema: Some index key attribute have no definition');
  }
  checkKeySchema(schema, 1);
  checkDefined(schema, definitions);
  checkStream(request.StreamSpecification);
  checkLocalIndexes(request);
  checkGlobalIndexes(request, billingMode);
  checkNoneUnused(request);
  checkTags(request.Tags ?? []);
  checkTagCount(request.Tags?.length ?? 0);
}

/** What must hold of a new index, of a new table or of one that is there. */
export function checkNewIndex(
  index: IndexRequest,
  definitions: readonly AttributeDefinition[],
  keysPerSide: number,
): void {
  checkKeySchema(index.KeySchema, keysPerSide);
  checkDefined(index.KeySchema, definitions);
  checkProjection(index);
}

/** Refuses ceilings for on-demand throughput on a provisioned table, and none at all. */
function checkOnDemand(ceilings: OnDemandThroughputRequest | undefined, billingMode: BillingMode): void {
  for (const member of ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const) {
    const ceiling = ceilings?.[member];
    if (ceiling === undefined) continue;
    if (billingMode === 'PROVISIONED') {
      throw invalid(`${member} for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.`);
    }
    if (ceiling < 1) throw invalid(`Requested ${member} for OnDemandThroughput for table is outside of valid range`);
  }
}

export function invalid(message: string): ServiceError {
  return validationError(`One or more parameter values were invalid: ${message}`);
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
  checkOnDemand(request.OnDemandThroughput, billingMode);
  checkWarmth('table', request.WarmThroughput, leastWarmth(billingMode, request.ProvisionedThroughput));
}

function checkDefinedOnce(definitions: readonly AttributeDefinition[]): void {
  const names = definitions.map(({ AttributeName }) => AttributeName);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw validationError(`Attribute Name is duplicated: ${twice}`);
}

function checkKeySchema(schema: readonly KeyElement[], keysPerSide: number): void {
  if (schema[0]?.KeyType !== 'HASH') {
    throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  const names = schema.map(({ AttributeName }) => AttributeName);
  if (new Set(names).size < names.length) {
    throw validationError('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  const partitionKeys = schema.filter(({ KeyType }) => KeyType === 'HASH').length;
  if (keysPerSide === 1 && partitionKeys > 1) {
    throw validationError('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
  if (schema.slice(partitionKeys).some(({ KeyType }) => KeyType === 'HASH')) {
    throw invalid('All HASH key elements must precede the RANGE key elements in the KeySchema');
  }
  if (partitionKeys > keysPerSide)
    throw invalid(`Too many partition keys. GSI can have at most ${keysPerSide} partition keys`);
  if (schema.length - partitionKeys > keysPerSide)
    throw invalid(`Too many sort keys. GSI can have at most ${keysPerSide} sort keys`);
}

function checkDefined(schema: readonly KeyElement[], definitions: readonly AttributeDefinition[]): void {
  const keys = schema.map(({ AttributeName }) => AttributeName);
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  if (keys.every(name => defined.includes(name))) return;
  throw invalid(
    'Some index key attributes are not defined in AttributeDefinitions. ' +
      `Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
  );
}

function checkStream(request: StreamRequest | undefined): void {
  if (!request) return;
  if (request.StreamEnabled && !request.StreamViewType) {
    throw invalid('Table is being created with a stream enabled, UpdateViewType should be specified');
  }
  if (!request.StreamEnabled && request.StreamViewType) {
    throw invalid('Table is being created with a stream disabled, UpdateViewType should not be specified');
  }
}

function checkLocalIndexes({
  LocalSecondaryIndexes: indexes,
  KeySchema: schema,
  AttributeDefinitions,
}: CreateTableRequest) {
  if (!indexes) return;
  if (indexes.length === 0) throw invalid('List of LocalSecondaryIndexes is empty');
  const tableHash = schema[0]?.AttributeName;
  if (schema.length < 2) {
    throw invalid('Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex');
  }
  for (const index of indexes) {
    checkNewIndex(index, AttributeDefinitions, 1);
    const hash = index.KeySchema[0]?.AttributeName;
    if (index.KeySchema.length < 2) {
      throw invalid(`Index KeySchema does not have a range key for index: ${index.IndexName}`);
    }
    if (hash !== tableHash) {
      throw invalid(
        'Index KeySchema does not have the same leading hash key as table KeySchema for index: ' +
          `${index.IndexName}. index hash key: ${hash}, table hash key: ${tableHash}`,
      );
    }
  }
  if (indexes.length > MAX_LOCAL_INDEXES) {
    throw invalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MAX_LOCAL_INDEXES}`);
  }
  checkNamesDiffer(indexes);
}

function checkGlobalIndexes(request: CreateTableRequest, billingMode: BillingMode): void {
  const indexes = request.GlobalSecondaryIndexes;
  if (!indexes) return;
  if (indexes.length === 0) throw invalid('List of GlobalSecondaryIndexes is empty');
  for (const index of indexes) {
    checkNewIndex(index, request.AttributeDefinitions, MAX_KEYS_PER_SIDE);
    checkIndexThroughput(index, billingMode);
  }
  if (indexes.length > MAX_GLOBAL_INDEXES) {
    throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`);
  }
  checkNamesDiffer([...(request.LocalSecondaryIndexes ?? []), ...indexes]);
  checkProjectedTotal([...(request.LocalSecondaryIndexes ?? []), ...indexes]);
}

export function checkIndexThroughput(index: IndexRequest, billingMode: BillingMode): void {
  checkBounds(index.ProvisionedThroughput, ` for index ${index.IndexName}`);
  if (billingMode === 'PAY_PER_REQUEST' && index.ProvisionedThroughput) {
    throw invalid(
      `ProvisionedThroughput should not be specified for index: ${index.IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === 'PROVISIONED' && !index.ProvisionedThroughput) {
    throw invalid(`ProvisionedThroughput is not specified for index: ${index.IndexName}`);
  }
  const least = leastWarmth(billingMode, index.ProvisionedThroughput);
  checkWarmth(`index: ${index.IndexName}`, index.WarmThroughput, least);
}

function checkProjection({ Projection: { ProjectionType, NonKeyAttributes } }: IndexRequest): void {
  if (!ProjectionType) throw invalid('Unknown ProjectionType: null');
  if (ProjectionType === 'INCLUDE' && !NonKeyAttributes) {
    throw invalid('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  }
  if (ProjectionType !== 'INCLUDE' && NonKeyAttributes) {
    throw invalid(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`);
  }
  const twice = NonKeyAttributes?.find((name, at) => NonKeyAttributes.indexOf(name) < at);
  if (twice !== undefined) throw invalid(`Duplicate value in attribute name: ${twice}`);
}

function checkNamesDiffer(indexes: readonly IndexRequest[]): void {
  const seen = new Set<string>();
  for (const { IndexName } of indexes) {
    if (seen.has(IndexName)) throw invalid(`Duplicate index name: ${IndexName}`);
    seen.add(IndexName);
  }
}

function checkProjectedTotal(indexes: readonly IndexRequest[]): void {
  const total = indexes.reduce((sum, { Projection }) => sum + (Projection.NonKeyAttributes?.length ?? 0), 0);
  if (total <= MAX_PROJECTED) return;
  throw invalid(`Number of NonKeyAttributes exceeds per-table limit of ${MAX_PROJECTED}`);
}

/** Every defined attribute must be in some key schema. */
function checkNoneUnused(request: CreateTableRequest): void {
  const indexes = [...(request.LocalSecondaryIndexes ?? []), ...(request.GlobalSecondaryIndexes ?? [])];
  const used = new Set([request, ...indexes].flatMap(({ KeySchema }) => KeySchema.map(key => key.AttributeName)));
  if (used.size === request.AttributeDefinitions.length) return;
  throw invalid(
    indexes.length > 0
      ? 'Some AttributeDefinitions are not used. ' +
          `AttributeDefinitions: [${request.AttributeDefinitions.map(each => each.AttributeName).join(', ')}], ` +
          `keys used: [${[...used].join(', ')}]`
      : 'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
  );
}
