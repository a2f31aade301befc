import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { numberCodec } from '../codec/scalars';
import { COUNTER_KEY } from '../metadata/entity-metadata';
import { getInput } from '../operations/read';
import { updateInput } from '../operations/write';
import type { Item } from '../wire/attribute-value';
import { send } from './send';
import type { Target } from './target';

/** The attribute of the counter item that holds the last id taken. */
export const COUNTER_ATTRIBUTE = 'lastId';

/** The item with the key; undefined if there is none. */
export async function readItem(target: Target, key: Item, consistentRead: boolean): Promise<Item | undefined> {
  const input = getInput({ tableName: target.tableName, key, consistentRead });
  const output = await send(target, new GetItemCommand(input));
  return output.Item as Item | undefined;
}

/** Takes the next id from the counter item of an auto-increment class. No id is ever given out twice. */
export async function takeNextId(target: Target): Promise<number> {
  const input = updateInput({
    kind: 'update',
    tableName: target.tableName,
    key: { [target.metadata.partitionKey.name]: { N: String(COUNTER_KEY) } },
    actions: [{ kind: 'add', path: [COUNTER_ATTRIBUTE], value: { N: '1' } }],
  });
  const output = await send(target, new UpdateItemCommand(input));
  return numberCodec.decode(output.Attributes![COUNTER_ATTRIBUTE] as { N: string }) as number;
}
