import { ConfigurationError } from 'dynact';
import { Engine, type EngineRequest, ServiceError } from '../../lib/engine';
import { ask, engineWithTable, get, N, put, S } from './asking';

const KEY = { p: S('a') };

const respond = async (engine: Engine, operation: string, input: object) => {
  const { statusCode, body } = await engine.respond(operation, JSON.stringify(input));
  return { statusCode, body: JSON.parse(body) };
};
const getItem = { TableName: 'things', Key: KEY };

describe('Engine', () => {
  it('shares nothing with other engines', () => {
    const [one, other] = [engineWithTable(), new Engine()];
    put(one, KEY);
    expect([one.tableNames, other.tableNames]).toEqual([['things'], []]);
  });

  it('hands out copies of items', () => {
    const engine = engineWithTable();
    put(engine, { ...KEY, l: { L: [N(1)] } });
    const [item] = engine.items('things') as { l: { L: object[] } }[];
    item?.l.L.push(N(2));
    expect(engine.items('things')).toEqual([{ ...KEY, l: { L: [N(1)] } }]);
    expect(() => engine.items('others')).toThrow(ServiceError);
  });

  it('answers errors as the service does', async () => {
    const engine = new Engine();
    expect(await respond(engine, 'GetItem', getItem)).toEqual({
      statusCode: 400,
      body: {
        __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
        message: 'Requested resource not found',
      },
    });
    expect(await respond(engine, 'Frobnicate', {})).toEqual({
      statusCode: 400,
      body: { __type: 'com.amazon.coral.service#UnknownOperationException' },
    });
    expect(await engine.respond('ListTables', '{')).toEqual({
      statusCode: 400,
      body: JSON.stringify({ __type: 'com.amazon.coral.service#SerializationException' }),
    });
  });

  it('shows every request to listeners, as a copy, until they are taken away', async () => {
    const engine = engineWithTable();
    const seen: EngineRequest[] = [];
    const stop = engine.onRequest(request => {
      seen.push(request);
      (request.input.Key as Record<string, unknown>).p = N(1);
    });
    expect(await respond(engine, 'GetItem', getItem)).toEqual({ statusCode: 200, body: {} });
    stop();
    await respond(engine, 'GetItem', getItem);
    expect(seen).toEqual([{ operation: 'GetItem', input: { ...getItem, Key: { p: N(1) } } }]);
  });
});

