import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { Engine, engineOf, memoryClient, memoryHandler } from '../../../lib/engine';

const TABLE = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [{ AttributeName: 'p', AttributeType: 'B' as const }],
  KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' as const }],
};
const Key = { p: { B: new Uint8Array([1, 2, 255]) } };

describe('memoryClient', () => {
  it('is a client of the SDK, with binary values and its waiters', async () => {
    const client = memoryClient();
    expect(client).toBeInstanceOf(DynamoDBClient);
    await client.send(new CreateTableCommand(TABLE));
    await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 5 }, { TableName: 'things' });
    const Item = { ...Key, bs: { BS: [new Uint8Array([0]), new Uint8Array()] }, n: { N: '1' } };
    await client.send(new PutItemCommand({ TableName: 'things', Item }));
    const { Item: found } = await client.send(new GetItemCommand({ TableName: 'things', Key }));
    expect(found?.p?.B).toEqual(Key.p.B);
    expect(found?.bs?.BS).toEqual(expect.arrayContaining(Item.bs.BS));
    await client.send(new DeleteTableCommand({ TableName: 'things' }));
    await waitUntilTableNotExists({ client, minDelay: 1, maxWaitTime: 5 }, { TableName: 'things' });
  });

  it('throws the exceptions of the SDK, with what they carry', async () => {
    const client = memoryClient();
    await client.send(new CreateTableCommand(TABLE));
    const item = { TableName: 'things', Item: Key };
    await client.send(new PutItemCommand(item));
    const ConditionExpression = 'attribute_not_exists(p)';
    const ReturnValuesOnConditionCheckFailure = 'ALL_OLD' as const;
    const guarded = { ...item, ConditionExpression, ReturnValuesOnConditionCheckFailure };
    await expect(client.send(new PutItemCommand(guarded))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { p: { B: Key.p.B } },
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
    const transaction = client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: guarded }] }));
    const error = await transaction.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect((error as TransactionCanceledException).CancellationReasons).toMatchObject([
      { Code: 'ConditionalCheckFailed', Item: { p: { B: Key.p.B } } },
    ]);
  });

  it('signs nothing, unless it is told how', async () => {
    const authorizationOf = async (client: DynamoDBClient) => {
      let authorization: string | undefined;
      client.middlewareStack.add(
        next => args => {
          authorization = (args.request as { headers: Record<string, string> }).headers.authorization;
          return next(args);
        },
        { step: 'deserialize', priority: 'low' },
      );
      await client.send(new CreateTableCommand(TABLE));
      return authorization;
    };
    expect(await authorizationOf(memoryClient())).toBeUndefined();
    const signer = {
      sign: async <T extends { headers: object }>(request: T) => ({
        ...request,
        headers: { ...request.headers, authorization: 'by me' },
      }),
    };
    expect(await authorizationOf(memoryClient({ signer } as object))).toBe('by me');
  });

  it('tries again as the SDK does', async () => {
    const client = memoryClient({ maxAttempts: 3 });
    await client.send(new CreateTableCommand(TABLE));
    engineOf(client).fail({ operation: 'PutItem', times: 2, error: 'InternalServerError' });
    const { $metadata } = await client.send(new PutItemCommand({ TableName: 'things', Item: Key }));
    expect($metadata.attempts).toBe(3);
  });

  it('shares an engine with other clients, or has its own', async () => {
    const engine = new Engine();
    const [one, other, alone] = [memoryClient({ engine }), memoryClient({ engine }), memoryClient()];
    await one.send(new CreateTableCommand(TABLE));
    expect([one, other].map(engineOf)).toEqual([engine, engine]);
    expect(engineOf(alone).tableNames).toEqual([]);
    expect(() => engineOf(new DynamoDBClient({ region: 'us-east-1' }))).toThrow(TypeError);
  });

  it('stands in the region that is asked for', async () => {
    const client = memoryClient({ region: 'eu-central-1' });
    const { TableDescription } = await client.send(new CreateTableCommand(TABLE));
    expect(TableDescription?.TableArn).toBe('arn:aws:dynamodb:eu-central-1:000000000000:table/things');
    expect(await client.config.region()).toBe('eu-central-1');
  });
});

describe('memoryHandler', () => {
  const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTables' };

  it.each<[string, unknown]>([
    ['text', '{}'],
    ['bytes', new TextEncoder().encode('{}')],
    ['nothing', undefined],
  ])('reads a body of %s', async (_, body) => {
    const { response } = await memoryHandler().handle({ headers, body });
    expect(response.statusCode).toBe(200);
    expect(JSON.parse(Buffer.from(response.body).toString())).toEqual({ TableNames: [] });
  });

  it('answers with a request id and a checksum', async () => {
    const { response } = await memoryHandler().handle({ headers, body: '{}' });
    expect(response.headers).toEqual({
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': expect.stringMatching(/^[0-9A-V]{26}VV4KQNSO5AEMVJF66Q9ASUAAJG$/),
      'x-amz-crc32': '1315925753',
    });
  });

  it('refuses a request that asks for nothing', async () => {
    const { response } = await memoryHandler().handle({ headers: {}, body: '{}' });
    expect(response.statusCode).toBe(400);
    expect(Buffer.from(response.body).toString()).toContain('UnknownOperationException');
  });
});
