import type { Condition } from '../expressions/bound';
import type { DocumentPath } from '../expressions/document-path';
import { pathsInCondition } from '../expressions/paths';
import type { Projection } from '../expressions/projection';
import { type CapacityMode, consumedCapacity, readUnits } from '../metering/capacity';
import { invalid, validationError } from '../protocol/service-error';
import type { Range } from '../storage/ordered-map';
import type { SecondaryIndex } from '../storage/secondary-index';
import { type Page, type ProjectionRequest, projected, readPage } from './page';
import type { Source } from './source';

/** What a Query or Scan returns of each item. */
export type Select = 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES' | 'COUNT';

export const SELECTS = ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'];

/** The parameters that determine what is returned. */
export interface SelectionRequest extends ProjectionRequest {
  readonly IndexName?: string;
  readonly Select?: Select;
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

const REFUSED: Readonly<Record<string, string>> = {
  COUNT: 'only the Count',
  ALL_ATTRIBUTES: 'ALL_ATTRIBUTES',
  ALL_PROJECTED_ATTRIBUTES: 'ALL_PROJECTED_ATTRIBUTES',
};

/** `SPECIFIC_ATTRIBUTES` needs attributes. */
export function checkSpecific({ Select, ProjectionExpression, AttributesToGet }: SelectionRequest): void {
  if (Select !== 'SPECIFIC_ATTRIBUTES' || ProjectionExpression !== undefined || AttributesToGet) return;
  throw validationError(
    'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
  );
}

/** Refuses a `Select` that does not fit the other parameters, before the table is looked up. */
export function checkSelection(request: SelectionRequest): void {
  const { Select, ProjectionExpression, AttributesToGet, IndexName } = request;
  const chosen = ProjectionExpression !== undefined ? 'ProjectionExpression' : 'AttributesToGet';
  const choosesAttributes = ProjectionExpression !== undefined || AttributesToGet !== undefined;
  if (choosesAttributes && Select && REFUSED[Select]) {
    throw validationError(`Cannot specify the ${chosen} when choosing to get ${REFUSED[Select]}`);
  }
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined) {
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
}

/** A global index only returns attributes that it holds. */
export function checkIndexCarries({ Select }: SelectionRequest, index: SecondaryIndex | undefined): void {
  if (!index || Select !== 'ALL_ATTRIBUTES') return;
  const { isGlobal, projection, name } = index.definition;
  if (!isGlobal || projection === 'ALL') return;
  throw invalid(
    `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} ` +
      'because its projection type is not ALL',
  );
}

/** A projection from a global index can only take attributes that the index holds. */
export function checkProjectionCarried({ index }: Source, { paths }: Projection): void {
  const missing = index?.definition.isGlobal ? notCarried(index, paths) : [];
  if (missing.length === 0) return;
  throw invalid(`Global secondary index ${index?.definition.name} does not project [${missing.join(', ')}]`);
}

/** A filter can only use attributes that the index holds. */
export function checkFilterCarried({ index }: Source, filter: Condition): void {
  const missing = index ? notCarried(index, pathsInCondition(filter)) : [];
  if (missing.length === 0) return;
  throw invalid(
    `Secondary index ${index?.definition.name} does not project one or more filter attributes: [${missing.join(', ')}]`,
  );
}

/** The first attributes of paths that the index does not hold. */
function notCarried(index: SecondaryIndex, paths: readonly DocumentPath[]): string[] {
  const names = new Set(paths.map(([name]) => String(name)));
  return [...names].filter(name => !index.carries(name));
}

/** Whether a local index does not hold what is requested, so that each item is read from the table. */
export function needsLookUp(
  { Select }: SelectionRequest,
  { index }: Source,
  projection: Projection | undefined,
): boolean {
  if (!index || index.definition.isGlobal || index.definition.projection === 'ALL') return false;
  if (Select === 'ALL_ATTRIBUTES') return true;
  return projection?.paths.some(([name]) => !index.carries(String(name))) ?? false;
}

/** The filter and projection of a Query or Scan. */
export interface Selection {
  readonly filter: Condition | undefined;
  readonly projection: Projection | undefined;
}

/** Reads the page of a Query or Scan, and makes the response. */
export function answerPage(
  request: SelectionRequest,
  source: Source,
  range: Range,
  { filter, projection }: Selection,
): object {
  const lookUp = needsLookUp(request, source, projection);
  const page = readPage(source, { range, filter, limit: request.Limit, lookUp });
  return {
    Items: request.Select === 'COUNT' ? undefined : page.items.map(item => projected(item, projection)),
    Count: page.items.length,
    ScannedCount: page.scanned,
    LastEvaluatedKey: page.lastKey,
    ConsumedCapacity: capacityOf(request, source, page),
  };
}

/** The `ConsumedCapacity` of reading a page. */
export function capacityOf(
  { ConsistentRead = false, ReturnConsumedCapacity }: SelectionRequest,
  source: Source,
  page: Pick<Page, 'bytes' | 'lookedUp'>,
): object | undefined {
  const units = readUnits(page.bytes, ConsistentRead);
  const { table, index } = source;
  if (!index) return consumedCapacity(table.name, { table: units, indexes: new Map() }, ReturnConsumedCapacity);
  const lookedUp = page.lookedUp.reduce((sum, size) => sum + readUnits(size, ConsistentRead), 0);
  return consumedCapacity(table.name, { table: lookedUp, indexes: new Map([[index, units]]) }, ReturnConsumedCapacity);
}
