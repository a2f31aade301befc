import { invalid } from '../protocol/service-error';
import type { BillingMode, OnDemandThroughputRequest } from './requests';

/** What ceilings apply to. */
interface CeilingTarget {
  readonly billingMode: BillingMode;
  /** The name of the index; without it, they are those of the table. */
  readonly index?: string;
  readonly isNew: boolean;
}

export const CEILINGS = ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const;
/** In an update, this removes a ceiling. */
export const NO_CEILING = -1;

/** Refuses ceilings for on-demand throughput on a provisioned table, and those that let nothing through. */
export function checkCeilings(ceilings: OnDemandThroughputRequest | undefined, target: CeilingTarget): void {
  for (const member of CEILINGS) {
    const ceiling = ceilings?.[member];
    if (ceiling === undefined) continue;
    if (target.billingMode === 'PROVISIONED') throw provisionedError(member, target);
    if (ceiling >= 1 || (ceiling === NO_CEILING && !target.isNew)) continue;
    throw invalid(
      `Requested ${member} for OnDemandThroughput for ${subjectOf(target.index)} is outside of valid range`,
    );
  }
}

function provisionedError(member: string, { index, isNew }: CeilingTarget): Error {
  if (isNew) {
    const whose = index === undefined ? '' : ` for index: ${index}`;
    return invalid(
      `${member} for OnDemandThroughput${whose} cannot be specified when table BillingMode is PROVISIONED.`,
    );
  }
  const whose = index === undefined ? '' : ` for index : ${index}`;
  return invalid(
    `${member} for OnDemandThroughput${whose} cannot be specified when the table BillingMode is PROVISIONED`,
  );
}

/** The name of an index in messages, or of the table without an index. */
export function subjectOf(index: string | undefined): string {
  return index === undefined ? 'table' : `index : ${index}`;
}
