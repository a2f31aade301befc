import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  $add,
  $append,
  binary,
  boolean,
  GetItemCommand,
  item,
  list,
  map,
  number,
  PutItemCommand,
  set,
  string,
  Table,
  Entity as ToolboxEntity,
  UpdateItemCommand,
} from 'dynamodb-toolbox';

const table = new Table({
  name: 'entities',
  partitionKey: { name: 'tenant', type: 'string' },
  sortKey: { name: 'id', type: 'string' },
  documentClient: DynamoDBDocumentClient.from(new DynamoDBClient({})),
});

const address = map({ street: string(), city: string() });

export const Entity = new ToolboxEntity({
  name: 'Entity',
  table,
  schema: item({
    tenant: string().key(),
    id: string().key(),
    name: string(),
    description: string().optional(),
    status: string().enum('draft', 'open', 'closed').default('draft'),
    total: number().default(0),
    discount: number().optional(),
    sequence: number().big().optional(),
    active: boolean().default(true),
    archived: boolean().optional(),
    openedAt: string().optional(),
    closedAt: string().optional(),
    tags: list(string()).default([]),
    scores: list(number()).default([]),
    roles: set(string()).optional(),
    levels: set(number()).optional(),
    address: address.optional(),
    history: list(address).default([]),
    payload: binary().optional(),
    version: number().optional(),
  }),
});

export async function use(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  await Entity.build(PutItemCommand)
    .item({ ...key, name: 'n' })
    .options({ condition: { attr: 'tenant', exists: false } })
    .send();
  const { Item } = await Entity.build(GetItemCommand).key(key).send();
  if (!Item) throw new Error('Not found');
  await Entity.build(UpdateItemCommand)
    .item({ ...key, total: $add(1), tags: $append(['x']), address: { city: 'Oslo' } })
    .options({
      condition: {
        and: [
          { attr: 'total', gte: 1 },
          { attr: 'status', eq: 'open' },
          { attr: 'roles', contains: 'admin' },
        ],
      },
    })
    .send();
  await Entity.build(PutItemCommand)
    .item(Item)
    .options({
      condition: {
        or: [
          { attr: 'name', beginsWith: 'n' },
          { attr: 'closedAt', exists: false },
        ],
      },
    })
    .send();
  return Item.version;
}
