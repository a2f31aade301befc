import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Entity as OneTableEntity, Table } from 'dynamodb-onetable';
import Dynamo from 'dynamodb-onetable/Dynamo';

const address = { type: Object, schema: { street: { type: String }, city: { type: String } } } as const;

const schema = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: { primary: { hash: 'tenant', sort: 'id' } },
  models: {
    Entity: {
      tenant: { type: String, required: true },
      id: { type: String, required: true },
      name: { type: String, required: true },
      description: { type: String },
      status: { type: String, enum: ['draft', 'open', 'closed'], default: 'draft' },
      total: { type: Number, default: 0 },
      discount: { type: Number },
      sequence: { type: Number },
      active: { type: Boolean, default: true },
      archived: { type: Boolean },
      openedAt: { type: Date },
      closedAt: { type: Date },
      tags: { type: Array, items: { type: String } },
      scores: { type: Array, items: { type: Number } },
      roles: { type: Set },
      levels: { type: Set },
      address,
      history: { type: Array, items: address },
      payload: { type: 'binary' },
      version: { type: Number },
    },
  },
} as const;

export type Entity = OneTableEntity<typeof schema.models.Entity>;

const table = new Table({
  name: 'entities',
  client: new Dynamo({ client: new DynamoDBClient({}) }),
  partial: true,
  schema,
});
const Entity = table.getModel<Entity>('Entity');

export async function use(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  await Entity.create({ ...key, name: 'n' });
  const found = await Entity.get(key);
  if (!found) throw new Error('Not found');
  await Entity.update(key, {
    add: { total: 1 },
    push: { tags: ['x'] },
    set: { 'address.city': 'Oslo' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are OneTable's own
    where: '${total} >= {1} and ${status} = {open} and contains(${roles}, {admin})',
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these, too
  const where = 'begins_with(${name}, {n}) or attribute_not_exists(${closedAt})';
  await Entity.create(found, { exists: null, where });
  return found.version;
}
