import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type SendContext, send } from '../client/send';
import { numberCodec } from '../codec/scalars';
import { MaxRetriesExceededError, OverwriteError } from '../errors/write-errors';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import { updateInput } from '../operations/write';

const MAX_ATTEMPTS = 100;
const COUNTER = 'lastId';

/** Tries ids from the counter until one is free. */
export async function withNextId<R>(
  metadata: EntityMetadata,
  client: DynamoDBClient,
  context: SendContext,
  insert: (generated: Record<string, unknown>) => Promise<R>,
): Promise<R> {
  let lastError: unknown;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const id = await nextId(metadata, client, context);
    try {
      return await insert({ [metadata.partitionKey.property]: id });
    } catch (error) {
      if (!(error instanceof OverwriteError)) throw error;
      lastError = error;
    }
  }
  throw new MaxRetriesExceededError(
    `${metadata.className}: ${MAX_ATTEMPTS} ids in a row were taken by items that did not come from the counter: set its "${COUNTER}" past them`,
    { attempts: MAX_ATTEMPTS },
    { cause: lastError },
  );
}

/** Takes the next id from the counter item; an id is never given out twice. */
export async function nextId(metadata: EntityMetadata, client: DynamoDBClient, context: SendContext): Promise<number> {
  const input = updateInput({
    kind: 'update',
    tableName: metadata.tableName,
    key: { [metadata.partitionKey.name]: { N: String(COUNTER_KEY) } },
    actions: [{ kind: 'add', path: [COUNTER], value: { N: '1' } }],
  });
  const { Attributes } = await send(client, new UpdateItemCommand(input), context);
  return numberCodec.decode(Attributes![COUNTER] as { N: string }) as number;
}
