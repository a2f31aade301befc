import { ConfigurationError } from '../errors/usage-errors';

const REFUSAL =
  'useMemoryBackend: test.concurrent is not for tests that use the memory backend, as those that run at once would share one database; ' +
  'use test, or a repository with a memoryClient() of its own in each of them';

/** The context that vitest passes to a hook: the next test. */
interface HookContext {
  readonly task?: { readonly concurrent?: boolean };
}

/** Refuses a test that vitest runs in parallel with others. */
export function refuseConcurrent(context: unknown): void {
  if ((context as HookContext | undefined)?.task?.concurrent) throw new ConfigurationError(REFUSAL);
}

/** Makes jest's `test.concurrent` of this file refuse: jest runs such tests before any hook could give them a database. */
export function refuseConcurrentTests(): void {
  const { test, it } = globalThis as { test?: object; it?: object };
  for (const declare of [test, it]) {
    const concurrent = declare && Object.getOwnPropertyDescriptor(declare, 'concurrent');
    // In vitest it is not a plain property; there the hook sees the test.
    if (concurrent?.writable) Object.defineProperty(declare, 'concurrent', { ...concurrent, value: refusing });
  }
}

/** Replaces the function and its members, such as `each` and `only`. */
const refusing = new Proxy(refuse, { get: () => refusing, apply: refuse });

function refuse(): never {
  throw new ConfigurationError(REFUSAL);
}
