import { TENANTS } from '../entity/tenant';
import type { Visibility } from '../entity/visibility';
import { ValidationError } from '../errors/usage-errors';
import { combineNodes, isEmpty } from '../expressions/condition';
import { type ConditionNode, pathsOf } from '../expressions/nodes';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import type { PagePosition, QueryOperation, ScanOperation } from '../operations/read';
import type { Item } from '../wire/attribute-value';
import { type AccessPath, chooseAccessPath, describePath, indexNamed, indexPath, tablePath } from './access-path';
import { ofClassInQuery, ofClassInScan } from './class-filter';
import { type QueryOptions, type ReadingContext, readTableName } from './context';
import { type Cursors, cursorsOf } from './cursor';
import { hiddenAtKey, hiddenInTable } from './hiding';
import { keyCondition } from './key-condition';
import { type Purpose, planResults, type ResultMode, type ResultPlan } from './results';
import { SHARED_READS } from './shared-reads-part';

/** What a query or scan was asked for so far: each call of a builder makes another. */
export interface ReadChoices extends Visibility {
  readonly where?: ConditionNode | undefined;
  readonly filter?: ConditionNode | undefined;
  readonly indexName?: string | undefined;
  readonly descending?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly pageSize?: number | undefined;
  readonly consistentRead?: boolean | undefined;
  readonly segments?: number | undefined;
  /** At most so many capacity units a second. */
  readonly readUnits?: number | undefined;
  readonly cursor?: string | undefined;
  readonly mode: ResultMode;
}

/** What the options of a call choose, before the methods of the builder. */
export function choicesOf({ consistentRead, withExpired, withDeleted }: QueryOptions): ReadChoices {
  return { mode: { kind: 'records' }, consistentRead, withExpired, withDeleted };
}

/** A query or scan as plain data: what is sent, which results are wanted, and what becomes of each item. */
export interface ReadPlan<Operation = QueryOperation | ScanOperation> {
  readonly metadata: EntityMetadata;
  /** What all its requests have in common. */
  readonly operation: Operation;
  /** How many segments are read at once. */
  readonly segments: number;
  readonly startKey: Item | undefined;
  /** Results wanted; undefined: all. */
  readonly limit: number | undefined;
  /** Items that one request looks at; undefined: what fits in 1 MB. */
  readonly pageSize: number | undefined;
  /** Items that a request will probably look at and leave out; undefined: nobody knows, as the caller has a filter. */
  readonly hidden: number | undefined;
  readonly results: ResultPlan;
  readonly cursors: Cursors;
  /** Capacity units a second; undefined: as fast as it goes. */
  readonly readUnits: number | undefined;
  /** The properties that the caller's filter looks at. */
  readonly filteredBy: () => readonly string[];
}

/** @throws ValidationError where the key, the index and the choices do not fit each other */
export function planQuery(
  context: ReadingContext,
  key: unknown,
  choices: ReadChoices,
  purpose: Purpose,
): ReadPlan<QueryOperation> {
  const { metadata } = context;
  const { where, descending = false } = choices;
  const given = checkedKey(metadata, key);
  TENANTS.of(metadata)?.checkTenant(metadata, given, context.tenant);
  const sorting = where ? pathsOf(where).map(path => String(path[0])) : [];
  const path = chooseAccessPath(metadata, Object.keys(given), choices.indexName, sorting);
  const condition = keyCondition(metadata, path, given, where);
  const identity = [readTableName(context), condition, descending, ...(metadata.members?.names ?? [])];
  const cursors = cursorsOf(metadata, path.index, identity);
  const shared = SHARED_READS.of(metadata);
  const isMixed = shared?.isToldByItems(metadata) && shared.othersOn(metadata, path);
  const telling = isMixed ? shared?.tellingNames(metadata, path, purpose) : undefined;
  const results = planResults(metadata, path.index, choices.mode, purpose, telling);
  const filter = filterOn(metadata, path.index, choices);
  refuseKeysInFilter(metadata, path, filter);
  refuseUnseen(metadata, path, choices, purpose);
  const hidden = both(hiddenAtKey(metadata, path, given, condition, choices), ofClassInQuery(metadata, path));
  const operation: QueryOperation = {
    kind: 'query',
    tableName: readTableName(context),
    indexName: path.index?.name,
    keyCondition: condition,
    descending,
    filter: both(hidden, filter),
    select: results.select,
    consistentRead: isConsistent(metadata, path.index, choices),
  };
  return planOf(metadata, choices, { operation, segments: 1, hidden: filter ? undefined : 0, results, cursors });
}

