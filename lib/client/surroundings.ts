import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What all calls inside a `within` share. */
export interface Surroundings {
  /** The client of every call without a client of its own. */
  readonly client?: DynamoDBClient | undefined;
  /** The table of every call without a table of its own, or a function from the class's table name. Replaces `configure({ tableName })`. */
  readonly tableName?: string | ((name: string) => string) | undefined;
  /** The value that the `@TenantKey` of every record and key must have. */
  readonly tenant?: string | number | undefined;
}

/** Replaced by the first `within`, so programs that never call it look nothing up. */
let current: () => Surroundings | undefined = () => undefined;

export function surroundings(): Surroundings | undefined {
  return current();
}

export function lookUpSurroundings(look: () => Surroundings | undefined): void {
  current = look;
}
