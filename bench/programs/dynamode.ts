import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { attribute, Dynamode, Entity, TableManager } from 'dynamode';

Dynamode.ddb.set(new DynamoDB({}));

class Counter extends Entity {
  @attribute.partitionKey.string() id!: string;
  @attribute.number() count = 0;

  constructor(props: { id: string; count?: number }) {
    super(props);
    Object.assign(this, props);
  }
}

const counters = new TableManager(Counter, { tableName: 'counters', partitionKey: 'id' }).entityManager();

export const increment = (id: string) => counters.update({ id }, { add: { count: 1 } }, { returnValues: 'allNew' });
