import type { Item } from '../../wire/attribute-value';
import { compileCondition } from '../expressions/compile';
import { checkParameterKinds, type ExpressionParameters, placeholdersOf } from '../expressions/expression-parameters';
import { pathsInCondition } from '../expressions/paths';
import {
  type ConditionalOperator,
  compileLegacyFilter,
  type LegacyConditions,
  legacyFilter,
} from '../legacy/conditions';
import { validationError } from '../protocol/service-error';
import { attributes, expressionMembers, integer, list, readMembers, string, structure } from '../protocol/shapes';
import { compileAsked } from '../reading/page';
import {
  answerPage,
  checkIndexCarries,
  checkProjectionCarried,
  checkSelection,
  checkSpecific,
  type Selection,
  type SelectionRequest,
} from '../reading/selection';
import { positionIn, type Source, sourceOf } from '../reading/source';
import { checkStartKey, checkStartPosition, checkStartSize, normalizeStartKey } from '../reading/start-key';
import { after, hashPrefix } from '../storage/key-encoding';
import type { Range } from '../storage/ordered-map';
import { checkScalarKeys } from '../tables/table';
import { checkAttributesToGet } from '../values/attribute-values';
import { operation } from './operation';
import { checkOperators, pageConstraints } from './page-request';

interface ScanRequest extends ExpressionParameters, SelectionRequest {
  readonly TableName: string;
  readonly FilterExpression?: string;
  readonly ScanFilter?: LegacyConditions;
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ExclusiveStartKey?: Item;
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

const HASHES = 2 ** 32;
const MAX_SEGMENTS = 1_000_000;

const shape = structure('ScanInput', {
  ...readMembers,
  ...expressionMembers,
  IndexName: string,
  Select: string,
  AttributesToGet: list(string),
  FilterExpression: string,
  ScanFilter: legacyFilter,
  ConditionalOperator: string,
  ExclusiveStartKey: attributes,
  Limit: integer,
  Segment: integer,
  TotalSegments: integer,
});

export const scan = operation<ScanRequest>('Scan', shape, (database, request) => {
  checkConstraints(request);
  const selection = compile(request);
  const { filter, projection } = selection;

  const table = database.table(request.TableName);
  const source = sourceOf(table, request.IndexName, request.ConsistentRead);
  if (request.ExclusiveStartKey) checkStartInIndex(request.ExclusiveStartKey, source);
  checkIndexCarries(request, source.index);
  const range = rangeOf(request, source);
  checkScalarKeys([...(filter ? pathsInCondition(filter) : []), ...(projection?.paths ?? [])], table);
  if (projection) checkProjectionCarried(source, projection);
  return answerPage(request, source, range, selection);
});

function checkConstraints(request: ScanRequest): void {
  const constraints = pageConstraints(request)
    .atLeast('limit', request.Limit, 1)
    .atLeast('segment', request.Segment, 0)
    .atLeast('totalSegments', request.TotalSegments, 1)
    .atMost('totalSegments', request.TotalSegments, MAX_SEGMENTS);
  checkOperators(constraints, 'scanFilter', request.ScanFilter);
  constraints.check();
}

function compile(request: ScanRequest): Selection {
  const { ProjectionExpression, FilterExpression, AttributesToGet, ScanFilter, ConditionalOperator } = request;
  checkParameterKinds(request, {
    expressions: { ProjectionExpression, FilterExpression },
    legacy: { AttributesToGet, ScanFilter, ConditionalOperator },
  });
  checkAttributesToGet(AttributesToGet);
  const legacy = compileLegacyFilter(ScanFilter, ConditionalOperator);
  normalizeStartKey(request.ExclusiveStartKey);
  checkSegments(request);
  const placeholders = placeholdersOf(request);
  const filter =
    FilterExpression === undefined
      ? legacy
      : compileCondition('FilterExpression', FilterExpression, placeholders, true);
  const projection = compileAsked(request, placeholders);
  placeholders.checkAllUsed();
  checkSpecific(request);
  checkSelection(request);
  return { filter, projection };
}

function checkSegments({ Segment, TotalSegments }: ScanRequest): void {
  if (TotalSegments !== undefined && Segment === undefined) {
    throw validationError(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (Segment === undefined) return;
  if (TotalSegments === undefined) {
    throw validationError(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (Segment >= TotalSegments) {
    throw validationError(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
        `Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  }
}

function rangeOf(request: ScanRequest, source: Source): Range {
  const segment = segmentOf(request);
  const { ExclusiveStartKey: start } = request;
  if (!start) return segment;
  checkStartPosition(start, source);
  const position = positionIn(source, start);
  if (position < segment.from || (segment.to !== undefined && position >= segment.to)) {
    throw validationError(
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ' +
        `Segment. TotalSegments: ${request.TotalSegments} Segment: ${request.Segment}`,
    );
  }
  return { from: after(position), to: segment.to };
}

/** Each segment has an equal share of the hashes of partition keys. */
function segmentOf({ Segment = 0, TotalSegments = 1 }: ScanRequest): { from: string; to: string | undefined } {
  const boundary = (segment: number) => hashPrefix(Math.ceil((segment * HASHES) / TotalSegments));
  const isLast = Segment === TotalSegments - 1;
  return { from: Segment === 0 ? '' : boundary(Segment), to: isLast ? undefined : boundary(Segment + 1) };
}

/** Checks the start key of an index scan in two steps, the keys of the index first. */
function checkStartInIndex(start: Item, source: Source): void {
  if (!source.index) return;
  checkStartSize(start, source);
  for (const attribute of source.keys.all) checkStartKey(start, attribute);
}
