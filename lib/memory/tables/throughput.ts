import { validationError } from '../service-error';
import type { BillingMode, ThroughputRequest, WarmThroughputRequest } from './requests';

/** Provisioned capacity and when it was last changed, in milliseconds. */
export interface Throughput extends ThroughputRequest {
  readonly lastIncrease?: number;
  readonly lastDecrease?: number;
  /** On the day of the last one. */
  readonly decreasesToday?: number;
}

type WarmUnits = Required<WarmThroughputRequest>;

const DAY = 24 * 60 * 60 * 1000;
/** What every on-demand table and index is ready for. */
const ON_DEMAND_WARMTH: WarmUnits = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/** Capacity with other units. */
export function changedThroughput(current: Throughput, units: ThroughputRequest, now: number): Throughput {
  const isDecrease =
    units.ReadCapacityUnits < current.ReadCapacityUnits || units.WriteCapacityUnits < current.WriteCapacityUnits;
  const isIncrease =
    units.ReadCapacityUnits > current.ReadCapacityUnits || units.WriteCapacityUnits > current.WriteCapacityUnits;
  return {
    ...current,
    ...units,
    ...(isIncrease && { lastIncrease: now }),
    ...(isDecrease && { lastDecrease: now, decreasesToday: decreasesToday(current, now) + 1 }),
  };
}

/** Capacity that is being changed: the times are those of the change, the rest is still as it was. */
export function pendingThroughput(before: Throughput, after: Throughput): Throughput {
  const { lastIncrease, lastDecrease } = after;
  return { ...before, lastIncrease, lastDecrease };
}

/** How often capacity was decreased on the day of `now`, which is a day of UTC. */
export function decreasesToday({ lastDecrease = 0, decreasesToday: count = 0 }: Throughput, now: number): number {
  return Math.floor(lastDecrease / DAY) === Math.floor(now / DAY) ? count : 0;
}

/** What a table or an index is ready for at the least: what on-demand capacity begins with, or what is provisioned. */
export function leastWarmth(billingMode: BillingMode, units: ThroughputRequest | undefined): WarmUnits {
  if (billingMode === 'PAY_PER_REQUEST') return ON_DEMAND_WARMTH;
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = units ?? {};
  return { ReadUnitsPerSecond: ReadCapacityUnits, WriteUnitsPerSecond: WriteCapacityUnits };
}

/** What a table or an index is ready for, with what was asked for. */
export function warmthOf(
  billingMode: BillingMode,
  units: ThroughputRequest | undefined,
  requested: WarmThroughputRequest | undefined,
): WarmUnits {
  const { ReadUnitsPerSecond, WriteUnitsPerSecond } = leastWarmth(billingMode, units);
  return {
    ReadUnitsPerSecond: Math.max(ReadUnitsPerSecond, requested?.ReadUnitsPerSecond ?? 0),
    WriteUnitsPerSecond: Math.max(WriteUnitsPerSecond, requested?.WriteUnitsPerSecond ?? 0),
  };
}

/** Refuses to be ready for less than `least`. */
export function checkWarmth(
  subject: string,
  requested: WarmThroughputRequest | undefined,
  least: WarmUnits,
  meaning = 'minimum value',
): void {
  for (const member of ['ReadUnitsPerSecond', 'WriteUnitsPerSecond'] as const) {
    if ((requested?.[member] ?? least[member]) >= least[member]) continue;
    throw validationError(
      `One or more parameter values were invalid: Requested ${member} for WarmThroughput for ${subject} ` +
        `is lower than ${meaning}: ${least[member]}`,
    );
  }
}
