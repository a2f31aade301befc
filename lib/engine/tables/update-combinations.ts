import { invalid, validationError } from '../protocol/service-error';
import { saysNothing } from './requests';
import type { UpdateTableRequest } from './update-request';

/** Members that must be alone in a request, in the order of the service's errors. */
const ALONE = [
  ['ReplicaUpdates', 'Replica modification'],
  ['SSESpecification', 'Server-Side Encryption modification'],
  ['TableClass', 'TableClass modification'],
  ['DeletionProtectionEnabled', 'DeletionProtection modification'],
] as const;

/** Refuses a request that changes nothing, or that combines changes which need separate requests. */
export function checkCombination(request: UpdateTableRequest): void {
  const changes = changesIn(request);
  if (changes.size === 0) {
    throw validationError(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, ' +
        'SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, ' +
        'DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
    );
  }
  const { GlobalSecondaryIndexUpdates: updates } = request;
  if (updates?.length === 0) throw invalid('List of GlobalSecondaryIndexUpdates is empty');
  const isAlone = changes.size === 1;
  for (const [member, change] of ALONE) {
    if (changes.has(member) && !isAlone) throw invalid(`${change} must be the only operation in the request`);
  }
  if (changes.has('WarmThroughput') && !isAlone) {
    throw invalid(
      updates?.some(({ Create }) => Create)
        ? 'Create global secondary index cannot be specified when updating WarmThroughput'
        : 'WarmThroughput must be the only operation in the request',
    );
  }
  if (changes.has('OnDemandThroughput') && changes.size > (changes.has('BillingMode') ? 2 : 1)) {
    throw invalid('OnDemandThroughput can only be combined with BillingMode in an UpdateTable request');
  }
  checkWithUnits(request);
}

/** Units, streams, and creating or deleting indexes each need their own request. */
function checkWithUnits(request: UpdateTableRequest): void {
  const { GlobalSecondaryIndexUpdates: updates = [], StreamSpecification: stream, ProvisionedThroughput } = request;
  if (stream && (ProvisionedThroughput || request.BillingMode === 'PROVISIONED')) {
    throw invalid('You cannot modify stream status while updating table IOPS');
  }
  if (!updates.some(({ Create, Delete }) => Create || Delete)) return;
  if (ProvisionedThroughput) throw invalid('You cannot create or delete index while updating table IOPS');
  if (stream) throw invalid('You cannot create or delete index while changing stream status');
}

/** The members that change something. */
function changesIn({ TableName, AttributeDefinitions, ...changes }: UpdateTableRequest): Set<string> {
  const present = Object.entries(changes).filter(([member, change]) => change !== undefined && !isIdle(member, change));
  return new Set(present.map(([member]) => member));
}

function isIdle(member: string, change: unknown): boolean {
  if (member === 'GlobalSecondaryIndexUpdates') return (change as readonly unknown[]).length === 0;
  return (member === 'OnDemandThroughput' || member === 'WarmThroughput') && saysNothing(change as object);
}
