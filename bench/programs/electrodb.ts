import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Entity } from 'electrodb';

const Counter = new Entity(
  {
    model: { entity: 'counter', version: '1', service: 'counters' },
    attributes: { id: { type: 'string', required: true }, count: { type: 'number', default: 0 } },
    indexes: { primary: { pk: { field: 'pk', composite: ['id'] }, sk: { field: 'sk', composite: [] } } },
  },
  { client: new DynamoDBClient({}), table: 'counters' },
);

export async function increment(id: string) {
  const { data } = await Counter.update({ id }).add({ count: 1 }).go({ response: 'all_new' });
  return data;
}
