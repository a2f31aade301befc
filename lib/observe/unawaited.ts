/** Calls a function that nobody waits for. What it throws, or its promise rejects with, goes to `failed`. */
export function unawaited<R>(call: () => R, failed: (error: unknown) => void): R | undefined {
  try {
    const result = call();
    if (result instanceof Promise) result.catch(failed);
    return result;
  } catch (error) {
    failed(error);
    return undefined;
  }
}
