import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ActiveRecord, Attribute, PartitionKey, setDefaultClient, Table } from 'dynact';

setDefaultClient(new DynamoDBClient({}));

@Table('counters')
class Counter extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() count = 0;
}

export const increment = (id: string) => Counter.updateByKey({ id }, counter => counter.count.add(1));
