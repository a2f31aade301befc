import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Entity as ElectroEntity } from 'electrodb';

const address = { type: 'map', properties: { street: { type: 'string' }, city: { type: 'string' } } } as const;

export const Entity = new ElectroEntity(
  {
    model: { entity: 'entity', version: '1', service: 'entities' },
    attributes: {
      tenant: { type: 'string', required: true },
      id: { type: 'string', required: true },
      name: { type: 'string', required: true },
      description: { type: 'string' },
      status: { type: ['draft', 'open', 'closed'] as const, default: 'draft' },
      total: { type: 'number', default: 0 },
      discount: { type: 'number' },
      sequence: { type: 'number' },
      active: { type: 'boolean', default: true },
      archived: { type: 'boolean' },
      openedAt: { type: 'string' },
      closedAt: { type: 'string' },
      tags: { type: 'list', items: { type: 'string' } },
      scores: { type: 'list', items: { type: 'number' } },
      roles: { type: 'set', items: 'string' },
      levels: { type: 'set', items: 'number' },
      address,
      history: { type: 'list', items: address },
      payload: { type: 'any' },
      version: { type: 'number' },
    },
    indexes: { primary: { pk: { field: 'pk', composite: ['tenant'] }, sk: { field: 'sk', composite: ['id'] } } },
  },
  { client: new DynamoDBClient({}), table: 'entities' },
);

export async function use(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  await Entity.create({ ...key, name: 'n' }).go();
  const { data } = await Entity.get(key).go();
  if (!data) throw new Error('Not found');
  await Entity.update(key)
    .add({ total: 1 })
    .append({ tags: ['x'] })
    .data((e, operation) => operation.set(e.address.city, 'Oslo'))
    .where(
      (e, { gte, eq, contains }) => `${gte(e.total, 1)} AND ${eq(e.status, 'open')} AND ${contains(e.roles, 'admin')}`,
    )
    .go();
  await Entity.put(data)
    .where((e, { begins, notExists }) => `${begins(e.name, 'n')} OR ${notExists(e.closedAt)}`)
    .go();
  return data.version;
}
