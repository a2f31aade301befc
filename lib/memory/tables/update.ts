import type { Transition } from './description';
import type { AttributeDefinition, BillingMode, IndexRequest, OnDemandThroughputRequest } from './requests';
import { type GlobalIndex, streamLabel, type Table, type TableSettings } from './table';
import { changedThroughput, pendingThroughput, type Throughput } from './throughput';
import type { IndexUpdate, UpdateTableRequest } from './update-request';

const NO_UNITS: Throughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

/** The settings of a table after a checked change. */
export function settingsAfter(settings: TableSettings, request: UpdateTableRequest, now: number): TableSettings {
  const billingMode = request.BillingMode ?? settings.billingMode;
  const isSwitched = billingMode !== settings.billingMode;
  const globalIndexes = indexesAfter(settings, request, billingMode, now);
  return {
    ...settings,
    attributeDefinitions: definitionsAfter(settings, globalIndexes, request.AttributeDefinitions ?? []),
    globalIndexes,
    billingMode,
    onDemandSince: isSwitched && billingMode === 'PAY_PER_REQUEST' ? now : settings.onDemandSince,
    throughput: throughputAfter(settings.throughput, request, billingMode, now),
    onDemandThroughput: onDemandAfter(settings.onDemandThroughput, request.OnDemandThroughput, billingMode),
    warmThroughput: request.WarmThroughput
      ? { ...settings.warmThroughput, ...request.WarmThroughput }
      : settings.warmThroughput,
    stream: streamAfter(settings, request, now),
    encryption: request.SSESpecification ?? settings.encryption,
    tableClass: request.TableClass ?? settings.tableClass,
    tableClassSince: request.TableClass ? now : settings.tableClassSince,
    deletionProtection: request.DeletionProtectionEnabled ?? settings.deletionProtection,
  };
}

/** Makes a checked change. */
export function applyTableUpdate(table: Table, request: UpdateTableRequest, after: TableSettings): void {
  table.settings = after;
  for (const { Create, Delete } of request.GlobalSecondaryIndexUpdates ?? []) {
    if (Create) table.addIndex(Create, true);
    if (Delete) table.items.indexes.delete(Delete.IndexName);
  }
}

/** How a table is described while it changes: new, but with the units that it had and the indexes that it loses. */
export function updateTransition(before: TableSettings, after: TableSettings, request: UpdateTableRequest): Transition {
  const { ProvisionedThroughput, WarmThroughput, SSESpecification, GlobalSecondaryIndexUpdates: updates } = request;
  const isChangingEncryption = SSESpecification !== undefined && isEncrypted(before) !== isEncrypted(after);
  return {
    status: 'UPDATING',
    settings: {
      ...after,
      attributeDefinitions: [...new Set([...before.attributeDefinitions, ...after.attributeDefinitions])],
      throughput: ProvisionedThroughput ? pendingThroughput(before.throughput, after.throughput) : after.throughput,
      warmThroughput: before.warmThroughput,
      encryption: isChangingEncryption && isEncrypted(before) ? before.encryption : after.encryption,
      globalIndexes: changingIndexes(before.globalIndexes, after.globalIndexes),
    },
    indexStatus: name => indexStatus(updates?.find(update => isAbout(update, name))),
    isWarming: WarmThroughput !== undefined,
    isChangingEncryption,
  };
}

function isEncrypted({ encryption }: TableSettings): boolean {
  return encryption?.Enabled ?? false;
}

function changingIndexes(before: readonly GlobalIndex[], after: readonly GlobalIndex[]): GlobalIndex[] {
  const old = before.map(index => {
    const changed = after.find(({ IndexName }) => IndexName === index.IndexName);
    const [from, to] = [index.ProvisionedThroughput, changed?.ProvisionedThroughput];
    return { ...(changed ?? index), ProvisionedThroughput: from && to ? pendingThroughput(from, to) : to };
  });
  const names = new Set(before.map(({ IndexName }) => IndexName));
  return [...old, ...after.filter(({ IndexName }) => !names.has(IndexName))];
}

function isAbout({ Create, Update, Delete }: IndexUpdate, name: string): boolean {
  return [Create, Update, Delete].some(action => action?.IndexName === name);
}

function indexStatus(update: IndexUpdate | undefined): 'ACTIVE' | 'CREATING' | 'UPDATING' | 'DELETING' {
  if (!update) return 'ACTIVE';
  if (update.Create) return 'CREATING';
  return update.Delete ? 'DELETING' : 'UPDATING';
}

function indexesAfter(
  settings: TableSettings,
  request: UpdateTableRequest,
  billingMode: BillingMode,
  now: number,
): GlobalIndex[] {
  let indexes: GlobalIndex[] = [...settings.globalIndexes];
  for (const { Create, Update, Delete } of request.GlobalSecondaryIndexUpdates ?? []) {
    if (Create) indexes.push(Create);
    if (Delete) indexes = indexes.filter(({ IndexName }) => IndexName !== Delete.IndexName);
    if (Update) {
      indexes = indexes.map(index =>
        index.IndexName === Update.IndexName ? indexAfter(index, Update, billingMode, now) : index,
      );
    }
  }
  if (billingMode === 'PROVISIONED') return indexes.map(({ OnDemandThroughput, ...index }) => index);
  return indexes.map(({ ProvisionedThroughput, ...index }) => index);
}

function indexAfter(
  index: GlobalIndex,
  { ProvisionedThroughput: units, OnDemandThroughput, WarmThroughput }: NonNullable<IndexUpdate['Update']>,
  billingMode: BillingMode,
  now: number,
): GlobalIndex {
  const { ProvisionedThroughput: current = NO_UNITS } = index;
  return {
    ...index,
    ProvisionedThroughput: units ? changedThroughput(current, units, now) : index.ProvisionedThroughput,
    OnDemandThroughput: onDemandAfter(index.OnDemandThroughput, OnDemandThroughput, billingMode),
    WarmThroughput: WarmThroughput ? { ...index.WarmThroughput, ...WarmThroughput } : index.WarmThroughput,
  };
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
  if (billingMode === 'PAY_PER_REQUEST') return NO_UNITS;
  return units ? changedThroughput(current, units, now) : current;
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
