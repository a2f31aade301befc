import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { Engine, type MemoryServer, type ServeOptions, serve } from 'dynact/memory';
import { type RawRequest, rawRequest } from '../../../support/raw-request';

const TABLE = {
  TableName: 'orders',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
};
const LIST_TABLES = 'DynamoDB_20120810.ListTables';
const CORAL = 'com.amazon.coral.service#';
const MIB = 1024 * 1024;

const opened: MemoryServer[] = [];

async function open(options?: ServeOptions): Promise<MemoryServer> {
  const server = await serve(options);
  opened.push(server);
  return server;
}

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

const options = ({ url }: MemoryServer) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  maxAttempts: 1,
});

describe('the AWS SDK over HTTP', () => {
  let server: MemoryServer;
  let client: DynamoDBClient;

  beforeEach(async () => {
    server = await open();
    client = new DynamoDBClient(options(server));
  });

  afterEach(() => client.destroy());

  it('gets what the engine answers', async () => {
    await client.send(new CreateTableCommand(TABLE));
    await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: 'orders' });
    const item = { pk: { S: 'a' }, text: { S: 'ä€😀' }, bytes: { B: Uint8Array.of(0, 255) }, n: { N: '1e2' } };
    await client.send(new PutItemCommand({ TableName: 'orders', Item: item }));
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName: 'orders', Item: { pk: { S: 'b' } } } }],
      }),
    );
    const { Item } = await client.send(new GetItemCommand({ TableName: 'orders', Key: { pk: { S: 'a' } } }));
    expect(Item).toEqual({ ...item, n: { N: '100' } });
    const query = new QueryCommand({
      TableName: 'orders',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'b' } },
    });
    expect((await client.send(query)).Items).toEqual([{ pk: { S: 'b' } }]);
    expect(server.engine.items('orders')).toHaveLength(2);
  });

  it('gets errors as its exceptions', async () => {
    const put = new PutItemCommand({ TableName: 'none', Item: { pk: { S: 'a' } } });
    await expect(client.send(put)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9A-V]{26}VV4KQNSO5AEMVJF66Q9ASUAAJG$/) },
    });
  });

  it('gets the faults that a test asked for', async () => {
    server.engine.fail({ error: 'InternalServerError' });
    await expect(client.send(new CreateTableCommand(TABLE))).rejects.toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 500 },
    });
  });

  it('reads streams at the same endpoint', async () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const };
    await client.send(new CreateTableCommand({ ...TABLE, StreamSpecification }));
    const streams = new DynamoDBStreamsClient(options(server));
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName: 'orders' }));
    expect(Streams).toHaveLength(1);
    streams.destroy();
  });
});

