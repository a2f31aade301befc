import { CreateTableCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { Engine } from 'dynact/memory';

const TABLE = {
  TableName: `bench-${Date.now()}`,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
};
const { TableName } = TABLE;
const KEYS = 1000;

const key = (i, partitions) => ({ pk: { S: `p${i % partitions}` }, sk: { N: String(i) } });
const item = (i, partitions) => ({ ...key(i, partitions), name: { S: `name ${i}` }, count: { N: '1' } });

export function newEngine() {
  const engine = new Engine();
  engine.execute('CreateTable', structuredClone(TABLE));
  return engine;
}

export function fill(engine, count, partitions) {
  for (let i = 0; i < count; i++) engine.execute('PutItem', { TableName, Item: item(i, partitions) });
}

/** Reads the 100 items in the middle of a partition. */
export function queryOf100(engine, count, partitions) {
  const from = String(count / 2);
  return () => {
    const { Count } = engine.execute('Query', {
      TableName,
      KeyConditionExpression: 'pk = :p AND sk >= :from',
      ExpressionAttributeValues: { ':p': key(0, partitions).pk, ':from': { N: from } },
      Limit: 100,
    });
    if (Count !== 100) throw new Error(`Not 100 items but ${Count}`);
  };
}

/** What is asked through the SDK: of one key after the other, of a thousand. */
export function engineRequests() {
  let i = 0;
  const next = () => i++ % KEYS;
  return {
    createTable: () => new CreateTableCommand(TABLE),
    put: () => new PutItemCommand({ TableName, Item: item(next(), 100) }),
    get: () => new GetItemCommand({ TableName, Key: key(next(), 100) }),
    update: () =>
      new UpdateItemCommand({
        TableName,
        Key: key(next(), 100),
        UpdateExpression: 'ADD #c :one',
        ExpressionAttributeNames: { '#c': 'count' },
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
  };
}
