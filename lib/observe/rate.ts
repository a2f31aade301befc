import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { ValidationError } from '../errors/usage-errors';
import { consumedIn } from './units';

/** Units a second that long work may take from a table and from each of its indexes. */
export interface ReadRate {
  readUnits: number;
}

export interface WriteRate {
  writeUnits: number;
}

/** The lowest share of the requested rate, however often DynamoDB throttles. */
const SLOWEST = 1 / 64;

/**
 * Keeps long work to a rate. The units of a request are known when it is answered: then they are charged, and the next request waits until the
 * debt is paid. So a page that is larger than the rate only delays the next one.
 */
export class Rate {
  /** By table, or table and index. */
  private readonly debts = new Map<string, Debt>();
  /** The units of a recent request. They are charged in advance, so that parallel requests do not all use the same second's units. */
  private expected = 0;
  private share = 1;

  constructor(private readonly unitsPerSecond: number) {}

  /** Waits until the next request may be sent. @returns the units charged in advance, to be settled after its answer */
  async ready(signal: AbortSignal | undefined): Promise<number> {
    for (let wait = this.waitingTime(); wait > 0; wait = this.waitingTime()) {
      await sleep(Math.ceil(wait), undefined, { signal });
    }
    this.chargeAll(this.expected);
    return this.expected;
  }

  /** Charges the units of a request, and returns those that were charged in advance. */
  settle(advance: number, output: object | undefined): void {
    this.chargeAll(-advance);
    const taken = takenBy(consumedIn(output));
    for (const [name, units] of taken) {
      const debt = this.debts.get(name);
      if (debt) debt.add(units, this.current);
      else this.debts.set(name, new Debt(units));
    }
    if (taken.size === 0) return;
    this.expected = Math.max(...taken.values());
    this.share = Math.min(1, this.share * 1.1);
  }

  /** DynamoDB throttled: half as fast from now on, then slowly faster again. */
  slowDown(): void {
    this.share = Math.max(SLOWEST, this.share / 2);
    this.chargeAll(this.current);
  }

  private chargeAll(units: number): void {
    for (const debt of this.debts.values()) debt.add(units, this.current);
  }

  private get current(): number {
    return this.unitsPerSecond * this.share;
  }

  /** Milliseconds. */
  private waitingTime(): number {
    return Math.max(0, ...Array.from(this.debts.values(), debt => (debt.now(this.current) / this.current) * 1000));
  }
}

/** Units that were used ahead of time. */
class Debt {
  private at = performance.now();

  constructor(private units: number) {}

  now(unitsPerSecond: number): number {
    const now = performance.now();
    this.units = Math.max(0, this.units - ((now - this.at) / 1000) * unitsPerSecond);
    this.at = now;
    return this.units;
  }

  add(units: number, unitsPerSecond: number): void {
    this.units = Math.max(0, this.now(unitsPerSecond) + units);
  }
}

/** Units by table, and by index if DynamoDB was asked for that. */
function takenBy(consumed: readonly ConsumedCapacity[]): Map<string, number> {
  const taken = new Map<string, number>();
  const add = (name: string, units = 0) => units > 0 && taken.set(name, (taken.get(name) ?? 0) + units);
  for (const { TableName = '', CapacityUnits, Table, ...indexes } of consumed) {
    add(TableName, Table ? Table.CapacityUnits : CapacityUnits);
    for (const byName of [indexes.GlobalSecondaryIndexes, indexes.LocalSecondaryIndexes]) {
      for (const [index, units] of Object.entries(byName ?? {})) add(`${TableName}/${index}`, units.CapacityUnits);
    }
  }
  return taken;
}

/** The rate of an option; undefined without one. */
export function rateOf(name: 'readUnits' | 'writeUnits', units: number | undefined): Rate | undefined {
  if (units === undefined) return undefined;
  if (typeof units === 'number' && units > 0 && Number.isFinite(units)) return new Rate(units);
  throw ValidationError.misuse(`rate: ${name} must be a number of units a second over 0, got ${String(units)}`);
}
