import { DynamoDB } from '@aws-sdk/client-dynamodb';
import dynamoose from 'dynamoose';
import type { Item } from 'dynamoose/dist/Item.js';

dynamoose.aws.ddb.set(new DynamoDB({}));

interface Counter extends Item {
  id: string;
  count: number;
}

const schema = new dynamoose.Schema({
  id: { type: String, hashKey: true },
  count: { type: Number, default: 0 },
});
const Counter = dynamoose.model<Counter>('counters', schema, { create: false, waitForActive: false });

export const increment = (id: string) => Counter.update({ id }, { $ADD: { count: 1 } });
