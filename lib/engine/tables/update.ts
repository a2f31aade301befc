import { NO_CEILING } from './ceilings';
import type { Transition } from './description';
import {
  type AttributeDefinition,
  type BillingMode,
  type IndexRequest,
  type OnDemandThroughputRequest,
  saysNothing,
  type WarmThroughputRequest,
} from './requests';
import { type GlobalIndex, streamLabel, type Table, type TableSettings } from './table';
import { changedThroughput, decreasesToday, pendingThroughput, type Throughput, warmthOf } from './throughput';
import type { IndexUpdate, UpdateTableRequest } from './update-request';

/** The default table class. */
const DEFAULT_CLASS = 'STANDARD';

/** The settings of a table after a checked change. */
export function settingsAfter(settings: TableSettings, request: UpdateTableRequest, now: number): TableSettings {
  const billingMode = request.BillingMode ?? settings.billingMode;
  const isSwitched = billingMode !== settings.billingMode;
  const { tableClass = DEFAULT_CLASS } = settings;
  const isReclassed = request.TableClass !== undefined && request.TableClass !== tableClass;
  const throughput = throughputAfter(settings, request, billingMode, now);
  const globalIndexes = indexesAfter(settings, request, billingMode, now);
  return {
    ...settings,
    attributeDefinitions: definitionsAfter(settings, globalIndexes, request.AttributeDefinitions ?? []),
    globalIndexes,
    billingMode,
    onDemandSince: isSwitched && billingMode === 'PAY_PER_REQUEST' ? now : settings.onDemandSince,
    throughput,
    onDemandThroughput: onDemandAfter(settings.onDemandThroughput, request.OnDemandThroughput, billingMode),
    warmThroughput: warmthAfter(settings, request.WarmThroughput, billingMode, throughput),
    stream: streamAfter(settings, request, now),
    encryption: request.SSESpecification ?? settings.encryption,
    tableClass: isReclassed ? request.TableClass : settings.tableClass,
    tableClassSince: isReclassed ? now : settings.tableClassSince,
    deletionProtection: request.DeletionProtectionEnabled ?? settings.deletionProtection,
  };
}

/** Applies a checked change. */
export function applyTableUpdate(table: Table, request: UpdateTableRequest, after: TableSettings): void {
  table.settings = after;
  for (const { Create, Delete } of request.GlobalSecondaryIndexUpdates ?? []) {
    if (Create) table.addIndex(Create, true);
    if (Delete) table.items.indexes.delete(Delete.IndexName);
  }
}

/** How a table is described while it changes: with its new settings, but with the old values of settings that take time. */
export function updateTransition(
  before: TableSettings,
  after: TableSettings,
  request: UpdateTableRequest,
  now: number,
): Transition {
  const { OnDemandThroughput, WarmThroughput, SSESpecification, GlobalSecondaryIndexUpdates: updates = [] } = request;
  return {
    status: isAtOnce(request) ? 'ACTIVE' : 'UPDATING',
    settings: {
      ...after,
      attributeDefinitions: [...new Set([...before.attributeDefinitions, ...after.attributeDefinitions])],
      onDemandSince: before.onDemandSince,
      throughput: changingThroughput(before, after, now),
      onDemandThroughput: OnDemandThroughput
        ? mergedCeilings(before.onDemandThroughput, OnDemandThroughput)
        : after.onDemandThroughput,
      warmThroughput: before.warmThroughput,
      encryption: before.encryption,
      tableClass: before.tableClass,
      tableClassSince: before.tableClassSince,
      globalIndexes: changingIndexes(before.globalIndexes, after.globalIndexes),
    },
    indexStatus: name => indexStatus(updates.find(update => isAbout(update, name))),
    isWarming: WarmThroughput !== undefined,
    warmingIndexes: new Set(updates.flatMap(({ Update }) => (Update?.WarmThroughput ? Update.IndexName : []))),
    isChangingEncryption: SSESpecification !== undefined,
  };
}

/** Whether the table stays active: the changed part then has its own status, or none. */
function isAtOnce(request: UpdateTableRequest): boolean {
  const { BillingMode, ProvisionedThroughput, StreamSpecification, TableClass } = request;
  if (BillingMode ?? ProvisionedThroughput ?? StreamSpecification ?? TableClass) return false;
  return !request.GlobalSecondaryIndexUpdates?.some(({ Create, Delete }) => Create ?? Delete);
}

