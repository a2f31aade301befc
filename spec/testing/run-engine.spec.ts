import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { setup, teardown } from '../../lib/testing/run-engine';

const NAMES = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_DYNAMODB_STREAMS', 'AWS_REGION'];

describe('one engine for a whole test run', () => {
  const before = { ...process.env };

  afterEach(async () => {
    await teardown();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it('is what clients without any configuration use', async () => {
    for (const name of NAMES) delete process.env[name];
    await setup();
    const client = new DynamoDBClient();
    await client.send(
      new CreateTableCommand({
        TableName: 'orders',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    expect((await new DynamoDBClient().send(new ListTablesCommand())).TableNames).toEqual(['orders']);
    client.destroy();
  });

  it('leaves a region and credentials that are there, and no endpoint when it ends', async () => {
    process.env.AWS_REGION = 'eu-west-1';
    await setup();
    const url = process.env.AWS_ENDPOINT_URL_DYNAMODB;
    expect([process.env.AWS_REGION, process.env.AWS_ENDPOINT_URL_DYNAMODB_STREAMS]).toEqual(['eu-west-1', url]);
    await teardown();
    expect(process.env.AWS_ENDPOINT_URL_DYNAMODB).toBeUndefined();
    await expect(fetch(url as string)).rejects.toThrow('fetch failed');
  });
});