describe('faults', () => {
  const putItem = { TableName: 'things', Item: KEY };

  it('make requests to one operation fail, so many times', async () => {
    const engine = engineWithTable();
    engine.fail({ operation: 'PutItem', times: 2, error: 'ThrottlingException' });
    const statuses = [];
    for (const operation of ['ListTables', 'PutItem', 'PutItem']) {
      statuses.push((await respond(engine, operation, operation === 'PutItem' ? putItem : {})).statusCode);
    }
    expect(statuses).toEqual([200, 400, 400]);
    expect(get(engine, KEY)).toBeUndefined();
    expect(await respond(engine, 'PutItem', putItem)).toEqual({ statusCode: 200, body: {} });
  });

  it('say what was asked for', async () => {
    const engine = engineWithTable();
    engine.fail({ error: { code: 'InternalServerError', message: 'Try again' } });
    expect(await respond(engine, 'GetItem', getItem)).toMatchObject({
      statusCode: 500,
      body: { __type: expect.stringMatching(/#InternalServerError$/), message: 'Try again' },
    });
    engine.fail({ error: new ServiceError('ns#TeapotException', 'Short and stout', { Handle: 1 }, 418) });
    expect(await respond(engine, 'GetItem', getItem)).toEqual({
      statusCode: 418,
      body: { __type: 'ns#TeapotException', message: 'Short and stout', Handle: 1 },
    });
  });

  it('lose the answer to what was done', async () => {
    const engine = engineWithTable();
    engine.fail({ operation: 'PutItem', error: 'InternalServerError', when: 'after' });
    expect((await respond(engine, 'PutItem', putItem)).statusCode).toBe(500);
    expect(get(engine, KEY)).toEqual(KEY);
  });

  it.each<[string, object, string]>([
    [
      'an operation that there is not',
      { operation: 'Nope', error: 'X' },
      '"Nope": there are BatchExecuteStatement, BatchGetItem, ',
    ],
    ['no requests', { times: 0, error: 'X' }, '`times` is a whole number from 1 on'],
    ['a part of a request', { times: 1.5, error: 'X' }, '`times` is a whole number from 1 on'],
    ['another moment', { when: 'during', error: 'X' }, "`when` is 'before' or 'after'"],
    ['no error', { operation: 'PutItem' }, 'needs the `error` to answer with'],
    ['an error without a code', { error: { message: 'No' } }, 'needs the `error` to answer with'],
  ])('are refused for %s', async (_, fault, message) => {
    const engine = engineWithTable();
    expect(() => engine.fail(fault as never)).toThrow(message);
    expect(() => engine.fail(fault as never)).toThrow(ConfigurationError);
    expect((await respond(engine, 'ListTables', {})).statusCode).toBe(200);
  });

  it('are taken back', async () => {
    const engine = engineWithTable();
    const takeBack = engine.fail({ error: 'ThrottlingException', times: 100 });
    takeBack();
    engine.fail({ error: 'ThrottlingException', times: 100 });
    engine.reset();
    expect((await respond(engine, 'ListTables', {})).statusCode).toBe(200);
  });
});

describe('latency', () => {
  it('delays every answer', async () => {
    const engine = new Engine();
    engine.latency = 30;
    const start = performance.now();
    await respond(engine, 'ListTables', {});
    expect(performance.now() - start).toBeGreaterThan(25);
  });

  it('ends at once when the request is aborted', async () => {
    const engine = new Engine();
    engine.latency = 60_000;
    const abort = new AbortController();
    const answer = engine.respond('ListTables', '{}', { signal: abort.signal });
    abort.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await expect(engine.respond('ListTables', '{}', { signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('the JSON of answers', () => {
  it('has capacity units with a fraction, as DynamoDB writes them', async () => {
    const engine = engineWithTable();
    const request = { TableName: 'things', Item: { ...KEY, t: S('"CapacityUnits":1}') } };
    const put = await engine.respond('PutItem', JSON.stringify({ ...request, ReturnConsumedCapacity: 'INDEXES' }));
    expect(put.body).toBe(
      '{"ConsumedCapacity":{"TableName":"things","CapacityUnits":1.0,"Table":{"CapacityUnits":1.0}}}',
    );
    const read = { TableName: 'things', Key: KEY, ReturnConsumedCapacity: 'TOTAL' };
    const got = await engine.respond('GetItem', JSON.stringify(read));
    expect(got.body).toContain('"CapacityUnits":0.5}');
    expect(JSON.parse(got.body)).toMatchObject({ Item: request.Item });
  });

  it('names the host that was asked as the endpoint', async () => {
    const engine = new Engine({ region: 'eu-west-1' });
    const endpoint = async (host?: string) =>
      JSON.parse((await engine.respond('DescribeEndpoints', '{}', { host })).body);
    expect(await endpoint('localhost:8000')).toMatchObject({ Endpoints: [{ Address: 'localhost:8000' }] });
    expect(await endpoint()).toMatchObject({ Endpoints: [{ Address: 'dynamodb.eu-west-1.amazonaws.com' }] });
  });
});

describe('snapshots', () => {
  it('bring back all tables, any number of times', () => {
    const engine = engineWithTable({ global: { 'by-g': { keys: ['g'] } } });
    put(engine, { ...KEY, g: S('x') });
    const snapshot = engine.snapshot();
    for (let times = 0; times < 2; times++) {
      put(engine, { p: S('b'), g: S('x') }, { ...KEY, g: S('y') });
      ask(engine, 'UpdateTimeToLive', {
        TableName: 'things',
        TimeToLiveSpecification: { AttributeName: 'e', Enabled: true },
      });
      engine.restore(snapshot);
      expect(engine.items('things')).toEqual([{ ...KEY, g: S('x') }]);
      expect(ask(engine, 'Scan', { TableName: 'things', IndexName: 'by-g' })).toMatchObject({ Count: 1 });
      expect(ask(engine, 'DescribeTimeToLive', { TableName: 'things' })).toEqual({
        TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
      });
    }
    ask(engine, 'DeleteTable', { TableName: 'things' });
    engine.restore(snapshot);
    expect(get(engine, KEY)).toBeDefined();
  });

  it('can be restored on another engine', () => {
    const engine = engineWithTable();
    put(engine, KEY);
    const other = new Engine();
    const snapshot = engine.snapshot();
    other.restore(snapshot);
    put(engine, { p: S('b') });
    expect(snapshot.tableNames).toEqual(['things']);
    expect(other.items('things')).toEqual([KEY]);
  });

  it('show nothing of what they hold, and nothing else can be restored', () => {
    const engine = engineWithTable();
    expect(Object.keys(engine.snapshot())).toEqual(['tableNames']);
    expect(() => engine.restore({ tableNames: [] })).toThrow('Only what snapshot() returned can be restored');
  });

  it('are what reset does not know of', () => {
    const engine = engineWithTable();
    engine.latency = 1;
    engine.reset();
    expect(engine.tableNames).toEqual([]);
    expect(engine.latency).toBe(0);
  });
});
