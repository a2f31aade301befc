import type { Item } from '../../wire/attribute-value';
import { compileCondition, compileProjection } from '../expressions/compile';
import type { Condition } from '../expressions/condition';
import { pathsInCondition } from '../expressions/paths';
import type { Projection } from '../expressions/projection';
import { type ConditionalOperator, compileLegacyFilter, type LegacyConditions } from '../legacy/conditions';
import { legacyKeyConditions } from '../legacy/key-conditions';
import { legacyFilter } from '../legacy/shapes';
import { operation } from '../operation';
import { type KeyConditions, keyConditionsOf } from '../reading/key-conditions';
import { readPage } from '../reading/page';
import { type QueryRange, queryRange } from '../reading/query-range';
import {
  checkFilterCarried,
  checkIndexCarries,
  checkProjectionCarried,
  checkSelection,
  checkSpecific,
  needsLookUp,
  pageResponse,
  type SelectionRequest,
} from '../reading/selection';
import { positionIn, type Source, sourceOf } from '../reading/source';
import { checkStartPartition, checkStartPosition, normalizeStartKey } from '../reading/start-key';
import { enveloped, validationError } from '../service-error';
import { after } from '../storage/key-encoding';
import { checkAttributesToGet, projectionToGet } from '../validation/attributes-to-get';
import { expressionMembers, readMembers } from '../validation/common-shapes';
import { checkParameterKinds, type ExpressionParameters, placeholdersOf } from '../validation/expression-parameters';
import { checkScalarKeys } from '../validation/scalar-keys';
import { attributes, boolean, integer, list, string, structure } from '../validation/shapes';
import { checkOperators, pageConstraints } from './page-request';

interface QueryRequest extends ExpressionParameters, SelectionRequest {
  readonly TableName: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly KeyConditions?: LegacyConditions;
  readonly QueryFilter?: LegacyConditions;
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ExclusiveStartKey?: Item;
  readonly Limit?: number;
  readonly ScanIndexForward?: boolean;
}

const shape = structure('QueryInput', {
  ...readMembers,
  ...expressionMembers,
  IndexName: string,
  Select: string,
  AttributesToGet: list(string),
  KeyConditionExpression: string,
  FilterExpression: string,
  KeyConditions: legacyFilter,
  QueryFilter: legacyFilter,
  ConditionalOperator: string,
  ExclusiveStartKey: attributes,
  Limit: integer,
  ScanIndexForward: boolean,
});

export const query = operation<QueryRequest>('Query', shape, (database, request) => {
  checkConstraints(request);
  const { conditions, filter, projection } = compile(request);

  const table = database.table(request.TableName);
  const source = sourceOf(table, request.IndexName, request.ConsistentRead);
  checkScalarKeys([...(filter ? pathsInCondition(filter) : []), ...(projection?.paths ?? [])], table);
  const range = rangeOf(request, source, conditions);
  if (filter) checkFilter(request, source, filter);
  if (filter) checkFilterCarried(source, filter);
  if (projection) checkProjectionCarried(source, projection);
  checkIndexCarries(request, source.index);
  const page = readPage(source, {
    range: startingAfter(request, source, range),
    filter,
    limit: request.Limit,
    lookUp: needsLookUp(request, source, projection),
  });
  return pageResponse(request, source, page, projection);
});

function checkConstraints(request: QueryRequest): void {
  const constraints = pageConstraints(request);
  checkOperators(constraints, 'queryFilter', request.QueryFilter);
  checkOperators(constraints, 'keyConditions', request.KeyConditions);
  constraints.check();
}

interface Compiled {
  readonly conditions: KeyConditions;
  readonly filter: Condition | undefined;
  readonly projection: Projection | undefined;
}

function compile(request: QueryRequest): Compiled {
  const { ProjectionExpression, FilterExpression, KeyConditionExpression, AttributesToGet, QueryFilter } = request;
  checkParameterKinds(request, {
    expressions: { ProjectionExpression, FilterExpression, KeyConditionExpression },
    legacy: {
      AttributesToGet,
      QueryFilter,
      ConditionalOperator: request.ConditionalOperator,
      KeyConditions: KeyConditionExpression === undefined ? undefined : request.KeyConditions,
    },
  });
  const legacy = compileLegacyFilter(QueryFilter, request.ConditionalOperator);
  checkAttributesToGet(AttributesToGet);
  normalizeStartKey(request.ExclusiveStartKey);
  const legacyKeys = request.KeyConditions && legacyKeyConditions(request.KeyConditions);
  const placeholders = placeholdersOf(request);
  const keyCondition =
    KeyConditionExpression === undefined
      ? undefined
      : compileCondition('KeyConditionExpression', KeyConditionExpression, placeholders);
  const filter =
    FilterExpression === undefined ? legacy : compileCondition('FilterExpression', FilterExpression, placeholders);
  const projection =
    ProjectionExpression === undefined
      ? projectionToGet(AttributesToGet)
      : compileProjection(ProjectionExpression, placeholders);
  const conditions = keyCondition ? keyConditionsOf(keyCondition) : legacyKeys;
  if (!conditions) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  placeholders.checkAllUsed();
  enveloped(() => {
    checkSpecific(request);
    checkSelection(request);
  });
  return { conditions, filter, projection };
}

/** The checks of a start key come between those of the partition and those of the sort key, as on the service. */
function rangeOf({ ExclusiveStartKey: start }: QueryRequest, source: Source, conditions: KeyConditions): QueryRange {
  if (conditions.size > Math.max(2, source.keys.all.length)) {
    throw validationError('Conditions can be of length 1 or 2 only');
  }
  if (start) checkStartPartition(start, source);
  const { partition } = source.keys;
  const missing = conditions.size <= source.keys.all.length && partition.find(({ name }) => !conditions.has(name));
  if (missing) throw validationError(`Query condition missed key schema element: ${missing.name}`);
  if (start) checkStartPosition(start, source);
  const range = queryRange(source, conditions);
  if (start) checkStartInside(positionIn(source, start), range, conditions.size > partition.length);
  return range;
}

function checkStartInside(position: string, { from, to, partition }: QueryRange, hasSort: boolean): void {
  if (position >= from && position < to) return;
  throw validationError(
    hasSort || position.startsWith(partition)
      ? 'The provided starting key does not match the range key predicate'
      : 'The provided starting key is outside query boundaries based on provided conditions',
  );
}

function startingAfter(
  { ExclusiveStartKey, ScanIndexForward = true }: QueryRequest,
  source: Source,
  range: QueryRange,
) {
  const { from, to } = range;
  const reverse = !ScanIndexForward;
  if (!ExclusiveStartKey) return { from, to, reverse };
  const position = positionIn(source, ExclusiveStartKey);
  return reverse ? { from, to: position, reverse } : { from: after(position), to, reverse };
}

/** Conditions on the keys of the source belong in the key condition. */
function checkFilter({ FilterExpression }: QueryRequest, { keys }: Source, filter: Condition): void {
  const names = new Set(pathsInCondition(filter).map(([name]) => name));
  const key = keys.all.find(({ name }) => names.has(name));
  if (!key) return;
  const parameter = FilterExpression === undefined ? 'QueryFilter' : 'Filter Expression';
  throw validationError(`${parameter} can only contain non-primary key attributes: Primary key attribute: ${key.name}`);
}
