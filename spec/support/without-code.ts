/** Runs a step as in a runtime that makes no code from strings. */
export function withoutCode<R>(step: () => R): R {
  const original = globalThis.Function;
  globalThis.Function = class {
    constructor() {
      throw new EvalError('Code generation from strings disallowed for this context');
    }
  } as never;
  try {
    return step();
  } finally {
    globalThis.Function = original;
  }
}
