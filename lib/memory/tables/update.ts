import { modelError, notFoundError, validationError } from '../service-error';
import { checkBounds } from './constraints';
import {
  checkIndexThroughput,
  checkNewIndex,
  invalid,
  MAX_GLOBAL_INDEXES,
  MAX_KEYS_PER_SIDE,
} from './create-validation';
import type { AttributeDefinition, BillingMode, IndexRequest, OnDemandThroughputRequest } from './requests';
import { streamLabel, type Table, type TableSettings, type Throughput } from './table';
import type { IndexUpdate, UpdateTableRequest } from './update-request';

/** What must hold of a change for the table that it is about. */
export function checkTableUpdate(table: Table, request: UpdateTableRequest): void {
  const billingMode = request.BillingMode ?? table.settings.billingMode;
  checkBilling(table, request, billingMode);
  checkOnDemand(request.OnDemandThroughput, billingMode);
  checkStream(table, request);
  checkIndexUpdates(table, request, billingMode);
}

/** Makes a checked change. */
export function applyTableUpdate(table: Table, request: UpdateTableRequest, now: number): void {
  const { settings } = table;
  const billingMode = request.BillingMode ?? settings.billingMode;
  const isSwitched = billingMode !== settings.billingMode;
  const globalIndexes = indexesAfter(settings, request, billingMode);
  const definitions = definitionsAfter(settings, globalIndexes, request.AttributeDefinitions ?? []);
  table.settings = {
    ...settings,
    attributeDefinitions: definitions,
    globalIndexes,
    billingMode,
    onDemandSince: isSwitched && billingMode === 'PAY_PER_REQUEST' ? now : settings.onDemandSince,
    throughput: throughputAfter(settings.throughput, request, billingMode, now),
    onDemandThroughput: onDemandAfter(settings.onDemandThroughput, request.OnDemandThroughput, billingMode),
    stream: streamAfter(settings, request, now),
    encryption: request.SSESpecification ?? settings.encryption,
    tableClass: request.TableClass ?? settings.tableClass,
    deletionProtection: request.DeletionProtectionEnabled ?? settings.deletionProtection,
  };
  for (const { Create, Delete } of request.GlobalSecondaryIndexUpdates ?? []) {
    if (Create) table.addIndex(Create, true);
    if (Delete) table.items.indexes.delete(Delete.IndexName);
  }
}

