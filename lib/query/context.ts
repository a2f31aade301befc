import type { Target } from '../client/target';
import type { EntityMetadata } from '../metadata/entity-metadata';

/** Where a query or scan is sent, and how it may be ended. */
export interface ReadingContext {
  readonly metadata: EntityMetadata;
  /** Asked for when it sends, so that a builder can be made before there is a client. */
  readonly target: () => Target;
  readonly skipHooks?: boolean | undefined;
}
