import { invalid, limitError, notFoundError, validationError } from '../protocol/service-error';
import { checkCeilings } from './ceilings';
import { checkBounds } from './constraints';
import { checkNewWarmth, checkProjection, MAX_GLOBAL_INDEXES } from './create-validation';
import { checkEncryption, isEncrypted } from './encryption';
import { checkGlobalSchema } from './key-schemas';
import {
  type AttributeDefinition,
  type BillingMode,
  type IndexRequest,
  type KeyElement,
  saysNothing,
} from './requests';
import type { GlobalIndex, Table, TableSettings } from './table';
import { checkDecrease, checkWarmth, type Throughput, warmthOf } from './throughput';
import type { IndexUpdate, UpdateTableRequest } from './update-request';

const notLess = () => 'current WarmThroughput, decreasing WarmThroughput is not supported';

/** Checks a change against its table. */
export function checkTableUpdate(table: Table, request: UpdateTableRequest, now: number): void {
  const { settings } = table;
  const billingMode = request.BillingMode ?? settings.billingMode;
  checkBilling(settings, request, billingMode, now);
  checkCeilings(request.OnDemandThroughput, { billingMode, isNew: false });
  const warmth = warmthOf(settings.billingMode, settings.throughput, settings.warmThroughput);
  checkWarmth('table', request.WarmThroughput, warmth, notLess);
  checkStream(table, request);
  checkEncryptionChange(settings, request);
  checkIndexUpdates(table, request, billingMode, now);
}

