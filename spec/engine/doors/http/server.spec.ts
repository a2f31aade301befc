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

  it('answers a client that sends too much once it has sent all', async () => {
    const server = await open();
    const client = new DynamoDBClient(options(server));
    const put = new PutItemCommand({ TableName: 'orders', Item: { pk: { S: 'a'.repeat(17 * MIB) } } });
    await expect(client.send(put)).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
    client.destroy();
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

describe('the name that a server is asked by', () => {
  const statusFor = async (url: string, host: string) => {
    const request = httpRequest(url, { method: 'POST', headers: { host, 'content-length': 2 } });
    const answered = once(request, 'response');
    request.end('{}');
    const [response] = await answered;
    response.resume();
    return response.statusCode;
  };

  it.each(['localhost', 'LOCALHOST:8000', 'dynamodb.localhost', '127.0.0.1:8000', '[::1]:8000', '192.168.0.7'])(
    'may be %s',
    async host => {
      const { url } = await open();
      expect(await statusFor(url, host)).toBe(404);
    },
  );

  it.each(['evil.example', 'localhost.evil.example:8000', '127.0.0.1.evil.example', 'x'])(
    'may not be another one, which a web page could make: %j',
    async host => {
      const { url } = await open();
      expect(await statusFor(url, host)).toBe(403);
    },
  );

  it('may be one that was allowed, or any', async () => {
    const named = await open({ allowHosts: ['dynamodb'] });
    expect([await statusFor(named.url, 'DynamoDB:8000'), await statusFor(named.url, 'other')]).toEqual([404, 403]);
    expect(await statusFor((await open({ allowHosts: ['*'] })).url, 'other')).toBe(404);
  });

  it('is told how to be allowed, without what it could do to a terminal', async () => {
    const { url } = await open();
    const request = httpRequest(url, { headers: { host: 'a b\u009b.example' } });
    const answered = once(request, 'response');
    request.end();
    const [response] = await answered;
    let text = '';
    for await (const chunk of response) text += chunk;
    expect(JSON.parse(text).message).toBe(
      'Requests for the host a?b?.example are not answered: allow it with --allow-host a?b?.example',
    );
  });
});

describe('what is told of answers', () => {
  it('names operations, tables and errors, and no values', async () => {
    const onAnswer = jest.fn();
    const { url } = await open({ onAnswer });
    await rawRequest(url, {
      target: 'DynamoDB_20120810.GetItem',
      body: '{"TableName":"orders","Key":{"pk":{"S":"secret"}}}',
    });
    await rawRequest(url, { method: 'GET' });
    const [[failed], [health]] = onAnswer.mock.calls;
    expect(failed).toEqual({
      operation: 'GetItem',
      table: 'orders',
      statusCode: 400,
      error: 'ResourceNotFoundException',
      milliseconds: expect.any(Number),
      requestBytes: 50,
      responseBytes: expect.any(Number),
    });
    expect(health).toMatchObject({ operation: 'GET', statusCode: 200, requestBytes: 0 });
    expect(JSON.stringify(onAnswer.mock.calls)).not.toContain('secret');
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
    const get = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';
    socket.write(get + get);
    while (received.split('healthy').length < 3) await sleep(5);
    expect(received).toContain('Keep-Alive: timeout=65');
    socket.destroy();
  });

  it('survives clients that go away in the middle of a request', async () => {
    const onError = jest.fn();
    const { url } = await open({ onError });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"x"');
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
    expect(Date.now() - began).toBeLessThan(4500);
    await expect(rawRequest(server.url, { target: LIST_TABLES })).rejects.toThrow('fetch failed');
  });

  it('answers what was sent and not read yet before it closes', async () => {
    const server = await open();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let received = '';
    socket.on('data', chunk => {
      received += chunk;
    });
    const get = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';
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
    expect(Date.now() - began).toBeLessThan(4500);
  });
});
