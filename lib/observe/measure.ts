import { checkOptions, type OptionNames } from '../errors/known-options';
import { ValidationError } from '../errors/usage-errors';
import { observeBy } from './beginning';
import type { OperationEvent } from './events';
import { begun } from './operation';
import { type Meter, metered, type Units } from './watching';

/** Prices in any currency, per million units: see DynamoDB's prices for your region and table class. */
export interface Prices {
  /** For a million read request units. */
  perMillionReadUnits: number;
  /** For a million write request units. */
  perMillionWriteUnits: number;
}

const PRICES: OptionNames<Prices> = { perMillionReadUnits: true, perMillionWriteUnits: true };

/** The total of all calls of one operation of one class. */
export interface OperationUsage {
  readonly operation: string;
  readonly entity: string | undefined;
  /** How often it was called. */
  readonly calls: number;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** The requests and units that a piece of code took. */
export interface Usage<R> {
  /** The result of the code. */
  readonly result: R;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** By class and operation, the most expensive first. */
  readonly operations: readonly OperationUsage[];
  /** In the currency of the prices. */
  cost(prices: Prices): number;
}

/**
 * Runs code and counts the units of all operations that it starts, by class and operation. Meanwhile, DynamoDB is asked for the units of each
 * request.
 *
 * @example
 * const usage = await measure(() => handleRequest());
 * usage.readUnits; // 4.5
 * usage.operations; // [{ operation: 'query', entity: 'Order', calls: 2, requests: 3, readUnits: 4, writeUnits: 0 }, ...]
 * usage.cost({ perMillionReadUnits: 0.125, perMillionWriteUnits: 0.625 });
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
export async function measure<R>(run: () => R | Promise<R>): Promise<Usage<R>> {
  if (typeof run !== 'function') {
    throw ValidationError.misuse('measure takes a function, which it runs: measure(() => handleRequest())');
  }
  observeBy(begun);
  const meter = new UsageMeter();
  const result = await metered(meter, run);
  return meter.usage(result);
}

interface Sum {
  calls: number;
  requests: number;
  readUnits: number;
  writeUnits: number;
}

class UsageMeter implements Meter {
  private readonly sums = new Map<string, OperationUsage & Sum>();

  add({ operation, entity, requests }: OperationEvent, { readUnits, writeUnits }: Units): void {
    const id = `${entity} ${operation}`;
    const sum = this.sums.get(id) ?? { operation, entity, calls: 0, requests: 0, readUnits: 0, writeUnits: 0 };
    this.sums.set(id, sum);
    sum.calls++;
    sum.requests += requests;
    sum.readUnits += readUnits;
    sum.writeUnits += writeUnits;
  }

  usage<R>(result: R): Usage<R> {
    const units = ({ readUnits, writeUnits }: Sum) => readUnits + writeUnits;
    const operations = [...this.sums.values()].sort((a, b) => units(b) - units(a));
    const total = (name: keyof Sum) => operations.reduce((sum, operation) => sum + operation[name], 0);
    const [readUnits, writeUnits] = [total('readUnits'), total('writeUnits')];
    return {
      result,
      requests: total('requests'),
      readUnits,
      writeUnits,
      operations,
      cost: prices => {
        checkOptions('', 'usage.cost', prices, PRICES);
        const { perMillionReadUnits, perMillionWriteUnits } = prices ?? {};
        if (Number.isFinite(perMillionReadUnits) && Number.isFinite(perMillionWriteUnits)) {
          return (readUnits * perMillionReadUnits + writeUnits * perMillionWriteUnits) / 1_000_000;
        }
        throw ValidationError.misuse('usage.cost takes two numbers: perMillionReadUnits and perMillionWriteUnits');
      },
    };
  }
}
