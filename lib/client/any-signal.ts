import { setMaxListeners } from 'node:events';

/** A signal for any number of requests at once, which is aborted as soon as one of these is. */
export function anySignal(...signals: (AbortSignal | undefined)[]): AbortSignal {
  const any = AbortSignal.any(signals.filter(signal => signal !== undefined));
  // Each request listens to it: more than ten at once are no leak, as Node would warn.
  setMaxListeners(Number.POSITIVE_INFINITY, any);
  return any;
}
