import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../errors/usage-errors';

/** Process-wide choices. */
export interface Configuration {
  /** The client of every class and repository that names none. */
  client?: DynamoDBClient | undefined;
}

let current: Configuration = {};

/**
 * Sets process-wide choices; what is not named stays as it is. Takes effect at once, for classes in use too.
 *
 * @example
 * configure({ client: new DynamoDBClient({ region: 'eu-west-1' }) });
 */
export function configure(choices: Configuration): void {
  current = { ...current, ...choices };
}

/** `configure({ client })`: any AWS SDK v3 DynamoDBClient, used as it is; undefined takes the default away. */
export function setDefaultClient(client: DynamoDBClient | undefined): void {
  current = { ...current, client };
}

/** The first client that there is: of the repository, of the class, or the default one. */
export function resolveClient(className: string, ...candidates: (DynamoDBClient | undefined)[]): DynamoDBClient {
  const client = candidates.find(candidate => candidate !== undefined) ?? current.client;
  if (client) return client;
  throw new ConfigurationError(
    `${className} has no client: call setDefaultClient(new DynamoDBClient({ ... })), or give @Table or the repository a \`client\``,
  );
}
