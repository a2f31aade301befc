import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

const client = new DynamoDBClient({});

export async function increment(id: string) {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: 'counters',
      Key: marshall({ id }),
      UpdateExpression: 'ADD #c :c',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: marshall({ ':c': 1 }),
      ReturnValues: 'ALL_NEW',
    }),
  );
  return unmarshall(Attributes!);
}