/** @throws ValidationError where the index and the choices do not fit each other */
export function planScan(context: ReadingContext, choices: ReadChoices, purpose: Purpose): ReadPlan<ScanOperation> {
  const { metadata } = context;
  const { indexName, segments = 1, cursor } = choices;
  TENANTS.of(metadata)?.refuseAcrossTenants(metadata, 'scan()');
  if (segments > 1 && cursor !== undefined) {
    throw ValidationError.misuse(`${metadata.className}: a parallel scan has no order, so no cursor can resume it`);
  }
  const index = indexName === undefined ? undefined : indexNamed(metadata, indexName);
  const path = index ? indexPath(metadata, index) : tablePath(metadata);
  const shared = SHARED_READS.of(metadata);
  const telling = shared?.isToldByItems(metadata) ? shared.tellingNames(metadata, path, purpose) : undefined;
  const results = planResults(metadata, index, choices.mode, purpose, telling);
  const filter = filterOn(metadata, index, choices);
  refuseUnseen(metadata, path, choices, purpose);
  const others = ofClassInScan(metadata, path);
  const operation: ScanOperation = {
    kind: 'scan',
    tableName: readTableName(context),
    indexName,
    filter: both(both(hiddenInTable(metadata, index, choices), others), filter),
    select: results.select,
    consistentRead: isConsistent(metadata, index, choices),
  };
  const hidden = filter ? undefined : metadata.autoIncrement ? 1 : 0;
  const cursors = cursorsOf(metadata, index, [readTableName(context), 'scan']);
  return planOf(metadata, choices, { operation, segments, hidden, results, cursors });
}

/** Name by name: to spread an object costs more than all else that a plan takes. */
function planOf<Operation>(
  metadata: EntityMetadata,
  { filter, cursor, limit, pageSize, readUnits }: ReadChoices,
  {
    operation,
    segments,
    hidden,
    results,
    cursors,
  }: Pick<ReadPlan<Operation>, 'operation' | 'segments' | 'hidden' | 'results' | 'cursors'>,
): ReadPlan<Operation> {
  const startKey = cursors.keyOf(cursor);
  const filteredBy = () => propertiesIn(metadata, filter);
  return { metadata, operation, segments, startKey, limit, pageSize, hidden, results, cursors, readUnits, filteredBy };
}

/** What an index does not hold cannot hide an item there: its counts and plain objects would have what has expired, or was deleted. */
function refuseUnseen(
  { className, lifecycle: { expiresAt, deletedAt } }: EntityMetadata,
  path: AccessPath,
  { mode, withExpired, withDeleted }: ReadChoices,
  purpose: Purpose,
): void {
  const { index } = path;
  if (!index || index.projection === 'ALL' || (mode.kind === 'fromTable' && purpose !== 'count')) return;
  const refuse = (attribute: AttributeMetadata | undefined, isShown: boolean | undefined, method: string) => {
    if (!attribute || isShown || index.holds.has(attribute.name)) return;
    throw ValidationError.misuse(
      `${className}: ${describePath(path)} does not hold "${attribute.property}", which tells the items that are hidden: project it, ` +
        `read the items with fromTable(), or take all of them with ${method}()`,
    );
  };
  refuse(expiresAt, withExpired, 'withExpired');
  refuse(deletedAt, withDeleted, 'withDeleted');
}

