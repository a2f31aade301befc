import type { HookKind } from '../metadata/declarations';
import type { EntityMetadata } from '../metadata/entity-metadata';

export interface HookChoice {
  /** Run no hooks for this call, or run them though the class skips them. */
  readonly skipHooks?: boolean | undefined;
}

/**
 * Awaits the hooks of a record one after the other; what one throws goes to the caller. Undefined where there are none to run:
 * who has many records waits only where there is something to wait for.
 */
export function runHooks(
  metadata: EntityMetadata,
  kind: HookKind,
  record: object,
  { skipHooks = metadata.skipHooks }: HookChoice,
): Promise<void> | undefined {
  const methods = metadata.hooks[kind];
  return skipHooks || methods.length === 0 ? undefined : callEach(record, methods);
}

async function callEach(record: object, methods: readonly string[]): Promise<void> {
  for (const method of methods) await (record as Record<string, () => unknown>)[method]!();
}
