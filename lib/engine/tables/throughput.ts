import { invalid, limitError } from '../protocol/service-error';
import type { BillingMode, ThroughputRequest, WarmThroughputRequest } from './requests';

/** Provisioned capacity and when it was last changed, in milliseconds. */
export interface Throughput extends ThroughputRequest {
  readonly lastIncrease?: number;
  readonly lastDecrease?: number;
  /** On the day of the last one. */
  readonly decreasesToday?: number;
}

type WarmUnits = Required<WarmThroughputRequest>;

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** Decreases on one day that need not wait for each other. */
const FREE_DECREASES = 4;
/** What every on-demand table and index is ready for. */
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
  // Made here, as it takes milliseconds that nobody should wait for to load the engine.
  const words = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'full', timeZone: 'UTC' });
  return words.format(time).replaceAll('\u202f', ' ');
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

/** Refuses to be ready for less than `least`, which `meaning` names. */
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
