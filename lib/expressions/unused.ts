/** What a callback made and has not used yet. Callbacks may be nested. */
interface Scope {
  readonly unused: Set<object>;
  readonly outer: Scope | undefined;
}

let scope: Scope | undefined;

/** A callback made a part of an expression. Outside of callbacks nothing is watched. */
export function made(part: object): void {
  scope?.unused.add(part);
}

/** The part became part of another, or was returned. */
export function used(part: unknown): void {
  for (let at = scope; at; at = at.outer) at.unused.delete(part as object);
}

/** Runs a callback; `left` is how many parts it made and neither used nor returned. */
export function watchUnused<R>(callback: () => R): { result: R; left: number } {
  const own: Scope = { unused: new Set(), outer: scope };
  scope = own;
  try {
    const result = callback();
    for (const part of Array.isArray(result) ? result : [result]) used(part);
    return { result, left: own.unused.size };
  } finally {
    scope = own.outer;
  }
}