function propertiesIn({ attributes }: EntityMetadata, filter: ConditionNode | undefined): string[] {
  const roots = new Set(filter && pathsOf(filter).map(path => path[0]));
  return attributes.filter(({ name }) => roots.has(name)).map(({ property }) => property);
}

/** How many items the next request should look at, with so many results still wanted. */
export function pageLimit(
  { pageSize, hidden }: Pick<ReadPlan, 'pageSize' | 'hidden'>,
  remaining: number | undefined,
): number | undefined {
  if (remaining === undefined || hidden === undefined) return pageSize;
  return Math.min(pageSize ?? Number.POSITIVE_INFINITY, remaining + hidden);
}

/** Where the first request of a plan begins. */
export function firstPosition(plan: ReadPlan): PagePosition {
  const { segments, startKey, limit, pageSize } = plan;
  if (segments > 1) return { segment: { index: 0, of: segments }, limit: pageSize };
  return { startKey, limit: pageLimit(plan, limit) };
}

/** Both conditions at once; undefined where neither says anything. */
export function both(a: ConditionNode | undefined, b: ConditionNode | undefined): ConditionNode | undefined {
  if (!a && !b) return undefined;
  const node = combineNodes(
    'and',
    [a, b].filter(part => part !== undefined),
  );
  return isEmpty(node) ? undefined : node;
}

/** Whether keys are made of no attribute. */
function isConstant(keys: readonly AttributeMetadata[]): boolean {
  return keys.every(({ template }) => template?.parts.length === 0);
}

function checkedKey({ className, keyParts, keys, indexes }: EntityMetadata, key: unknown): Record<string, unknown> {
  const isObject = typeof key === 'object' && key !== null;
  if (isObject && Object.keys(key).length > 0) return key as Record<string, unknown>;
  // A partition key may be only a literal: then no part is given.
  const partitions = [keys.slice(0, 1), ...[...indexes.values()].map(({ partitionKeys }) => partitionKeys)];
  if (isObject && partitions.some(isConstant)) return {};
  throw ValidationError.misuse(
    `${className}: a query needs a partition key, such as { ${keyParts[0]?.property} }; scan() reads everything`,
  );
}

/** A global index cannot be read consistently: an error where the caller asked for it, ignored where the class did. */
function isConsistent(
  { className, consistentRead }: EntityMetadata,
  index: IndexMetadata | undefined,
  choices: ReadChoices,
): boolean {
  if (index?.type !== 'global') return choices.consistentRead ?? consistentRead;
  if (!choices.consistentRead) return false;
  throw ValidationError.misuse(`${className}: index "${index.name}" is global, and cannot be read consistently`);
}

/** The filter, which sees only what the index holds; so it is on a local index, too. */
function filterOn(
  { className, attributes }: EntityMetadata,
  index: IndexMetadata | undefined,
  { filter }: ReadChoices,
): ConditionNode | undefined {
  if (!filter || !index || index.projection === 'ALL') return filter;
  const roots = new Set(pathsOf(filter).map(path => path[0]));
  const unseen = attributes.find(({ name, property }) => roots.has(name) && !index.projected.has(property));
  if (!unseen) return filter;
  throw ValidationError.misuse(
    `${className}: index "${index.name}" does not hold "${unseen.property}", so a filter cannot see it: add it to the projection`,
  );
}

function refuseKeysInFilter({ className }: EntityMetadata, path: AccessPath, filter: ConditionNode | undefined): void {
  if (!filter) return;
  const roots = new Set(pathsOf(filter).map(part => part[0]));
  const key = [...path.partitionKeys, ...path.sortKeys].find(({ name }) => roots.has(name));
  if (!key) return;
  throw ValidationError.misuse(
    `${className}: filter() cannot have a condition on "${key.property}", a key of ${describePath(path)}: use where()`,
  );
}
