import { limitError, modelError } from '../protocol/service-error';
import { CEILINGS, subjectOf } from './ceilings';
import type { IndexRequest, OnDemandThroughputRequest, ThroughputRequest } from './requests';

/** The default quotas of an account, and of a table or index. */
export const QUOTAS = {
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
} as const;

type Capacity = Pick<IndexRequest, 'ProvisionedThroughput' | 'OnDemandThroughput'>;
type IndexCapacity = Capacity & Pick<IndexRequest, 'IndexName'>;

/** Refuses capacity of a table and its indexes above the quotas. */
export function checkQuotas(table: Capacity, indexes: readonly IndexCapacity[], region: string): void {
  checkCapacity(table, undefined, region);
  for (const index of indexes) checkCapacity(index, index.IndexName, region);
}

function checkCapacity(capacity: Capacity, index: string | undefined, region: string): void {
  checkUnits(capacity.ProvisionedThroughput, index, region);
  checkCeilings(capacity.OnDemandThroughput, index, region);
}

function checkUnits(units: ThroughputRequest | undefined, index: string | undefined, region: string): void {
  for (const member of ['ReadCapacityUnits', 'WriteCapacityUnits'] as const) {
    const maximum = QUOTAS[`TableMax${member}`];
    if (!units || units[member] <= maximum) continue;
    const [subject, kind] = index === undefined ? ['', 'table'] : [` for index ${index}`, 'index'];
    throw modelError(
      'LimitExceededException',
      `The requested ${member}${subject}, ${units[member]}, is above the per ${kind} maximum for the account in ` +
        `${region}. Per table maximum: ${maximum}. ` +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    );
  }
}

function checkCeilings(ceilings: OnDemandThroughputRequest | undefined, index: string | undefined, region: string) {
  for (const member of CEILINGS) {
    const quota = member === 'MaxReadRequestUnits' ? 'TableMaxReadCapacityUnits' : 'TableMaxWriteCapacityUnits';
    if ((ceilings?.[member] ?? 0) <= QUOTAS[quota]) continue;
    throw limitError(
      `Requested ${member} for OnDemandThroughput for ${subjectOf(index)} ` +
        `exceeds ${quota} of the account in region ${region}`,
    );
  }
}
