import type { HookKind } from '../metadata/declarations';
import type { EntityMetadata } from '../metadata/entity-metadata';

export interface HookChoice {
  /** Run no hooks for this call, or run them though the class skips them. */
  readonly skipHooks?: boolean | undefined;
}

/** Awaits the hooks of a record one after the other; what one throws goes to the caller. */
export async function runHooks(
  metadata: EntityMetadata,
  kind: HookKind,
  record: object,
  { skipHooks = metadata.skipHooks }: HookChoice,
): Promise<void> {
  if (skipHooks) return;
  for (const method of metadata.hooks[kind]) await (record as Record<string, () => unknown>)[method]!();
}

/** Whether there is anything to run: reads of many records ask first. */
export function hasHooks(metadata: EntityMetadata, kind: HookKind): boolean {
  return metadata.hooks[kind].length > 0;
}
