import type { HookKind } from '../metadata/declarations';
import type { EntityMetadata } from '../metadata/entity-metadata';

export interface HookChoice {
  /** Run no hooks for this call, or run them though the class skips them. */
  readonly skipHooks?: boolean | undefined;
}

/**
 * Awaits the hooks of a record one after the other. An error of a hook goes to the caller. Undefined if there are none to run, so that many
 * records are not awaited for nothing.
 */
export function runHooks(
  metadata: EntityMetadata,
  kind: HookKind,
  record: object,
  options: HookChoice,
  argument?: unknown,
): Promise<void> | undefined {
  return hasHooks(metadata, kind, options) ? callEach(record, metadata.hooks[kind], argument) : undefined;
}

/** Whether there are hooks to run. */
export function hasHooks(
  metadata: EntityMetadata,
  kind: HookKind,
  { skipHooks = metadata.skipHooks }: HookChoice,
): boolean {
  return !skipHooks && metadata.hooks[kind].length > 0;
}

async function callEach(record: object, methods: readonly string[], argument: unknown): Promise<void> {
  for (const method of methods) await (record as Record<string, (argument: unknown) => unknown>)[method]!(argument);
}
