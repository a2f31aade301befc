import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';

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

const client = DynamoDBDocument.from(new DynamoDBClient({}));
const TableName = 'entities';

export async function use(): Promise<number | undefined> {
  const Key = { tenant: 't', id: 'i' };
  await client.put({
    TableName,
    Item: { ...Key, name: 'n' },
    ConditionExpression: 'attribute_not_exists(#0)',
    ExpressionAttributeNames: { '#0': 'tenant' },
  });
  const found = (await client.get({ TableName, Key })).Item as Entity | undefined;
  await client.update({
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
    ExpressionAttributeValues: { ':0': 1, ':1': ['x'], ':2': 'Oslo', ':3': 'open', ':4': 'admin' },
  });
  await client.put({
    TableName,
    Item: found as Entity,
    ConditionExpression: 'begins_with(#0, :0) OR attribute_not_exists(#1)',
    ExpressionAttributeNames: { '#0': 'name', '#1': 'closedAt' },
    ExpressionAttributeValues: { ':0': 'n' },
  });
  return found?.version;
}
