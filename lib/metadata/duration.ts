import { ConfigurationError } from '../errors/usage-errors';

/** A length of time: the sum of its parts. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

const MILLISECONDS: Readonly<Record<keyof Duration, number>> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
};

/** Milliseconds of a duration. @throws ConfigurationError if it is not a duration above 0 */
export function millisecondsOf(label: string, duration: Duration): number {
  const parts = Object.entries(duration ?? {});
  const total = parts.reduce((sum, [unit, count]) => sum + MILLISECONDS[unit as keyof Duration] * count, 0);
  if (total > 0 && Number.isFinite(total)) return total;
  throw new ConfigurationError(`${label} takes a time above 0, such as { days: 30 } or { hours: 1, minutes: 30 }`);
}
