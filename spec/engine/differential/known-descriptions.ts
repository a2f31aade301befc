import type { Answer } from './raw-backend';
import type { Request } from './requests/request';

type Json = Record<string, unknown>;

/** Ids, times and names that each makes for itself. */
const OWN = new Set(['TableId', 'CreationDateTime', 'LatestStreamLabel', 'LastUpdateToPayPerRequestDateTime']);
/** The service says CREATING, UPDATING or DELETING at first; of new tables DynamoDB Local says ACTIVE at once. */
const STATUS = new Set(['TableStatus', 'IndexStatus', 'Backfilling']);
/** DynamoDB Local does not have these. */
const NEW = new Set(['TableThroughputModeSummary', 'WarmThroughput', 'TableClassSummary']);
/** The service does not say more than this of a table that it deletes; DynamoDB Local says everything. */
const OF_DELETED = new Set(['TableName', 'ItemCount', 'TableSizeBytes', 'DeletionProtectionEnabled']);
/** The service answers an update with the throughput and the attributes that were, indexes included, DynamoDB Local with what will be. */
const OLD = new Set(['ProvisionedThroughput', 'AttributeDefinitions']);
/** DynamoDB Local counts what is not in an index as well, and nothing of one that is being made; -1 is no ceiling. */
const OF_INDEX = new Set(['IndexSizeBytes', 'OnDemandThroughput']);

/** An answer with what is to be the same in the descriptions of tables. */
export function withComparableTable({ operation }: Request, answer: Answer): Answer {
  const { TableDescription, Table = TableDescription } = answer.body;
  if (!Table) return answer;
  return { ...answer, body: { Table: comparable(Table as Json, operation) } };
}

function comparable(table: Json, operation: string): Json {
  if (operation === 'DeleteTable') return filtered(table, name => OF_DELETED.has(name));
  const isUpdate = operation === 'UpdateTable';
  return filtered(described(table, isUpdate), name => !(isUpdate && OLD.has(name)));
}

function described(table: Json, isUpdate: boolean): Json {
  const indexes = (table.GlobalSecondaryIndexes ?? []) as Json[];
  const billing = table.BillingModeSummary as Json | undefined;
  const isByRequest = billing?.BillingMode === 'PAY_PER_REQUEST';
  const staying = indexes.filter(({ IndexStatus }) => IndexStatus !== 'DELETING');
  return {
    ...common(table),
    // Of a table without a stream, DynamoDB Local names that of an earlier table of the name.
    LatestStreamArn: table.StreamSpecification ? 'a stream' : undefined,
    LocalSecondaryIndexes: (table.LocalSecondaryIndexes as Json[] | undefined)?.map(index =>
      describedIndex(index, isUpdate, isByRequest),
    ),
    GlobalSecondaryIndexes: sortedBy('IndexName', staying).map(index => describedIndex(index, isUpdate, isByRequest)),
    AttributeDefinitions: sortedBy('AttributeName', (table.AttributeDefinitions ?? []) as Json[]),
    ProvisionedThroughput: unitsOf(table),
    BillingModeSummary: common(billing ?? {}),
  };
}

/**
 * DynamoDB Local says nothing of the units of indexes without any, leaves them those that they had when a table comes to
 * be billed by request, and lists what is projected as it was given.
 */
function describedIndex(index: Json, isUpdate: boolean, isByRequest: boolean): Json {
  const { NonKeyAttributes = [], ...projection } = index.Projection as { NonKeyAttributes?: string[] };
  return {
    ...filtered(common(index), name => !OF_INDEX.has(name) && !(isUpdate && name === 'ItemCount')),
    Projection: { ...projection, NonKeyAttributes: [...NonKeyAttributes].sort() },
    ProvisionedThroughput: isUpdate || isByRequest ? undefined : unitsOf(index),
  };
}

function common(description: Json): Json {
  const kept = filtered(description, name => ![OWN, STATUS, NEW].some(names => names.has(name)));
  return Object.fromEntries(Object.entries(kept).map(([name, member]) => [name, withoutRegion(name, member)]));
}

function withoutRegion(name: string, member: unknown): unknown {
  return name.endsWith('Arn') ? String(member).replace(/^arn:aws:dynamodb:[^:]+/, '') : member;
}

function sortedBy(name: string, descriptions: readonly Json[]): readonly Json[] {
  return [...descriptions].sort((a, b) => String(a[name]).localeCompare(String(b[name])));
}

function unitsOf({ ProvisionedThroughput }: Json): Json {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = (ProvisionedThroughput ?? {}) as Json;
  return { ReadCapacityUnits, WriteCapacityUnits };
}

function filtered(json: Json, isKept: (name: string) => boolean): Json {
  return Object.fromEntries(Object.entries(json).filter(([name]) => isKept(name)));
}
