/** A value that may have to be waited for: most schemas answer at once, and then nothing waits. */
export type Maybe<T> = T | Promise<T>;

export function then<T, R>(value: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** All of them; those that must be waited for, at once. */
export function all<T>(values: readonly Maybe<T>[]): Maybe<readonly T[]> {
  return values.some(value => value instanceof Promise) ? Promise.all(values) : (values as readonly T[]);
}
