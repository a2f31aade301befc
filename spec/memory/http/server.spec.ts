import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
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
import { type RawRequest, rawRequest } from '../../support/raw-request';

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
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
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

describe('a raw request', () => {
  let server: MemoryServer;

  beforeAll(async () => {
    server = await serve({ region: 'eu-west-1' });
  });

  afterAll(() => server.close());

  it('is answered with a request id and a checksum', async () => {
    const { status, headers, text } = await rawRequest(server.url, { target: LIST_TABLES });
    expect([status, text]).toEqual([200, '{"TableNames":[]}']);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-amz-crc32')).toBe('1315925753');
  });

  it('of any content is answered with the checksum of the answer', async () => {
    const body = JSON.stringify({ TableName: 'ä€😀' });
    const { status, headers, text } = await rawRequest(server.url, { target: 'DynamoDB_20120810.DescribeTable', body });
    expect(status).toBe(400);
    expect(text).toContain('ä€😀');
    expect(headers.get('x-amz-crc32')).toBe(String(crc32(Buffer.from(text))));
  });

  it('may say that it is JSON, and is answered so', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const answer = await rawRequest(server.url, { target: LIST_TABLES, headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
  });

  it('may lack a date when it has all else, and carry its signature in the query', async () => {
    const undated = await rawRequest(server.url, { target: LIST_TABLES, headers: { 'x-amz-date': undefined } });
    const query = 'X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-SignedHeaders=d&X-Amz-Date=e';
    const headers = { authorization: undefined };
    const presigned = await rawRequest(server.url, { path: `/?${query}`, target: LIST_TABLES, headers });
    expect([undated.status, presigned.status]).toEqual([200, 200]);
  });

  const incomplete = (...missing: string[]) =>
    missing.map(name => `Authorization header requires '${name}' parameter. `).join('');

  it.each<[string, RawRequest, Record<string, string>]>([
    ['names no operation', {}, { __type: `${CORAL}UnknownOperationException` }],
    [
      'names an unknown operation',
      { target: 'DynamoDB_20120810.Nope' },
      { __type: `${CORAL}UnknownOperationException` },
    ],
    [
      'names an operation of streams as one of tables',
      { target: 'DynamoDB_20120810.ListStreams' },
      { __type: `${CORAL}UnknownOperationException` },
    ],
    [
      'names an operation of tables as one of streams',
      { target: 'DynamoDBStreams_20120810.ListTables' },
      { __type: `${CORAL}UnknownOperationException` },
    ],
    [
      'is for an older version of the API',
      { target: 'DynamoDB_20111205.ListTables' },
      { __type: `${CORAL}UnknownOperationException` },
    ],
    [
      'is not signed',
      { target: LIST_TABLES, headers: { authorization: undefined } },
      { __type: `${CORAL}MissingAuthenticationTokenException`, message: 'Request is missing Authentication Token' },
    ],
    [
      'is signed in another way',
      { target: LIST_TABLES, headers: { authorization: 'Bearer x' } },
      { __type: `${CORAL}MissingAuthenticationTokenException`, message: 'Request is missing Authentication Token' },
    ],
    [
      'has half a signature',
      { target: LIST_TABLES, headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a' } },
      {
        __type: `${CORAL}IncompleteSignatureException`,
        message: `${incomplete('Signature', 'SignedHeaders')}Authorization=AWS4-HMAC-SHA256 Credential=a`,
      },
    ],
    [
      'has no part of a signature, and no date',
      { target: LIST_TABLES, headers: { authorization: 'AWS4-HMAC-SHA256', 'x-amz-date': undefined } },
      {
        __type: `${CORAL}IncompleteSignatureException`,
        message:
          `${incomplete('Credential', 'Signature', 'SignedHeaders')}Authorization header requires existence of either ` +
          "a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256",
      },
    ],
    [
      'has half a signature in its query',
      {
        path: '/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Date=c',
        target: LIST_TABLES,
        headers: { authorization: undefined },
      },
      {
        __type: `${CORAL}IncompleteSignatureException`,
        message:
          "AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include " +
          "'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
      },
    ],
    [
      'is signed twice',
      { path: '/?X-Amz-Algorithm=a', target: LIST_TABLES },
      {
        __type: `${CORAL}InvalidSignatureException`,
        message: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      },
    ],
    ['is broken JSON', { target: LIST_TABLES, body: '{' }, { __type: `${CORAL}SerializationException` }],
    ['has no body', { target: LIST_TABLES, body: '' }, { __type: `${CORAL}SerializationException` }],
    ['is no object', { target: LIST_TABLES, body: '1' }, { __type: `${CORAL}SerializationException` }],
    [
      'is not UTF-8',
      { target: LIST_TABLES, body: Buffer.from('7b2278223a22ff227d', 'hex') },
      { __type: `${CORAL}SerializationException` },
    ],
    [
      'has a member of another type',
      { target: LIST_TABLES, body: '{"Limit":"x"}' },
      { __type: `${CORAL}SerializationException`, Message: 'STRING_VALUE cannot be converted to Integer' },
    ],
  ])('that %s is refused', async (_what, request, body) => {
    const { status, json } = await rawRequest(server.url, request);
    expect([status, json]).toEqual([400, body]);
  });

  it.each<[string, RawRequest]>([
    ['another path', { path: '/x', target: LIST_TABLES }],
    ['another method', { method: 'PUT' }],
    ['OPTIONS that is no preflight', { method: 'OPTIONS' }],
    ['another content type', { target: LIST_TABLES, headers: { 'content-type': 'text/plain' } }],
  ])('with %s finds nothing', async (_what, request) => {
    const { status, text, headers } = await rawRequest(server.url, request);
    expect([status, text, headers.get('content-type')]).toEqual([404, '<UnknownOperationException/>\n', null]);
  });

  it('to get / asks whether all is well', async () => {
    const { status, text } = await rawRequest(server.url, { method: 'GET' });
    expect([status, text]).toEqual([200, 'healthy: dynamodb.eu-west-1.amazonaws.com ']);
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

  it('closes without waiting for connections that nobody uses', async () => {
    const server = await open();
    await rawRequest(server.url, { target: LIST_TABLES });
    const began = Date.now();
    await server.close();
    expect(Date.now() - began).toBeLessThan(1000);
  });
});
