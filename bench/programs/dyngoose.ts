import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Dyngoose } from 'dyngoose';

@Dyngoose.$Table({ name: 'counters', connection: new DynamoDB({}) })
class Counter extends Dyngoose.Table {
  @Dyngoose.Attribute.String() declare id: string;
  @Dyngoose.Attribute.Number({ default: 0 }) declare count: number;
  @Dyngoose.$PrimaryKey('id') static readonly primaryKey: Dyngoose.Query.PrimaryKey<Counter, string, void>;
}

export async function increment(id: string) {
  const counter = Counter.primaryKey.fromKey({ id }).set('count', 1, { operator: 'increment' });
  const output = await counter.save({ returnValues: 'ALL_NEW', returnOutput: true });
  return Counter.fromDynamo(output.Attributes!);
}
