/** The error of a call that its signal ended, as the SDK names it; `cause` is the signal's reason. */
function abortError(signal: AbortSignal, what = 'The call was aborted'): Error {
  return Object.assign(new Error(what, { cause: signal.reason }), { name: 'AbortError' });
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError(signal);
}

/**
 * The outcome of a promise, or an AbortError if the signal is aborted first. For work that does not know the signal and may never end.
 *
 * @param what the message of that error
 */
export async function orAborted<R>(work: Promise<R>, signal: AbortSignal | undefined, what?: string): Promise<R> {
  if (!signal) return work;
  // If it fails later, that must not be an unhandled rejection.
  work.catch(() => {});
  if (signal.aborted) throw abortError(signal, what);
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError(signal, what));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The same for a value that may be there at once, without a wait. */
export function whenReady<R>(work: R | Promise<R>, signal: AbortSignal | undefined): R | Promise<R> {
  return signal && work instanceof Promise ? orAborted(work, signal) : work;
}
