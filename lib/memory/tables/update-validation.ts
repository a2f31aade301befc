import { modelError, notFoundError, validationError } from '../service-error';
import {
  checkIndexThroughput,
  checkNewIndex,
  invalid,
  MAX_GLOBAL_INDEXES,
  MAX_KEYS_PER_SIDE,
} from './create-validation';
import type { AttributeDefinition, BillingMode, IndexRequest, KeyElement, OnDemandThroughputRequest } from './requests';
import type { GlobalIndex, Table, TableSettings } from './table';
import { checkWarmth, type Throughput, warmthOf } from './throughput';
import type { IndexUpdate, UpdateTableRequest } from './update-request';

/** What must hold of a change for the table that it is about. */
export function checkTableUpdate(table: Table, request: UpdateTableRequest): void {
  const { settings } = table;
  const billingMode = request.BillingMode ?? settings.billingMode;
  checkBilling(settings, request, billingMode);
  checkOnDemand(request.OnDemandThroughput, billingMode);
  const warmth = warmthOf(settings.billingMode, settings.throughput, settings.warmThroughput);
  checkWarmth('table', request.WarmThroughput, warmth, 'current WarmThroughput');
  checkStream(settings, request);
  checkIndexUpdates(table, request, billingMode);
}

function checkBilling(settings: TableSettings, request: UpdateTableRequest, billingMode: BillingMode): void {
  const { ProvisionedThroughput: units } = request;
  if (billingMode === 'PAY_PER_REQUEST' && units) {
    throw invalid(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (request.BillingMode === 'PROVISIONED' && !units) {
    throw invalid('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  }
  if (units) checkChanges(units, settings.throughput, 'the table');
}

function checkChanges(units: Throughput, current: Throughput, subject: string, kind = subject): void {
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = current;
  if (units.ReadCapacityUnits !== read || units.WriteCapacityUnits !== write) return;
  throw validationError(
    `The provisioned throughput for ${subject} will not change. The requested value equals the current value. ` +
      `Current ReadCapacityUnits provisioned for ${kind}: ${read}. Requested ReadCapacityUnits: ${read}. ` +
      `Current WriteCapacityUnits provisioned for ${kind}: ${write}. Requested WriteCapacityUnits: ${write}. ` +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  );
}

/** On an update, -1 takes a ceiling away. */
function checkOnDemand(ceilings: OnDemandThroughputRequest | undefined, billingMode: BillingMode): void {
  for (const member of ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const) {
    const ceiling = ceilings?.[member];
    if (ceiling === undefined) continue;
    if (billingMode === 'PROVISIONED') {
      throw invalid(`${member} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`);
    }
    if (ceiling < 1 && ceiling !== -1) {
      throw invalid(`Requested ${member} for OnDemandThroughput for table is outside of valid range`);
    }
  }
}

function checkStream(settings: TableSettings, { StreamSpecification: request }: UpdateTableRequest): void {
  if (!request) return;
  const isEnabled = settings.stream?.StreamEnabled ?? false;
  if (request.StreamEnabled && !request.StreamViewType) {
    throw validationError('Invalid StreamViewType: Stream ViewType must not be null or empty when enabling streams.');
  }
  if (!request.StreamEnabled && request.StreamViewType) {
    throw validationError('Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was present.');
  }
  if (request.StreamEnabled && isEnabled) throw validationError('Table already has an enabled stream');
  if (!request.StreamEnabled && !isEnabled) throw validationError('Table has no stream to disable');
}

function checkIndexUpdates(table: Table, request: UpdateTableRequest, billingMode: BillingMode): void {
  const updates = request.GlobalSecondaryIndexUpdates ?? [];
  if (updates.filter(({ Create, Delete }) => Create || Delete).length > 1) {
    throw modelError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  }
  for (const { Create, Update, Delete } of updates) {
    if (Create) checkCreate(table, Create, request.AttributeDefinitions ?? [], billingMode);
    if (Update) checkUpdate(table, Update, billingMode);
    if (Delete) checkDelete(table, Delete.IndexName);
  }
}

function checkCreate(
  { settings, items }: Table,
  index: IndexRequest,
  definitions: readonly AttributeDefinition[],
  billingMode: BillingMode,
): void {
  if (items.indexes.has(index.IndexName)) throw invalid(`Index already exists: ${index.IndexName}`);
  checkNewIndex(index, definitions, MAX_KEYS_PER_SIDE);
  checkNotRedefined(settings, index, definitions);
  checkIndexThroughput(index, billingMode);
  if (settings.globalIndexes.length >= MAX_GLOBAL_INDEXES) {
    throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`);
  }
}

/** An attribute that is in several keys has one type. */
function checkNotRedefined(
  { attributeDefinitions, keySchema, localIndexes, globalIndexes }: TableSettings,
  index: IndexRequest,
  definitions: readonly AttributeDefinition[],
): void {
  const known = typesOf(attributeDefinitions);
  const types = typesOf(definitions);
  const redefined = index.KeySchema.find(
    ({ AttributeName: name }) => known.has(name) && known.get(name) !== types.get(name),
  );
  if (!redefined) return;
  const schemas = [keySchema, ...[...localIndexes, ...globalIndexes].map(({ KeySchema }) => KeySchema)];
  const existing = schemas.find(schema =>
    schema.some(({ AttributeName }) => AttributeName === redefined.AttributeName),
  );
  throw invalid(
    'Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. ' +
      `Existing schema: ${written(existing ?? [], known)} New schema: ${written(index.KeySchema, types)}`,
  );
}

function typesOf(definitions: readonly AttributeDefinition[]): ReadonlyMap<string, string> {
  return new Map(definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
}

function written(schema: readonly KeyElement[], types: ReadonlyMap<string, string>): string {
  const keys = schema.map(
    ({ AttributeName, KeyType }) => `key{${AttributeName}:${types.get(AttributeName)}:${KeyType}}`,
  );
  return `Schema:[SchemaElement: ${keys.join(', SchemaElement: ')}]`;
}

function checkUpdate(table: Table, update: NonNullable<IndexUpdate['Update']>, billingMode: BillingMode): void {
  const index = globalIndex(table, update.IndexName);
  if (!index) {
    throw validationError(
      'This operation cannot be performed with given input values. ' +
        'Please contact DynamoDB service team for more info: Action Blocked: IndexUpdate',
    );
  }
  const { ProvisionedThroughput: units, OnDemandThroughput, WarmThroughput } = update;
  if (units) {
    checkIndexThroughput({ ...index, ProvisionedThroughput: units, WarmThroughput: undefined }, billingMode);
    if (index.ProvisionedThroughput) {
      checkChanges(units, index.ProvisionedThroughput, `the index ${index.IndexName}`, 'the index');
    }
  }
  checkOnDemand(OnDemandThroughput, billingMode);
  const warmth = warmthOf(table.settings.billingMode, index.ProvisionedThroughput, index.WarmThroughput);
  checkWarmth(`index: ${index.IndexName}`, WarmThroughput, warmth, 'current WarmThroughput');
}

function checkDelete(table: Table, name: string): void {
  if (globalIndex(table, name)) return;
  if (table.items.indexes.has(name)) throw invalid(`Index is not a global secondary index: ${name}`);
  throw notFoundError(`Requested resource not found: Table: ${name} not found`);
}

function globalIndex({ settings }: Table, name: string): GlobalIndex | undefined {
  return settings.globalIndexes.find(({ IndexName }) => IndexName === name);
}
