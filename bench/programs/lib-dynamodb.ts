import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export async function increment(id: string) {
  const { Attributes } = await client.send(
    new UpdateCommand({
      TableName: 'counters',
      Key: { id },
      UpdateExpression: 'ADD #c :c',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':c': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Attributes;
}
