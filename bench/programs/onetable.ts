import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Table } from 'dynamodb-onetable';
import Dynamo from 'dynamodb-onetable/Dynamo';

const table = new Table({
  name: 'counters',
  client: new Dynamo({ client: new DynamoDBClient({}) }),
  partial: true,
  schema: {
    format: 'onetable:1.1.0',
    version: '0.0.1',
    indexes: { primary: { hash: 'id' } },
    models: { Counter: { id: { type: String, required: true }, count: { type: Number, default: 0 } } },
  },
});
const Counter = table.getModel('Counter');

export const increment = (id: string) => Counter.update({ id }, { add: { count: 1 }, exists: null });
