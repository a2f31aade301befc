import { checkChoices, type OptionNames } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import type { OperationEvent } from './events';

/** Above these limits an operation gets a hint. A limit that is left out is not checked. */
export interface SlowLimits {
  /** Milliseconds. */
  ms?: number;
  /** Items that a query or scan looks at for each result. */
  scannedPerResult?: number;
  /** Requests of one operation. */
  requests?: number;
  /** Capacity units of one operation; needs `configure({ capacity })`. */
  capacity?: number;
  /** Requests that the SDK sent again. */
  retries?: number;
}

const LIMITS: OptionNames<SlowLimits> = {
  ms: true,
  scannedPerResult: true,
  requests: true,
  capacity: true,
  retries: true,
};

/**
 * An observer that gives hints: slow operations, scans and filters that read much for few results, many pages, retries.
 *
 * @example
 * observe(slow({ ms: 100, scannedPerResult: 10 }, hint => log.warn(hint)));
 * // Order.query read 5,000 items to yield 12: an index on status would read only those
 */
export function slow(
  limits: SlowLimits,
  hint: (hint: string, event: OperationEvent) => void,
): (event: OperationEvent) => void {
  checkChoices('slow()', limits, LIMITS);
  if (typeof hint !== 'function') {
    throw new ConfigurationError(
      'slow() takes limits and a function of each hint: slow({ ms: 100 }, hint => log.warn(hint))',
    );
  }
  return event => {
    for (const text of hintsOf(limits, event)) hint(text, event);
  };
}

function hintsOf(limits: SlowLimits, event: OperationEvent): string[] {
  return [wasteful, paged, costly, retried, late].map(find => find(limits, event)).filter(text => text !== undefined);
}

type Finding = (limits: SlowLimits, event: OperationEvent) => string | undefined;

const wasteful: Finding = ({ scannedPerResult = Number.POSITIVE_INFINITY }, event) => {
  const { scanned = 0, items, filteredBy } = event;
  if (scanned <= scannedPerResult * Math.max(items, 1)) return undefined;
  return `${nameOf(event)} read ${count(scanned, 'item')} to yield ${number(items)}: ${adviceOn(filteredBy, event)}`;
};

function adviceOn(filteredBy: readonly string[], { operation }: OperationEvent): string {
  if (filteredBy.length > 0) return `an index on ${filteredBy.join(' and ')} would read only those`;
  return operation === 'scan' ? 'query a key or an index' : 'ask for fewer, or narrow the key with where()';
}

const paged: Finding = ({ requests: most = Number.POSITIVE_INFINITY }, event) => {
  const { requests, operation } = event;
  if (requests <= most) return undefined;
  const advice: Readonly<Record<string, string>> = {
    query: 'raise pageSize, or end early with limit()',
    scan: 'raise pageSize, or read in parallel(...)',
    transact: 'others write the same items: make the block shorter, or its items fewer',
  };
  return `${nameOf(event)} took ${count(requests, 'request')}: ${advice[operation] ?? 'look at what it asks for'}`;
};

const costly: Finding = ({ capacity: most = Number.POSITIVE_INFINITY }, event) => {
  const { capacity = 0, items } = event;
  if (capacity <= most) return undefined;
  return `${nameOf(event)} took ${count(capacity, 'capacity unit')} for ${count(items, 'item')}: smaller items, a projection in the index or an eventually consistent read cost less`;
};

const retried: Finding = ({ retries: most = Number.POSITIVE_INFINITY }, event) => {
  const retries = event.attempts - event.requests;
  if (retries <= most) return undefined;
  return `${nameOf(event)} was sent again ${count(retries, 'time')} by the SDK: DynamoDB throttled it, or the connection is bad`;
};

const late: Finding = ({ ms = Number.POSITIVE_INFINITY }, event) => {
  const { durationMs, requests } = event;
  if (durationMs <= ms) return undefined;
  return `${nameOf(event)} took ${Math.round(durationMs)} ms in ${count(requests, 'request')}`;
};

function nameOf({ entity, operation, index }: OperationEvent): string {
  return `${entity ? `${entity}.` : ''}${operation}${index ? ` on ${index}` : ''}`;
}

function count(amount: number, noun: string): string {
  return `${number(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function number(amount: number): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
