import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EntityMetadata } from '../metadata/entity-metadata';

/** Where a query or scan is sent, and how it may be ended. */
export interface ReadingContext {
  readonly metadata: EntityMetadata;
  /** Asked for when it sends, so that a builder can be made before there is a client. */
  readonly client: () => DynamoDBClient;
  readonly signal?: AbortSignal | undefined;
  readonly skipHooks?: boolean | undefined;
}
