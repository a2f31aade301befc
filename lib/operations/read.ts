import type { GetItemCommandInput, QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { ConditionNode, Path } from '../expressions/nodes';
import { Placeholders, renderCondition, renderProjection } from '../expressions/render';
import { copyOfItem, type Item } from '../wire/attribute-value';

export interface GetOperation {
  readonly tableName: string;
  readonly key: Item;
  readonly consistentRead: boolean;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function getInput({ tableName, key, consistentRead }: GetOperation): GetItemCommandInput {
  return {
    TableName: tableName,
    Key: copyOfItem(key),
    ...(consistentRead && { ConsistentRead: true }),
  } as GetItemCommandInput;
}

/** A query or scan as plain data: what its pages have in common. */
export interface PageOperation {
  readonly tableName: string;
  readonly indexName?: string | undefined;
  readonly filter?: ConditionNode | undefined;
  /** What to answer with: whole items, these attributes, every attribute of the table through a local index, or only how many. */
  readonly select?: readonly Path[] | 'all' | 'count' | undefined;
  readonly consistentRead: boolean;
}

/** One of its pages. */
export interface PagePosition {
  /** Items to look at, before the filter. */
  readonly limit?: number | undefined;
  readonly startKey?: Item | undefined;
  /** Of a scan. */
  readonly segment?: { readonly index: number; readonly of: number } | undefined;
}

export interface QueryOperation extends PageOperation {
  readonly kind: 'query';
  readonly keyCondition: ConditionNode;
  readonly descending: boolean;
}

export interface ScanOperation extends PageOperation {
  readonly kind: 'scan';
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export function queryInput(operation: QueryOperation, position: PagePosition): QueryCommandInput {
  const placeholders = new Placeholders();
  const input: Input<QueryCommandInput> = { TableName: operation.tableName };
  if (operation.indexName !== undefined) input.IndexName = operation.indexName;
  input.KeyConditionExpression = renderCondition(operation.keyCondition, placeholders, 'key condition');
  if (operation.descending) input.ScanIndexForward = false;
  addPage(input, operation, position, placeholders);
  return input as QueryCommandInput;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export function scanInput(operation: ScanOperation, position: PagePosition): ScanCommandInput {
  const { indexName } = operation;
  const { segment } = position;
  const input: Input<ScanCommandInput> = { TableName: operation.tableName };
  if (indexName !== undefined) input.IndexName = indexName;
  if (segment) {
    input.Segment = segment.index;
    input.TotalSegments = segment.of;
  }
  addPage(input, operation, position, new Placeholders());
  return input as ScanCommandInput;
}

/** An input that is being made: item values are ours, which the SDK's types do not know. */
type Input<Of> = { -readonly [K in keyof Of]?: Of[K] | Item | undefined };

function addPage(
  input: Input<QueryCommandInput>,
  { filter, select, consistentRead }: PageOperation,
  { limit, startKey }: PagePosition,
  placeholders: Placeholders,
): void {
  const filterExpression = filter && renderCondition(filter, placeholders, 'filter');
  const projection = typeof select === 'object' ? renderProjection(select, placeholders) : undefined;
  if (filterExpression) input.FilterExpression = filterExpression;
  if (projection) input.ProjectionExpression = projection;
  if (select === 'count') input.Select = 'COUNT';
  else if (select === 'all') input.Select = 'ALL_ATTRIBUTES';
  placeholders.addTo(input);
  if (consistentRead) input.ConsistentRead = true;
  if (limit !== undefined) input.Limit = limit;
  if (startKey) input.ExclusiveStartKey = copyOfItem(startKey);
  input.ReturnConsumedCapacity = 'TOTAL';
}
