import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOfCall } from '../client/target';
import { stateOf } from '../entity/record-state';
import { ConfigurationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';

/** Something that a transaction reads or writes. */
interface Part {
  readonly metadata: EntityMetadata;
  readonly record?: object | undefined;
}

/** The one client of a transaction: given to it, or that of all its classes. */
export function clientOf(parts: readonly Part[], given: DynamoDBClient | undefined): DynamoDBClient {
  if (given) return given;
  const [first, ...others] = parts.map(({ metadata, record }) => {
    return clientOfCall(metadata, undefined, record && stateOf(record)?.home);
  });
  if (others.some(client => client !== first)) {
    const names = [...new Set(parts.map(({ metadata }) => metadata.className))].join(', ');
    throw new ConfigurationError(
      `The classes or records of the transaction have different clients (${names}): a transaction is sent by one, so give it \`client\``,
    );
  }
  return first!;
}
