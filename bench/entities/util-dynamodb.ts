import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

interface Address {
  street: string;
  city: string;
}

export interface Entity {
  tenant: string;
  id: string;
  name: string;
  description?: string;
  status: 'draft' | 'open' | 'closed';
  total: number;
  discount?: number;
  sequence?: bigint;
  active: boolean;
  archived?: boolean;
  openedAt?: string;
  closedAt?: string;
  tags: string[];
  scores: number[];
  roles: Set<string>;
  levels?: Set<number>;
  address?: Address;
  history: Address[];
  payload?: Uint8Array;
  version?: number;
}

const client = new DynamoDBClient({});
const TableName = 'entities';

export async function use(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  const Key = marshall(key);
  await client.send(
    new PutItemCommand({
      TableName,
      Item: marshall({ ...key, name: 'n' }),
      ConditionExpression: 'attribute_not_exists(#0)',
      ExpressionAttributeNames: { '#0': 'tenant' },
    }),
  );
  const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
  if (!Item) throw new Error('Not found');
  const found = unmarshall(Item) as Entity;
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'SET #1 = list_append(#1, :1), #2.#3 = :2 ADD #0 :0',
      ConditionExpression: '#0 >= :0 AND #4 = :3 AND contains(#5, :4)',
      ExpressionAttributeNames: {
        '#0': 'total',
        '#1': 'tags',
        '#2': 'address',
        '#3': 'city',
        '#4': 'status',
        '#5': 'roles',
      },
      ExpressionAttributeValues: marshall({ ':0': 1, ':1': ['x'], ':2': 'Oslo', ':3': 'open', ':4': 'admin' }),
    }),
  );
  await client.send(
    new PutItemCommand({
      TableName,
      Item: marshall(found),
      ConditionExpression: 'begins_with(#0, :0) OR attribute_not_exists(#1)',
      ExpressionAttributeNames: { '#0': 'name', '#1': 'closedAt' },
      ExpressionAttributeValues: marshall({ ':0': 'n' }),
    }),
  );
  return found.version;
}
