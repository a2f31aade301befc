import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { $add, Entity, item, number, string, Table, UpdateItemCommand } from 'dynamodb-toolbox';

const table = new Table({
  name: 'counters',
  partitionKey: { name: 'id', type: 'string' },
  documentClient: DynamoDBDocumentClient.from(new DynamoDBClient({})),
});
const Counter = new Entity({
  name: 'Counter',
  table,
  timestamps: false,
  schema: item({ id: string().key(), count: number().default(0) }),
});

export async function increment(id: string) {
  const { Attributes } = await Counter.build(UpdateItemCommand)
    .item({ id, count: $add(1) })
    .options({ returnValues: 'ALL_NEW' })
    .send();
  return Attributes;
}
