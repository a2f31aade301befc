import { setMaxListeners } from 'node:events';

/** Milliseconds. */
const GRACE = 1000;

/** When what is under way is ended, too. */
export interface Deadline {
  /** Aborted a second after the signal of the call is. */
  readonly signal: AbortSignal | undefined;
  cancel(): void;
}

/** For work that should be finished after a signal is aborted, unless it hangs. */
export function deadlineAfter(signal: AbortSignal | undefined): Deadline {
  if (!signal) return { signal, cancel: () => {} };
  const late = new AbortController();
  setMaxListeners(Number.POSITIVE_INFINITY, late.signal);
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => late.abort(signal.reason), GRACE);
  };
  signal.addEventListener('abort', begin, { once: true });
  return {
    signal: late.signal,
    cancel() {
      clearTimeout(timer);
      signal.removeEventListener('abort', begin);
    },
  };
}
