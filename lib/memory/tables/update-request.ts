import { validationError } from '../service-error';
import { Constraints } from '../validation/constraints';
import { boolean, list, string, structure } from '../validation/shapes';
import {
  checkBounds,
  checkDefinitions,
  checkEncryption,
  checkGlobalIndex,
  checkIndexName,
  checkStream,
  checkTableClass,
  checkThroughput,
  checkWarmThroughput,
} from './constraints';
import { invalid } from './create-validation';
import { type ReplicaUpdate, replicaUpdates } from './replicas';
import {
  type AttributeDefinition,
  attributeDefinitions,
  type BillingMode,
  type EncryptionRequest,
  encryption,
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

/** The model's constraints on UpdateTable, that it changes something, and what else can be told without the table. */
export function checkUpdateConstraints(request: UpdateTableRequest): void {
  const constraints = new Constraints().oneOf('billingMode', request.BillingMode, ['PROVISIONED', 'PAY_PER_REQUEST']);
  checkThroughput(constraints, 'provisionedThroughput', request.ProvisionedThroughput);
  checkWarmThroughput(constraints, 'warmThroughput', request.WarmThroughput);
  if (request.AttributeDefinitions) checkDefinitions(constraints, request.AttributeDefinitions);
  checkStream(constraints, request.StreamSpecification);
  checkEncryption(constraints, request.SSESpecification);
  request.GlobalSecondaryIndexUpdates?.forEach((update, at) => {
    checkIndexUpdate(constraints, `globalSecondaryIndexUpdates.${at + 1}.member`, update);
  });
  constraints.check();
  if (changesNothing(request)) {
    throw validationError(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or ' +
        'SSESpecification or ReplicaUpdates is required',
    );
  }
  checkTableClass(request.TableClass);
  checkBounds(request.ProvisionedThroughput);
  checkIndexNames(request.GlobalSecondaryIndexUpdates ?? []);
}

function checkIndexUpdate(constraints: Constraints, at: string, { Create, Update, Delete }: IndexUpdate): void {
  if (Create) checkGlobalIndex(constraints, `${at}.create`, Create);
  if (Update) {
    checkIndexName(constraints, `${at}.update`, Update.IndexName);
    const { ProvisionedThroughput: units, OnDemandThroughput, WarmThroughput } = Update;
    if (!OnDemandThroughput && !WarmThroughput) constraints.required(`${at}.update.provisionedThroughput`, units);
    checkThroughput(constraints, `${at}.update.provisionedThroughput`, units);
    checkWarmThroughput(constraints, `${at}.update.warmThroughput`, WarmThroughput);
  }
  if (Delete) checkIndexName(constraints, `${at}.delete`, Delete.IndexName);
}

function changesNothing({
  TableName,
  AttributeDefinitions,
  GlobalSecondaryIndexUpdates = [],
  ReplicaUpdates = [],
  ...changes
}: UpdateTableRequest) {
  const hasUpdates = GlobalSecondaryIndexUpdates.length + ReplicaUpdates.length > 0;
  return !hasUpdates && Object.values(changes).every(change => change === undefined);
}

/** Each update does one thing, and each index is in one of them. */
function checkIndexNames(updates: readonly IndexUpdate[]): void {
  const names = updates.map(indexNameOf);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return;
  throw invalid(`Only one global secondary index update per index is allowed simultaneously. Index: ${twice}`);
}

function indexNameOf({ Create, Update, Delete }: IndexUpdate): string {
  const given = [Create, Update, Delete].filter(action => action !== undefined);
  if (given.length === 1 && given[0]) return given[0].IndexName;
  throw invalid(
    'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ' +
      'GlobalSecondaryIndexUpdate.Delete must not be null',
  );
}