function checkBilling(
  settings: TableSettings,
  request: UpdateTableRequest,
  billingMode: BillingMode,
  now: number,
): void {
  const { ProvisionedThroughput: units } = request;
  if (request.BillingMode === 'PAY_PER_REQUEST' && units) {
    throw invalid('ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST');
  }
  if (billingMode === 'PAY_PER_REQUEST' && units) {
    throw invalid(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (request.BillingMode === 'PROVISIONED' && !units) {
    throw invalid('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  }
  if (!units || settings.billingMode === 'PAY_PER_REQUEST') return;
  checkChanges(units, settings.throughput, 'the table');
  checkDecrease(settings.throughput, units, now);
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

function checkStream({ name, settings }: Table, { StreamSpecification: request }: UpdateTableRequest): void {
  if (!request) return;
  const isEnabled = settings.stream?.StreamEnabled ?? false;
  if (request.StreamEnabled && !request.StreamViewType) {
    throw invalid('If stream is being enabled then UpdateViewType is required');
  }
  if (!request.StreamEnabled && request.StreamViewType) {
    throw invalid('If stream is being disabled, then UpdateViewType must not be specified');
  }
  if (request.StreamEnabled && isEnabled) {
    throw validationError(`Table already has an enabled stream: TableName: ${name}`);
  }
  if (!request.StreamEnabled && !isEnabled) throw validationError(`Table has no stream to disable: TableName: ${name}`);
}

function checkEncryptionChange({ encryption }: TableSettings, { SSESpecification: request }: UpdateTableRequest): void {
  if (!request) return;
  checkEncryption(request);
  if (!isEncrypted(request) && !isEncrypted(encryption)) throw invalid('Table is already encrypted by default');
  const isSameKey = request.KMSMasterKeyId !== undefined && request.KMSMasterKeyId === encryption?.KMSMasterKeyId;
  if (!isSameKey || !request.KMSMasterKeyId?.startsWith('arn:')) return;
  throw invalid(
    'Table is already encrypted with given KMSMasterKeyId. ' +
      'Use KMSMasterKeyId parameter if you want to change Master Key',
  );
}

function checkIndexUpdates(table: Table, request: UpdateTableRequest, billingMode: BillingMode, now: number): void {
  const { GlobalSecondaryIndexUpdates: updates = [], AttributeDefinitions: definitions = [] } = request;
  for (const { Create } of updates) if (Create) checkCreate(table, Create, definitions, billingMode);
  if (updates.filter(({ Create, Delete }) => Create || Delete).length > 1) {
    throw limitError('Only 1 online index can be created or deleted simultaneously per table');
  }
  for (const { Update, Delete } of updates) {
    if (Update) checkUpdate(table, Update, billingMode, now);
    if (Delete) indexToChange(table, Delete.IndexName, 'delete');
  }
  if (billingMode === 'PROVISIONED') checkAllHaveUnits(table, updates);
  if (updates.some(({ Create }) => Create) && table.settings.globalIndexes.length >= MAX_GLOBAL_INDEXES) {
    throw limitError(`Number of global secondary indexes exceeds per-table limit of ${MAX_GLOBAL_INDEXES}`);
  }
}

function checkCreate(
  { settings, items }: Table,
  index: IndexRequest,
  definitions: readonly AttributeDefinition[],
  billingMode: BillingMode,
): void {
  const { IndexName: name, KeySchema, ProvisionedThroughput: units } = index;
  if (items.indexes.has(name)) throw validationError('Attempting to create an index which already exists');
  if (definitions.length === 0) throw invalid(`AttributeDefinitions is not specified for index: ${name}`);
  checkGlobalSchema(KeySchema, definitions);
  checkProjection(index);
  checkNotRedefined(settings, index, definitions);
  if (billingMode === 'PAY_PER_REQUEST' && units) {
    throw invalid(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified ' +
        `for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === 'PROVISIONED') checkUnits(units, name);
  checkCeilings(index.OnDemandThroughput, { billingMode, index: name, isNew: true });
  checkNewWarmth(`index ${name}`, index, billingMode);
}

function checkUnits(units: Throughput | undefined, name: string): void {
  if (!units) throw invalid(`Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: ${name}`);
  checkBounds(units, ` for index ${name}`);
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

function checkUpdate(
  table: Table,
  update: NonNullable<IndexUpdate['Update']>,
  billingMode: BillingMode,
  now: number,
): void {
  const { IndexName: name, ProvisionedThroughput: units, OnDemandThroughput: ceilings, WarmThroughput: warm } = update;
  const index = indexToChange(table, name, 'update');
  const isOfWarmth = warm !== undefined || (ceilings !== undefined && !saysNothing(ceilings));
  if (billingMode === 'PAY_PER_REQUEST' && (units || !isOfWarmth)) {
    throw invalid(
      `The only Updates for index: ${name} when TableThroughputMode is PAY_PER_REQUEST ` +
        'can be to OnDemandThroughput, WarmThroughput',
    );
  }
  if (units || !isOfWarmth) checkUnits(units, name);
  if (units && index.ProvisionedThroughput) {
    checkChanges(units, index.ProvisionedThroughput, `the index ${name}`, `index ${name}`);
    checkDecrease(index.ProvisionedThroughput, units, now);
  }
  checkCeilings(ceilings, { billingMode, index: name, isNew: false });
  const warmth = warmthOf(table.settings.billingMode, index.ProvisionedThroughput, index.WarmThroughput);
  checkWarmth(`index ${name}`, warm, warmth, notLess);
}

/** If a table becomes provisioned, every remaining index needs units. */
function checkAllHaveUnits({ settings }: Table, updates: readonly IndexUpdate[]): void {
  const given = updates.flatMap(({ Update, Delete }) => (Update?.ProvisionedThroughput ? Update : (Delete ?? [])));
  const names = new Set(given.map(({ IndexName }) => IndexName));
  const without = settings.globalIndexes.find(index => !index.ProvisionedThroughput && !names.has(index.IndexName));
  if (without) throw invalid(`ProvisionedThroughput must be specified for index: ${without.IndexName}`);
}

function indexToChange({ name, settings, items }: Table, indexName: string, verb: 'update' | 'delete'): GlobalIndex {
  const index = settings.globalIndexes.find(({ IndexName }) => IndexName === indexName);
  if (index) return index;
  if (items.indexes.has(indexName)) {
    throw validationError(`Cannot ${verb} an index that is not a GlobalSecondaryIndex: ${indexName}`);
  }
  throw notFoundError(`Requested resource not found: Index ${indexName} for table ${name}`);
}
