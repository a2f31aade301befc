import { validationError } from '../service-error';
import { Constraints } from '../validation/constraints';
import { boolean, list, string, structure } from '../validation/shapes';
import {
  checkDefinitions,
  checkEncryption,
  checkGlobalIndex,
  checkIndexName,
  checkStream,
  checkThroughput,
} from './constraints';
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
} from './requests';

/** One change of a global index: exactly one of its members. */
export interface IndexUpdate {
  readonly Create?: IndexRequest;
  readonly Update?: {
    readonly IndexName: string;
    readonly ProvisionedThroughput?: ThroughputRequest;
    readonly OnDemandThroughput?: OnDemandThroughputRequest;
  };
  readonly Delete?: { readonly IndexName: string };
}

export interface UpdateTableRequest {
  readonly TableName: string;
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly BillingMode?: BillingMode;
  readonly ProvisionedThroughput?: ThroughputRequest;
  readonly OnDemandThroughput?: OnDemandThroughputRequest;
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
  readonly StreamSpecification?: StreamRequest;
  readonly SSESpecification?: EncryptionRequest;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
}

export const updateTableShape = structure('UpdateTableInput', {
  TableName: string,
  AttributeDefinitions: attributeDefinitions,
  BillingMode: string,
  ProvisionedThroughput: throughput,
  OnDemandThroughput: onDemandThroughput,
  GlobalSecondaryIndexUpdates: list(
    structure('GlobalSecondaryIndexUpdate', {
      Create: globalIndex,
      Update: structure('UpdateGlobalSecondaryIndexAction', {
        IndexName: string,
        ProvisionedThroughput: throughput,
        OnDemandThroughput: onDemandThroughput,
      }),
      Delete: structure('DeleteGlobalSecondaryIndexAction', { IndexName: string }),
    }),
  ),
  StreamSpecification: stream,
  SSESpecification: encryption,
  TableClass: string,
  DeletionProtectionEnabled: boolean,
});

/** The model's constraints on UpdateTable, and that it changes something. */
export function checkUpdateConstraints(request: UpdateTableRequest): void {
  const constraints = new Constraints()
    .oneOf('billingMode', request.BillingMode, ['PROVISIONED', 'PAY_PER_REQUEST'])
    .oneOf('tableClass', request.TableClass, ['STANDARD', 'STANDARD_INFREQUENT_ACCESS']);
  checkThroughput(constraints, 'provisionedThroughput', request.ProvisionedThroughput);
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
}

function checkIndexUpdate(constraints: Constraints, at: string, { Create, Update, Delete }: IndexUpdate): void {
  if (Create) checkGlobalIndex(constraints, `${at}.create`, Create);
  if (Update) {
    checkIndexName(constraints, `${at}.update`, Update.IndexName);
    checkThroughput(constraints, `${at}.update.provisionedThroughput`, Update.ProvisionedThroughput);
  }
  if (Delete) checkIndexName(constraints, `${at}.delete`, Delete.IndexName);
}

function changesNothing({
  TableName,
  AttributeDefinitions,
  GlobalSecondaryIndexUpdates,
  ...changes
}: UpdateTableRequest) {
  const hasIndexUpdates = (GlobalSecondaryIndexUpdates?.length ?? 0) > 0;
  return !hasIndexUpdates && Object.values(changes).every(change => change === undefined);
}
