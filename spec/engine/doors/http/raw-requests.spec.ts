import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { brotliCompressSync, crc32, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { type MemoryServer, serve } from 'dynact/memory';
import { type RawRequest, rawRequest, SIGNED, targetOf } from '../../../support/raw-request';

const LIST_TABLES = 'DynamoDB_20120810.ListTables';
const CORAL = 'com.amazon.coral.service#';

/** An answer as it came, which `fetch` would uncompress. */
async function rawBytes(url: string, operation: string, input: object, headers: Record<string, string>) {
  const request = httpRequest(url, {
    method: 'POST',
    headers: { ...SIGNED, ...headers, 'x-amz-target': targetOf(operation) },
  });
  const answered = once(request, 'response');
  request.end(JSON.stringify(input));
  const [response] = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { headers: response.headers, bytes: Buffer.concat(chunks) };
}

describe('a raw request', () => {
  let server: MemoryServer;

  beforeAll(async () => {
    server = await serve({ region: 'eu-west-1', onError: () => {} });
  });

  afterAll(() => server.close());

  it('is answered with a request id and a checksum', async () => {
    const { status, headers, text } = await rawRequest(server.url, { target: LIST_TABLES });
    expect([status, text]).toEqual([200, '{"TableNames":[]}']);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9A-V]{26}VV4KQNSO5AEMVJF66Q9ASUAAJG$/);
    expect(headers.get('x-amz-crc32')).toBe('1315925753');
  });

  it('that asks for no answer has an answer without anything in it', async () => {
    const ask = (operation: string, input: object) =>
      rawRequest(server.url, { target: `DynamoDB_20120810.${operation}`, body: JSON.stringify(input) });
    await ask('CreateTable', {
      TableName: 'tagged',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'p', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }],
    });
    const ResourceArn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/tagged';
    const tagged = await ask('TagResource', { ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] });
    const untagged = await ask('UntagResource', { ResourceArn, TagKeys: ['a'] });
    await ask('DeleteTable', { TableName: 'tagged' });
    expect([tagged.status, tagged.text, untagged.status, untagged.text]).toEqual([200, '', 200, '']);
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

  it('may carry its date in a header of HTTP, and its signature in the query', async () => {
    const date = 'Sat, 28 Nov 2026 18:00:00 GMT';
    const dated = await rawRequest(server.url, { target: LIST_TABLES, headers: { 'x-amz-date': undefined, date } });
    const query = 'X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-SignedHeaders=d&X-Amz-Date=e';
    const headers = { authorization: undefined };
    const presigned = await rawRequest(server.url, { path: `/?${query}`, target: LIST_TABLES, headers });
    expect([dated.status, presigned.status]).toEqual([200, 200]);
  });

  it('may be compressed, in several parts too', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const limited = '{"Limit":0}';
    const parts = Buffer.concat([gzipSync(limited.slice(0, 4)), gzipSync(limited.slice(4))]);
    const whole = await rawRequest(server.url, { target: LIST_TABLES, headers, body: gzipSync('{}') });
    const joined = await rawRequest(server.url, { target: LIST_TABLES, headers, body: parts });
    expect([whole.status, whole.text]).toEqual([200, '{"TableNames":[]}']);
    expect([joined.status, joined.json.message]).toEqual([400, expect.stringContaining("Value '0' at 'limit'")]);
  });

  it.each<[string, Uint8Array]>([
    ['deflate', deflateSync('{}')],
    ['identity', Buffer.from('{}')],
  ])('may come as %s', async (encoding, body) => {
    const headers = { 'content-encoding': encoding };
    const { status, text } = await rawRequest(server.url, { target: LIST_TABLES, headers, body });
    expect([status, text]).toEqual([200, '{"TableNames":[]}']);
  });

  it('gets an answer of over 4 kB compressed where it takes that', async () => {
    const short = await rawBytes(server.url, 'ListTables', {}, { 'accept-encoding': 'gzip' });
    expect(short.headers['content-encoding']).toBeUndefined();
    const long = (headers: Record<string, string>) =>
      rawBytes(server.url, 'DescribeTable', { TableName: 'x'.repeat(5000) }, headers);
    const zipped = await long({ 'accept-encoding': 'deflate, gzip;q=0.5' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.headers['x-amz-crc32']).toBe(String(crc32(zipped.bytes)));
    expect(gunzipSync(zipped.bytes).toString()).toContain('x'.repeat(5000));
    for (const accepted of ['', 'br', 'gzip;q=0']) {
      const plain = await long(accepted ? { 'accept-encoding': accepted } : {});
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.bytes.toString()).toContain('x'.repeat(5000));
    }
  });

  it('may be a HEAD, which is answered as a GET is, without a body', async () => {
    const head = await rawRequest(server.url, { method: 'HEAD' });
    const get = await rawRequest(server.url, { method: 'GET' });
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([
      200,
      '',
      get.headers.get('content-length'),
    ]);
  });

  it.each<[string, string, Uint8Array]>([
    ['is not what it says that it is', 'gzip', Buffer.from('{}')],
    ['is nothing, compressed', 'gzip', Buffer.alloc(0)],
    ['is compressed otherwise', 'br', brotliCompressSync('{}')],
  ])('fails when it %s', async (_, encoding, body) => {
    const headers = { 'content-encoding': encoding };
    const { status, json } = await rawRequest(server.url, { target: LIST_TABLES, headers, body });
    expect([status, json.__type]).toEqual([500, 'com.amazonaws.dynamodb.v20120810#InternalServerError']);
  });

  it('is refused when it is too large once it is no longer compressed', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const body = gzipSync(Buffer.alloc(16 * 1024 * 1024 + 1, ' '));
    const { status, json } = await rawRequest(server.url, { target: LIST_TABLES, headers, body });
    expect([status, json.__type]).toEqual([413, `${CORAL}RequestEntityTooLargeException`]);
  });

  it('may ask at any path', async () => {
    const { status, text } = await rawRequest(server.url, { path: '/any/path?x', target: LIST_TABLES });
    expect([status, text]).toEqual([200, '{"TableNames":[]}']);
  });

  it.each<[string, RawRequest]>([
    ['names no operation', { body: 'hi' }],
    ['is not signed', { target: LIST_TABLES, body: '{', headers: { authorization: undefined } }],
  ])('that is no JSON is refused for that, even when it %s', async (_what, request) => {
    const { status, json } = await rawRequest(server.url, request);
    expect([status, json]).toEqual([400, { __type: `${CORAL}SerializationException` }]);
  });

  it('of nothing needs no content type, and is answered as JSON', async () => {
    const headers = { 'content-type': undefined };
    const { status, json, headers: answered } = await rawRequest(server.url, { headers, body: new Uint8Array() });
    expect([status, json]).toEqual([400, { __type: `${CORAL}UnknownOperationException` }]);
    expect(answered.get('content-type')).toBe('application/json');
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
      'has no date',
      {
        target: LIST_TABLES,
        headers: { authorization: 'AWS4- Credential=a Signature=b SignedHeaders=c', 'x-amz-date': undefined },
      },
      {
        __type: `${CORAL}IncompleteSignatureException`,
        message:
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " +
          'Authorization=AWS4- Credential=a Signature=b SignedHeaders=c',
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
    ['another method', { method: 'PUT' }],
    ['OPTIONS that is no preflight', { method: 'OPTIONS' }],
    ['another content type', { target: LIST_TABLES, headers: { 'content-type': 'text/plain' } }],
    ['a later JSON', { target: LIST_TABLES, headers: { 'content-type': 'application/x-amz-json-1.1' } }],
  ])('with %s finds nothing', async (_what, request) => {
    const { status, text, headers } = await rawRequest(server.url, request);
    expect([status, text, headers.get('content-type')]).toEqual([404, '<UnknownOperationException/>\n', null]);
  });

  it.each(['/', '/ping'])('to get %s asks whether all is well', async path => {
    const { status, text } = await rawRequest(server.url, { method: 'GET', path });
    expect([status, text]).toEqual([200, 'healthy: dynamodb.eu-west-1.amazonaws.com ']);
  });
});
