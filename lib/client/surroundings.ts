import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What the calls of a piece of code have in common: see `within`. */
export interface Surroundings {
  /** The client of every call that names none. */
  readonly client?: DynamoDBClient | undefined;
  /** The table of every call that names none, or the way from a class's table to it; in place of `configure({ tableName })`. */
  readonly tableName?: string | ((name: string) => string) | undefined;
  /** What the `@TenantKey` of every record and key must be. */
  readonly tenant?: string | number | undefined;
}

/** Replaced by the first `within`: programs that never call it have nothing to look up. */
let current: () => Surroundings | undefined = () => undefined;

export function surroundings(): Surroundings | undefined {
  return current();
}

export function lookUpSurroundings(look: () => Surroundings | undefined): void {
  current = look;
}