/** Units keep their old values while they change. Those of another billing mode apply at once. */
function changingThroughput(before: TableSettings, after: TableSettings, now: number): Throughput {
  if (before.billingMode === after.billingMode) return pendingThroughput(before.throughput, after.throughput);
  if (after.billingMode === 'PROVISIONED') return after.throughput;
  return { ...after.throughput, lastDecrease: now, decreasesToday: decreasesToday(before.throughput, now) };
}

function changingIndexes(before: readonly GlobalIndex[], after: readonly GlobalIndex[]): GlobalIndex[] {
  const old = before.map(index => {
    const changed = after.find(({ IndexName }) => IndexName === index.IndexName);
    const [from, to] = [index.ProvisionedThroughput, changed?.ProvisionedThroughput];
    return {
      ...(changed ?? index),
      ProvisionedThroughput: from && to ? pendingThroughput(from, to) : to,
      WarmThroughput: index.WarmThroughput,
    };
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
  if (update.Delete) return 'DELETING';
  return (update.Update?.ProvisionedThroughput ?? update.Update?.OnDemandThroughput) ? 'UPDATING' : 'ACTIVE';
}

function indexesAfter(
  settings: TableSettings,
  request: UpdateTableRequest,
  billingMode: BillingMode,
  now: number,
): GlobalIndex[] {
  const updates = request.GlobalSecondaryIndexUpdates ?? [];
  const dropped = new Set(updates.map(({ Delete }) => Delete?.IndexName));
  const kept = settings.globalIndexes
    .filter(({ IndexName }) => !dropped.has(IndexName))
    .map(index => {
      const update = updates.find(({ Update }) => Update?.IndexName === index.IndexName)?.Update;
      return indexAfter(index, update, { from: settings.billingMode, to: billingMode }, now);
    });
  return [...kept, ...updates.flatMap(({ Create }) => Create ?? [])];
}

function indexAfter(
  { ProvisionedThroughput: current, ...index }: GlobalIndex,
  update: IndexUpdate['Update'],
  mode: { readonly from: BillingMode; readonly to: BillingMode },
  now: number,
): GlobalIndex {
  const given = update?.ProvisionedThroughput;
  const changed = current && given ? changedThroughput(current, given, now) : (given ?? current);
  const units = mode.to === 'PROVISIONED' ? changed : undefined;
  const warmth = { ...warmthOf(mode.from, current, index.WarmThroughput), ...update?.WarmThroughput };
  return {
    ...index,
    ...(units && { ProvisionedThroughput: units }),
    OnDemandThroughput: onDemandAfter(index.OnDemandThroughput, update?.OnDemandThroughput, mode.to),
    WarmThroughput: warmthOf(mode.to, units, warmth),
  };
}

/** Warm throughput never decreases. */
function warmthAfter(
  { billingMode: before, throughput, warmThroughput }: TableSettings,
  requested: WarmThroughputRequest | undefined,
  billingMode: BillingMode,
  units: Throughput,
): WarmThroughputRequest {
  return warmthOf(billingMode, units, { ...warmthOf(before, throughput, warmThroughput), ...requested });
}

/** Exactly the attributes of all key schemas. A known attribute keeps its type, whatever the request says. */
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

/** A change of the billing mode is not a change of units, so the times of those stay. */
function throughputAfter(
  { throughput: current, billingMode: before }: TableSettings,
  { ProvisionedThroughput: units }: UpdateTableRequest,
  billingMode: BillingMode,
  now: number,
): Throughput {
  if (billingMode === 'PAY_PER_REQUEST') return { ...current, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  if (before === 'PAY_PER_REQUEST') return { ...current, ...units };
  return units ? changedThroughput(current, units, now) : current;
}

function onDemandAfter(
  current: OnDemandThroughputRequest | undefined,
  change: OnDemandThroughputRequest | undefined,
  billingMode: BillingMode,
): OnDemandThroughputRequest | undefined {
  if (billingMode === 'PROVISIONED') return undefined;
  const ceilings = Object.entries({ ...current, ...change }).filter(([, ceiling]) => ceiling !== NO_CEILING);
  return ceilings.length > 0 ? Object.fromEntries(ceilings) : undefined;
}

function mergedCeilings(
  current: OnDemandThroughputRequest | undefined,
  change: OnDemandThroughputRequest,
): OnDemandThroughputRequest | undefined {
  const merged = { ...current, ...change };
  return saysNothing(merged) ? undefined : merged;
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
