import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { numberCodec } from '../codec/scalars';
import { COUNTER_KEY } from '../metadata/entity-metadata';
import { getInput } from '../operations/read';
import { updateInput } from '../operations/write';
import type { Item } from '../wire/attribute-value';
import { send } from './send';
import type { Target } from './target';

/** The attribute of the counter item that holds the id taken last. */
export const COUNTER_ATTRIBUTE = 'lastId';

/** The item that has the key; undefined where there is none. */
export async function readItem(target: Target, key: Item, consistentRead: boolean): Promise<Item | undefined> {
  const input = getInput({ tableName: target.tableName, key, consistentRead });
  const output = await send(target, new GetItemCommand(input));
  return output.Item as Item | undefined;
}

/** Takes the next id from the counter item of an auto-increment class: an id is never given out twice. */
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
