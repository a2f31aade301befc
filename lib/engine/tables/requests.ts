import { boolean, list, long, type Shape, string, structure } from '../protocol/shapes';
import { type EncryptionRequest, encryption } from './encryption';

/** One attribute of a key schema, as requests and descriptions write it. */
export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: 'S' | 'N' | 'B';
}

export interface ProjectionRequest {
  readonly ProjectionType?: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly NonKeyAttributes?: readonly string[];
}

export interface ThroughputRequest {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface OnDemandThroughputRequest {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

/** The warm throughput of a table or an index. */
export interface WarmThroughputRequest {
  readonly ReadUnitsPerSecond?: number;
  readonly WriteUnitsPerSecond?: number;
}

export interface IndexRequest {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: ProjectionRequest;
  readonly ProvisionedThroughput?: ThroughputRequest;
  readonly OnDemandThroughput?: OnDemandThroughputRequest;
  readonly WarmThroughput?: WarmThroughputRequest;
}

export interface StreamRequest {
  readonly StreamEnabled: boolean;
  readonly StreamViewType?: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export type BillingMode = 'PROVISIONED' | 'PAY_PER_REQUEST';

export interface CreateTableRequest {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeyElement[];
  readonly LocalSecondaryIndexes?: readonly IndexRequest[];
  readonly GlobalSecondaryIndexes?: readonly IndexRequest[];
  readonly BillingMode?: BillingMode;
  readonly ProvisionedThroughput?: ThroughputRequest;
  readonly OnDemandThroughput?: OnDemandThroughputRequest;
  readonly WarmThroughput?: WarmThroughputRequest;
  readonly StreamSpecification?: StreamRequest;
  readonly SSESpecification?: EncryptionRequest;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly Tags?: readonly Tag[];
}

/** Whether a structure in a request has no members. */
export function saysNothing(members: object): boolean {
  return Object.values(members).every(value => value === undefined);
}

const keySchema = list(structure('KeySchemaElement', { AttributeName: string, KeyType: string }));
const projection = structure('Projection', { ProjectionType: string, NonKeyAttributes: list(string) });
export const throughput = structure('ProvisionedThroughput', { ReadCapacityUnits: long, WriteCapacityUnits: long });
export const onDemandThroughput = structure('OnDemandThroughput', {
  MaxReadRequestUnits: long,
  MaxWriteRequestUnits: long,
});
export const warmThroughput = structure('WarmThroughput', { ReadUnitsPerSecond: long, WriteUnitsPerSecond: long });
export const attributeDefinitions = list(
  structure('AttributeDefinition', { AttributeName: string, AttributeType: string }),
);
export const globalIndex = structure('GlobalSecondaryIndex', {
  IndexName: string,
  KeySchema: keySchema,
  Projection: projection,
  ProvisionedThroughput: throughput,
  OnDemandThroughput: onDemandThroughput,
  WarmThroughput: warmThroughput,
});
const localIndex = structure('LocalSecondaryIndex', {
  IndexName: string,
  KeySchema: keySchema,
  Projection: projection,
});
export const stream = structure('StreamSpecification', { StreamEnabled: boolean, StreamViewType: string });
export const tags: Shape = list(structure('Tag', { Key: string, Value: string }));

export const createTableShape = structure('CreateTableInput', {
  TableName: string,
  AttributeDefinitions: attributeDefinitions,
  KeySchema: keySchema,
  LocalSecondaryIndexes: list(localIndex),
  GlobalSecondaryIndexes: list(globalIndex),
  BillingMode: string,
  ProvisionedThroughput: throughput,
  OnDemandThroughput: onDemandThroughput,
  WarmThroughput: warmThroughput,
  StreamSpecification: stream,
  SSESpecification: encryption,
  TableClass: string,
  DeletionProtectionEnabled: boolean,
  Tags: tags,
});
