import { setMaxListeners } from 'node:events';

/** A signal for many requests, which is aborted as soon as one of these signals is. */
export function anySignal(...signals: (AbortSignal | undefined)[]): AbortSignal {
  const any = AbortSignal.any(signals.filter(signal => signal !== undefined));
  // Each request listens to it. Node would take more than ten listeners for a leak.
  setMaxListeners(Number.POSITIVE_INFINITY, any);
  return any;
}
