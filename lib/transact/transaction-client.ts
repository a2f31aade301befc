import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { resolveClient } from '../client/configuration';
import { ConfigurationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';

/** The one client of a transaction: given to it, or that of all its classes. */
export function clientOf(classes: readonly EntityMetadata[], given: DynamoDBClient | undefined): DynamoDBClient {
  const [first, ...others] = classes.map(metadata => resolveClient(metadata.className, given, metadata.client));
  if (others.some(client => client !== first)) {
    const names = [...new Set(classes.map(({ className }) => className))].join(', ');
    throw new ConfigurationError(
      `The classes of the transaction have different clients (${names}): a transaction is sent by one, so give it \`client\``,
    );
  }
  return first!;
}