function checkBilling({ settings }: Table, request: UpdateTableRequest, billingMode: BillingMode): void {
  const { ProvisionedThroughput: units } = request;
  checkBounds(units);
  if (billingMode === 'PAY_PER_REQUEST' && units) {
    throw invalid(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (request.BillingMode === 'PROVISIONED' && !units) {
    throw invalid('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  }
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = settings.throughput;
  if (!units || units.ReadCapacityUnits !== read || units.WriteCapacityUnits !== write) return;
  throw validationError(
    'The provisioned throughput for the table will not change. The requested value equals the current value. ' +
      `Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${read}. ` +
      `Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${write}. ` +
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

function checkStream({ settings }: Table, { StreamSpecification: request }: UpdateTableRequest): void {
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
  const names = updates.map(indexNameOf);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) {
    throw invalid(`Only one global secondary index update per index is allowed simultaneously. Index: ${twice}`);
  }
  for (const update of updates) checkIndexUpdate(table, update, request.AttributeDefinitions ?? [], billingMode);
  if (updates.filter(({ Create, Delete }) => Create || Delete).length > 1) {
    throw modelError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  }
}

function indexNameOf({ Create, Update, Delete }: IndexUpdate): string {
  const given = [Create, Update, Delete].filter(action => action !== undefined);
  if (given.length === 1 && given[0]) return given[0].IndexName;
  throw invalid(
    'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ' +
      'GlobalSecondaryIndexUpdate.Delete must not be null',
  );
}

function checkIndexUpdate(
  table: Table,
  { Create, Update, Delete }: IndexUpdate,
  definitions: readonly AttributeDefinition[],
  billingMode: BillingMode,
): void {
  const { indexes } = table.items;
  if (Create) {
    if (indexes.has(Create.IndexName)) throw invalid(`Index already exists: ${Create.IndexName}`);
    checkNewIndex(Create, definitions, MAX_KEYS_PER_SIDE);
    checkIndexThroughput(Create, billingMode);
    if (table.settings.globalIndexes.length >= MAX_GLOBAL_INDEXES) {
      throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`);
    }
  }
  if (Update && !indexes.has(Update.IndexName)) {
    throw validationError(
      'This operation cannot be performed with given input values. ' +
        'Please contact DynamoDB service team for more info: Action Blocked: IndexUpdate',
    );
  }
  if (Delete && !indexes.get(Delete.IndexName)?.definition.isGlobal) {
    throw notFoundError(`Requested resource not found: Table: ${Delete.IndexName} not found`);
  }
}

function indexesAfter(settings: TableSettings, request: UpdateTableRequest, billingMode: BillingMode): IndexRequest[] {
  let indexes = [...settings.globalIndexes];
  for (const { Create, Update, Delete } of request.GlobalSecondaryIndexUpdates ?? []) {
    if (Create) indexes.push(Create);
    if (Delete) indexes = indexes.filter(({ IndexName }) => IndexName !== Delete.IndexName);
    if (Update)
      indexes = indexes.map(index => (index.IndexName === Update.IndexName ? { ...index, ...Update } : index));
  }
  if (billingMode === 'PROVISIONED') return indexes;
  return indexes.map(({ ProvisionedThroughput, ...index }) => index);
}

/** Exactly the attributes that some key schema uses: a known one keeps its type, whatever the request says of it. */
function definitionsAfter(
  { attributeDefinitions, keySchema, localIndexes }: TableSettings,
  globalIndexes: readonly IndexRequest[],
  added: readonly AttributeDefinition[],
): AttributeDefinition[] {
  const schemas = [keySchema, ...[...localIndexes, ...globalIndexes].map(({ KeySchema }) => KeySchema)];
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  const known = new Set(attributeDefinitions.map(({ AttributeName }) => AttributeName));
  const all = [...attributeDefinitions, ...added.filter(({ AttributeName }) => !known.has(AttributeName))];
  return all.filter(({ AttributeName }) => used.has(AttributeName));
}

function throughputAfter(
  current: Throughput,
  { ProvisionedThroughput: units }: UpdateTableRequest,
  billingMode: BillingMode,
  now: number,
): Throughput {
  if (billingMode === 'PAY_PER_REQUEST') return { ReadCapacityUnits: 0, WriteCapacityUnits: 0, decreasesToday: 0 };
  if (!units) return current;
  const isDecrease =
    units.ReadCapacityUnits < current.ReadCapacityUnits || units.WriteCapacityUnits < current.WriteCapacityUnits;
  const isIncrease =
    units.ReadCapacityUnits > current.ReadCapacityUnits || units.WriteCapacityUnits > current.WriteCapacityUnits;
  return {
    ...current,
    ...units,
    ...(isIncrease && { lastIncrease: now }),
    ...(isDecrease && { lastDecrease: now, decreasesToday: current.decreasesToday + 1 }),
  };
}

function onDemandAfter(
  current: OnDemandThroughputRequest | undefined,
  change: OnDemandThroughputRequest | undefined,
  billingMode: BillingMode,
): OnDemandThroughputRequest | undefined {
  if (billingMode === 'PROVISIONED') return undefined;
  const ceilings = Object.entries({ ...current, ...change }).filter(([, ceiling]) => ceiling !== -1);
  return ceilings.length > 0 ? Object.fromEntries(ceilings) : undefined;
}

function streamAfter(
  settings: TableSettings,
  { StreamSpecification: request }: UpdateTableRequest,
  now: number,
): TableSettings['stream'] {
  const { stream } = settings;
  if (!request) return stream;
  if (request.StreamEnabled) return { ...request, label: streamLabel(now, stream?.label) };
  return stream && { ...stream, StreamEnabled: false };
}
