import type { Item } from '../../wire/attribute-value';
import type { Condition } from '../expressions/bound';
import { compileCondition } from '../expressions/compile';
import { checkParameterKinds, type ExpressionParameters, placeholdersOf } from '../expressions/expression-parameters';
import { pathsInCondition } from '../expressions/paths';
import {
  type ConditionalOperator,
  compileLegacyFilter,
  type LegacyConditions,
  legacyFilter,
  legacyKeyConditions,
} from '../legacy/conditions';
import { enveloped, validationError } from '../protocol/service-error';
import {
  attributes,
  boolean,
  expressionMembers,
  integer,
  list,
  readMembers,
  string,
  structure,
} from '../protocol/shapes';
import { type KeyConditions, keyConditionsOf } from '../reading/key-conditions';
import { compileAsked } from '../reading/page';
import { type QueryRange, queryRange } from '../reading/query-range';
import {
  answerPage,
  checkFilterCarried,
  checkIndexCarries,
  checkProjectionCarried,
  checkSelection,
  checkSpecific,
  type Selection,
  type SelectionRequest,
} from '../reading/selection';
import { positionIn, type Source, sourceOf } from '../reading/source';
import { normalizeStartKey } from '../reading/start-key';
import { after, encodePartition } from '../storage/key-encoding';
import { valuesOf } from '../storage/key-schema';
import { checkScalarKeys } from '../tables/table';
import { checkAttributesToGet } from '../values/attribute-values';
import { operation } from './operation';
import { checkOperators, pageConstraints } from './page-request';

interface QueryRequest extends ExpressionParameters, SelectionRequest {
  readonly TableName: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly KeyConditions?: LegacyConditions;
  readonly QueryFilter?: LegacyConditions;
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ExclusiveStartKey?: Item;
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
  const { conditions, ...selection } = compile(request);
  const { filter, projection } = selection;

  const table = database.table(request.TableName);
  const source = sourceOf(table, request.IndexName, request.ConsistentRead);
  const range = rangeOf(request, source, conditions);
  checkScalarKeys(projection?.paths ?? [], table);
  if (filter) checkFilter(request, source, filter);
  checkIndexCarries(request, source.index);
  if (filter) checkScalarKeys(pathsInCondition(filter), table);
  if (filter) checkFilterCarried(source, filter);
  if (projection) checkProjectionCarried(source, projection);
  const limited = isSingle(source) ? { ...request, Limit: undefined } : request;
  return answerPage(limited, source, startingAfter(request, source, range), selection);
});

/** Whether a partition has at most one item, so that nothing can follow it. */
function isSingle({ index, keys }: Source): boolean {
  return !index && keys.sort.length === 0;
}

function checkConstraints(request: QueryRequest): void {
  const constraints = pageConstraints(request);
  constraints.untold.atLeast('Limit', request.Limit, 1);
  checkOperators(constraints, 'queryFilter', request.QueryFilter);
  checkOperators(constraints, 'keyConditions', request.KeyConditions);
  constraints.check();
}

interface Compiled extends Selection {
  readonly conditions: KeyConditions;
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
  const projection = compileAsked(request, placeholders);
  if (!keyCondition && !legacyKeys) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  placeholders.checkAllUsed();
  const conditions = keyCondition ? keyConditionsOf(keyCondition) : (legacyKeys as KeyConditions);
  enveloped(() => {
    checkSpecific(request);
    checkSelection(request);
  });
  return { conditions, filter, projection };
}

function rangeOf({ ExclusiveStartKey: start }: QueryRequest, source: Source, conditions: KeyConditions): QueryRange {
  const range = queryRange(source, conditions, start);
  if (start) checkStartInside(start, range, source, conditions.size > source.keys.partition.length);
  return range;
}

/** For a start key in another partition, the service first reports whether its sort key meets the condition. */
function checkStartInside(start: Item, { from, to, partition }: QueryRange, source: Source, hasSort: boolean): void {
  const isInside = (key: string) => key >= from && key < to;
  const position = positionIn(source, start);
  if (isInside(position) && isSingle(source)) throw validationError('The provided exclusive start key is invalid');
  if (isInside(position)) return;
  if (!hasSort) {
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  }
  const ownPartition = encodePartition(valuesOf(start, source.keys.partition));
  throw validationError(
    isInside(partition + position.slice(ownPartition.length))
      ? 'The query can return at most one row and cannot be restarted'
      : 'The provided starting key does not match the range key predicate',
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
