import type { GetItemCommandInput, QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { ConditionNode, Path } from '../expressions/nodes';
import { Placeholders, renderCondition, renderProjection } from '../expressions/render';
import type { Item } from '../wire/attribute-value';

export interface GetOperation {
  readonly tableName: string;
  readonly key: Item;
  readonly consistentRead: boolean;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function getInput({ tableName, key, consistentRead }: GetOperation): GetItemCommandInput {
  return { TableName: tableName, Key: key, ...(consistentRead && { ConsistentRead: true }) } as GetItemCommandInput;
}

/** One page of a query or scan as plain data. */
export interface PageOperation {
  readonly tableName: string;
  readonly indexName?: string | undefined;
  readonly filter?: ConditionNode | undefined;
  /** What to answer with: whole items, these attributes, every attribute of the table through a local index, or only how many. */
  readonly select?: readonly Path[] | 'all' | 'count' | undefined;
  readonly consistentRead: boolean;
  /** Items to look at, before the filter. */
  readonly limit?: number | undefined;
  readonly startKey?: Item | undefined;
}

export interface QueryOperation extends PageOperation {
  readonly kind: 'query';
  readonly keyCondition: ConditionNode;
  readonly descending: boolean;
}

export interface ScanOperation extends PageOperation {
  readonly kind: 'scan';
  readonly segment?: { readonly index: number; readonly of: number } | undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export function queryInput(operation: QueryOperation): QueryCommandInput {
  const placeholders = new Placeholders();
  return {
    TableName: operation.tableName,
    ...(operation.indexName !== undefined && { IndexName: operation.indexName }),
    KeyConditionExpression: renderCondition(operation.keyCondition, placeholders, 'key condition'),
    ...(operation.descending && { ScanIndexForward: false }),
    ...pageParameters(operation, placeholders),
  } as QueryCommandInput;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export function scanInput(operation: ScanOperation): ScanCommandInput {
  const { segment } = operation;
  return {
    TableName: operation.tableName,
    ...(operation.indexName !== undefined && { IndexName: operation.indexName }),
    ...(segment && { Segment: segment.index, TotalSegments: segment.of }),
    ...pageParameters(operation, new Placeholders()),
  } as ScanCommandInput;
}

function pageParameters(operation: PageOperation, placeholders: Placeholders): object {
  const { filter, select, consistentRead, limit, startKey } = operation;
  const filterExpression = filter && renderCondition(filter, placeholders, 'filter');
  const projection = typeof select === 'object' ? renderProjection(select, placeholders) : undefined;
  return {
    ...(filterExpression && { FilterExpression: filterExpression }),
    ...(projection && { ProjectionExpression: projection }),
    ...(select === 'count' && { Select: 'COUNT' }),
    ...(select === 'all' && { Select: 'ALL_ATTRIBUTES' }),
    ...placeholders.parameters(),
    ...(consistentRead && { ConsistentRead: true }),
    ...(limit !== undefined && { Limit: limit }),
    ...(startKey && { ExclusiveStartKey: startKey }),
    ReturnConsumedCapacity: 'TOTAL',
  };
}