describe('limits', () => {
  const body = (size: number) => `{"x":"${'a'.repeat(size - 8)}"}`;

  it('takes a request of 16 MiB, and no larger one', async () => {
    const { url } = await open();
    expect((await rawRequest(url, { target: LIST_TABLES, body: body(16 * MIB) })).status).toBe(200);
    const { status, json } = await rawRequest(url, { target: LIST_TABLES, body: body(16 * MIB + 1) });
    expect([status, json]).toEqual([
      413,
      { __type: `${CORAL}RequestEntityTooLargeException`, message: 'Request size exceeds 16777216 bytes' },
    ]);
    expect((await rawRequest(url, { target: LIST_TABLES })).status).toBe(200);
  });

  it('stops at a stream of bytes that does not say how long it is', async () => {
    const { url } = await open();
    const request = httpRequest(url, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
    const answered = once(request, 'response');
    const chunk = Buffer.alloc(MIB);
    for (let sent = 0; sent <= 17; sent++) request.write(chunk);
    const [response] = await answered;
    expect([response.statusCode, response.headers.connection]).toEqual([413, 'close']);
    request.destroy();
  });
});

describe('web pages', () => {
  const origin = 'http://page.example';
  const preflight: RawRequest = {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-amz-target' },
  };
  const call: RawRequest = { target: LIST_TABLES, headers: { origin } };

  it.each<[string, string[] | undefined, string | null]>([
    ['of any origin are not let in', undefined, null],
    ['of other origins are not let in', ['http://other.example'], null],
    ['of a named origin are let in', ['http://other.example', origin], origin],
    ['of all origins are let in', ['*'], '*'],
  ])('%s', async (_what, cors, allowed) => {
    const { url } = await open({ cors });
    const question = await rawRequest(url, preflight);
    expect([question.status, question.text]).toEqual([200, '']);
    expect(question.headers.get('access-control-allow-methods')).toBe('POST');
    expect(question.headers.get('access-control-allow-headers')).toBe('x-amz-target');
    for (const { headers } of [question, await rawRequest(url, call)]) {
      expect(headers.get('access-control-allow-origin')).toBe(allowed);
    }
  });
});

describe('a server', () => {
  it('is for this machine only unless told otherwise', async () => {
    expect((await open()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await open({ host: '::1' })).url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  });

  it('rejects when the port is taken', async () => {
    const { url } = await open();
    await expect(serve({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('serves an engine that is there', async () => {
    const engine = new Engine();
    engine.execute('CreateTable', structuredClone(TABLE));
    const servers = [await open({ engine }), await open({ engine })];
    for (const { url } of servers) {
      expect((await rawRequest(url, { target: LIST_TABLES })).json).toEqual({ TableNames: ['orders'] });
    }
  });

  it('keeps no data for an engine that is there', async () => {
    await expect(serve({ engine: new Engine(), data: 'folder' })).rejects.toThrow(TypeError);
  });

  it('keeps connections open', async () => {
    const { url } = await open();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let received = '';
    socket.on('data', chunk => {
      received += chunk;
    });
    const get = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
    socket.write(get + get);
    while (received.split('healthy').length < 3) await sleep(5);
    expect(received).toContain('Keep-Alive: timeout=65');
    socket.destroy();
  });

  it('survives clients that go away in the middle of a request', async () => {
    const onError = jest.fn();
    const { url } = await open({ onError });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"x"');
    await sleep(50);
    socket.destroy();
    await sleep(50);
    expect((await rawRequest(url, { target: LIST_TABLES })).status).toBe(200);
    expect(onError).not.toHaveBeenCalled();
  });

  it('answers a failure of its own with InternalServerError, and tells of it', async () => {
    const onError = jest.fn();
    const { url, engine } = await open({ onError });
    const failure = new Error('bug');
    engine.onRequest(() => {
      throw failure;
    });
    const { status, json } = await rawRequest(url, { target: LIST_TABLES });
    expect([status, json.__type]).toEqual([500, 'com.amazonaws.dynamodb.v20120810#InternalServerError']);
    expect(onError).toHaveBeenCalledWith(failure);
  });

  it('answers what was asked before it closes, and nothing after', async () => {
    const server = await open();
    server.engine.latency = 200;
    const answer = rawRequest(server.url, { target: LIST_TABLES });
    await sleep(50);
    const began = Date.now();
    await server.close();
    const { status, headers } = await answer;
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    expect(Date.now() - began).toBeLessThan(2000);
    await expect(rawRequest(server.url, { target: LIST_TABLES })).rejects.toThrow('fetch failed');
  });

  it('answers what was sent and not read yet before it closes', async () => {
    const server = await open();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let received = '';
    socket.on('data', chunk => {
      received += chunk;
    });
    const get = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
    socket.write(get);
    while (!received.includes('healthy')) await sleep(5);
    received = '';
    const closing = server.close();
    socket.write(get);
    await once(socket, 'close');
    await closing;
    expect(received).toContain('healthy');
  });

  it('closes without waiting for connections that nobody uses', async () => {
    const server = await open();
    await rawRequest(server.url, { target: LIST_TABLES });
    const began = Date.now();
    await server.close();
    expect(Date.now() - began).toBeLessThan(1000);
  });
});
