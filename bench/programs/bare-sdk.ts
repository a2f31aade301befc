import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

export async function increment(id: string) {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: 'counters',
      Key: { id: { S: id } },
      UpdateExpression: 'ADD #c :c',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':c': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Attributes;
}
