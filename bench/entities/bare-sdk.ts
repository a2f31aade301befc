import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});
const TableName = 'entities';

export async function use(): Promise<number | undefined> {
  const Key = { tenant: { S: 't' }, id: { S: 'i' } };
  await client.send(
    new PutItemCommand({
      TableName,
      Item: { ...Key, name: { S: 'n' } },
      ConditionExpression: 'attribute_not_exists(#0)',
      ExpressionAttributeNames: { '#0': 'tenant' },
    }),
  );
  const found = await client.send(new GetItemCommand({ TableName, Key }));
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'SET #1 = list_append(#1, :1), #2.#3 = :2 ADD #0 :0',
      ConditionExpression: '#0 >= :0 AND #4 = :3 AND contains(#5, :4)',
      ExpressionAttributeNames: {
        '#0': 'total',
        '#1': 'tags',
        '#2': 'address',
        '#3': 'city',
        '#4': 'status',
        '#5': 'roles',
      },
      ExpressionAttributeValues: {
        ':0': { N: '1' },
        ':1': { L: [{ S: 'x' }] },
        ':2': { S: 'Oslo' },
        ':3': { S: 'open' },
        ':4': { S: 'admin' },
      },
    }),
  );
  await client.send(
    new PutItemCommand({
      TableName,
      Item: found.Item,
      ConditionExpression: 'begins_with(#0, :0) OR attribute_not_exists(#1)',
      ExpressionAttributeNames: { '#0': 'name', '#1': 'closedAt' },
      ExpressionAttributeValues: { ':0': { S: 'n' } },
    }),
  );
  return found.Item?.version?.N === undefined ? undefined : Number(found.Item.version.N);
}
