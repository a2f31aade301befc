import { invalid, limitError } from '../protocol/service-error';
import type { BillingMode, ThroughputRequest, WarmThroughputRequest } from './requests';

/** Provisioned capacity and when it was last changed, in milliseconds. */
export interface Throughput extends ThroughputRequest {
  readonly lastIncrease?: number;
  readonly lastDecrease?: number;
  /** Decreases on the day of the last one. */
  readonly decreasesToday?: number;
}

type WarmUnits = Required<WarmThroughputRequest>;

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** Decreases on one day without a waiting time. */
const FREE_DECREASES = 4;
/** The warm throughput of every on-demand table and index. */
const ON_DEMAND_WARMTH: WarmUnits = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/** Capacity with other units. */
export function changedThroughput(current: Throughput, units: ThroughputRequest, now: number): Throughput {
  return {
    ...current,
    ...units,
    ...(isDecrease(units, current) && { lastIncrease: now }),
    ...(isDecrease(current, units) && { lastDecrease: now, decreasesToday: decreasesToday(current, now) + 1 }),
  };
}

/** Refuses a decrease after four of the day, and within an hour of the last. */
export function checkDecrease(current: Throughput, units: ThroughputRequest, now: number): void {
  const { lastDecrease: last = 0 } = current;
  const today = decreasesToday(current, now);
  const next = Math.min(last + HOUR, (Math.floor(last / DAY) + 1) * DAY);
  if (!isDecrease(current, units) || today < FREE_DECREASES || now >= next) return;
  throw limitError(
    'Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each ' +
      'subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. ' +
      `Number of decreases today: ${today}. Last decrease at ${inWords(last)}. ` +
      `Next decrease can be made at ${inWords(next)}`,
  );
}

function isDecrease(from: ThroughputRequest, to: ThroughputRequest): boolean {
  return to.ReadCapacityUnits < from.ReadCapacityUnits || to.WriteCapacityUnits < from.WriteCapacityUnits;
}

/** `Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time` */
function inWords(time: number): string {
  // Made here and not when the engine is loaded, as it takes some milliseconds.
  const words = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'full', timeZone: 'UTC' });
  return words.format(time).replaceAll('\u202f', ' ');
}

/** Capacity while it is being changed: the times of the change, with the old units. */
export function pendingThroughput(before: Throughput, after: Throughput): Throughput {
  const { lastIncrease, lastDecrease } = after;
  return { ...before, lastIncrease, lastDecrease };
}

/** How often capacity was decreased on the day of `now`, which is a day of UTC. */
export function decreasesToday({ lastDecrease = 0, decreasesToday: count = 0 }: Throughput, now: number): number {
  return Math.floor(lastDecrease / DAY) === Math.floor(now / DAY) ? count : 0;
}

/** The minimum warm throughput of a table or index: that of on-demand capacity, or the provisioned units. */
export function leastWarmth(billingMode: BillingMode, units: ThroughputRequest | undefined): WarmUnits {
  if (billingMode === 'PAY_PER_REQUEST') return ON_DEMAND_WARMTH;
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = units ?? {};
  return { ReadUnitsPerSecond: ReadCapacityUnits, WriteUnitsPerSecond: WriteCapacityUnits };
}

/** The warm throughput of a table or index, including what was requested. */
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

/** Refuses a warm throughput below `least`, which `meaning` names. */
export function checkWarmth(
  subject: string,
  requested: WarmThroughputRequest | undefined,
  least: WarmUnits,
  meaning: (kind: 'Read' | 'Write') => string,
): void {
  for (const kind of ['Read', 'Write'] as const) {
    const member = `${kind}UnitsPerSecond` as const;
    if ((requested?.[member] ?? least[member]) >= least[member]) continue;
    throw invalid(`Requested ${member} for WarmThroughput for ${subject} is lower than ${meaning(kind)}`);
  }
}
