import { boolean, list, string, structure } from '../protocol/shapes';
import { type EncryptionRequest, encryption } from './encryption';
import { type ReplicaUpdate, replicaUpdates } from './replicas';
import {
  type AttributeDefinition,
  attributeDefinitions,
  type BillingMode,
  globalIndex,
  type IndexRequest,
  type OnDemandThroughputRequest,
  onDemandThroughput,
  type StreamRequest,
  stream,
  type ThroughputRequest,
  throughput,
  type WarmThroughputRequest,
  warmThroughput,
} from './requests';

/** One change of a global index: exactly one of its members. */
export interface IndexUpdate {
  readonly Create?: IndexRequest;
  readonly Update?: {
    readonly IndexName: string;
    readonly ProvisionedThroughput?: ThroughputRequest;
    readonly OnDemandThroughput?: OnDemandThroughputRequest;
    readonly WarmThroughput?: WarmThroughputRequest;
  };
  readonly Delete?: { readonly IndexName: string };
}

export interface UpdateTableRequest {
  readonly TableName: string;
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly BillingMode?: BillingMode;
  readonly ProvisionedThroughput?: ThroughputRequest;
  readonly OnDemandThroughput?: OnDemandThroughputRequest;
  readonly WarmThroughput?: WarmThroughputRequest;
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
  readonly StreamSpecification?: StreamRequest;
  readonly SSESpecification?: EncryptionRequest;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly ReplicaUpdates?: readonly ReplicaUpdate[];
}

export const updateTableShape = structure('UpdateTableInput', {
  TableName: string,
  AttributeDefinitions: attributeDefinitions,
  BillingMode: string,
  ProvisionedThroughput: throughput,
  OnDemandThroughput: onDemandThroughput,
  WarmThroughput: warmThroughput,
  GlobalSecondaryIndexUpdates: list(
    structure('GlobalSecondaryIndexUpdate', {
      Create: structure('CreateGlobalSecondaryIndexAction', globalIndex.members),
      Update: structure('UpdateGlobalSecondaryIndexAction', {
        IndexName: string,
        ProvisionedThroughput: throughput,
        OnDemandThroughput: onDemandThroughput,
        WarmThroughput: warmThroughput,
      }),
      Delete: structure('DeleteGlobalSecondaryIndexAction', { IndexName: string }),
    }),
  ),
  StreamSpecification: stream,
  SSESpecification: encryption,
  TableClass: string,
  DeletionProtectionEnabled: boolean,
  ReplicaUpdates: replicaUpdates,
});
