import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { numberCodec } from '../codec/scalars';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import { getInput } from '../operations/read';
import { updateInput } from '../operations/write';
import type { Item } from '../wire/attribute-value';
import { type SendContext, send } from './send';

/** The attribute of the counter item that holds the id taken last. */
export const COUNTER_ATTRIBUTE = 'lastId';

/** The item that has the key; undefined where there is none. */
export async function readItem(
  client: DynamoDBClient,
  context: SendContext,
  key: Item,
  consistentRead: boolean,
): Promise<Item | undefined> {
  const input = getInput({ tableName: context.tableName, key, consistentRead });
  const output = await send(client, new GetItemCommand(input), context);
  return output.Item as Item | undefined;
}

/** Takes the next id from the counter item of an auto-increment class: an id is never given out twice. */
export async function takeNextId(
  client: DynamoDBClient,
  context: SendContext,
  metadata: EntityMetadata,
): Promise<number> {
  const input = updateInput({
    kind: 'update',
    tableName: context.tableName,
    key: { [metadata.partitionKey.name]: { N: String(COUNTER_KEY) } },
    actions: [{ kind: 'add', path: [COUNTER_ATTRIBUTE], value: { N: '1' } }],
  });
  const output = await send(client, new UpdateItemCommand(input), context);
  return numberCodec.decode(output.Attributes![COUNTER_ATTRIBUTE] as { N: string }) as number;
}
