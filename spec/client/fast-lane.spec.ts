import {
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandOutput,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConditionalCheckFailedError,
  configure,
  createTable,
  PartitionKey,
  SortKey,
  setDefaultClient,
  Table,
  transact,
  transactGet,
} from 'dynact';
import { memoryClient, memoryHandler } from 'dynact/memory';

@Table('lane-orders')
class Order extends ActiveRecord {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) id!: number;
  @Attribute() total = 0;
  @Attribute({ type: Uint8Array }) picture?: Uint8Array;
  @Attribute({ type: 'binarySet' }) keys?: Set<Uint8Array>;
  @Attribute({ type: 'map' }) notes: Record<string, unknown> = {};
}

const order = (id: number) =>
  Order.build({
    customer: 'ü "quoted"',
    id,
    total: id * 1.5,
    picture: Uint8Array.of(0, 255, id),
    keys: new Set([Uint8Array.of(1)]),
    notes: { B: 'text', BS: ['a'], nested: { B: Uint8Array.of(7) } },
  });

/** Runs every item operation, and gives what each answered. */
async function everything(): Promise<unknown[]> {
  await order(1).save();
  const record = await Order.getOrFail({ customer: 'ü "quoted"', id: 1 });
  await record.update(o => [o.total.add(1)], { condition: o => o.picture.eq(Uint8Array.of(0, 255, 1)) });
  await batchWrite(batch => [2, 3, 4].forEach(id => void batch.put(order(id))));
  const all = await Order.query({ customer: record.customer }).all();
  const scanned = await Order.scan()
    .filter(o => o.total.gt(2))
    .all();
  const batch = await Order.batchGet([
    { customer: record.customer, id: 3 },
    { customer: record.customer, id: 9 },
  ]);
  const left = await transact(async tx => {
    const read = await tx.getOrFail(Order, { customer: record.customer, id: 2 });
    read.total = 100;
    tx.save(read);
    tx.check(Order, { customer: record.customer, id: 3 }, o => o.total.exists());
    return read.total;
  });
  const together = await transactGet([Order, { customer: record.customer, id: 2 }]);
  await Order.deleteByKey({ customer: record.customer, id: 4 });
  const refusal = await record.delete({ condition: o => o.total.lt(0) }).catch((error: unknown) => error);
  const { stored } = refusal as ConditionalCheckFailedError;
  return [record, all, scanned, batch, left, together, refusal, stored, Order.query({ customer: 'c' }).toRequest()];
}

interface Wire {
  target: string;
  body: unknown;
}

/** A client of an engine of its own that notes what goes over the wire. */
async function wiredClient(): Promise<{ client: DynamoDBClient; wire: Wire[] }> {
  const wire: Wire[] = [];
  const handler = memoryHandler();
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    requestHandler: {
      ...handler,
      handle: (request: { headers: Record<string, string>; body?: unknown }, options?: object) => {
        const { body: sent } = request;
        const text = typeof sent === 'string' ? sent : new TextDecoder().decode(sent as Uint8Array);
        const length = Buffer.byteLength(text);
        expect(request.headers['content-length']).toBe(String(length));
        const body = JSON.parse(text) as Record<string, unknown>;
        delete body.ClientRequestToken;
        wire.push({ target: request.headers['x-amz-target']!, body });
        return handler.handle(request, options);
      },
    },
  });
  setDefaultClient(client);
  await createTable(Order);
  wire.length = 0;
  return { client, wire };
}

afterEach(() => {
  setDefaultClient(undefined);
  configure({ fastLane: undefined });
});

describe('the fast lane', () => {
  it('sends the same requests and returns the same results as the SDK', async () => {
    const fast = await wiredClient();
    const results = await everything();
    configure({ fastLane: false });
    const slow = await wiredClient();
    expect(results).toEqual(await everything());
    expect(fast.wire).toEqual(slow.wire);
    expect(fast.wire.length).toBeGreaterThan(10);
  });

  it('shows middleware of every step input and output of the SDK, including bytes', async () => {
    const seen: { step: string; input: unknown; output: unknown }[] = [];
    const { client } = await wiredClient();
    await order(1).save();
    for (const step of ['initialize', 'build', 'finalizeRequest', 'deserialize'] as const) {
      const spy = (next: (args: unknown) => Promise<{ output: unknown }>) => async (args: { input: unknown }) => {
        const result = await next(args);
        const { $metadata, ...output } = result.output as GetItemCommandOutput;
        expect($metadata.httpStatusCode).toBe(200);
        seen.push({ step, input: args.input, output });
        return result;
      };
      client.middlewareStack.add(spy as never, { step, name: `spy-${step}`, priority: 'high' } as never);
    }
    const key = { customer: { S: 'ü "quoted"' }, id: { N: '1' } };
    await Order.get({ customer: 'ü "quoted"', id: 1 });
    const ours = seen.splice(0);
    const { $metadata, ...plain } = await client.send(new GetItemCommand({ TableName: 'lane-orders', Key: key }));
    expect(ours.map(({ step }) => step)).toEqual(['deserialize', 'finalizeRequest', 'build', 'initialize']);
    for (const { input, output } of ours) {
      expect(input).toEqual({ TableName: 'lane-orders', Key: key });
      expect(output).toEqual(plain);
      expect((output as typeof plain).Item!.picture!.B).toBeInstanceOf(Uint8Array);
    }
  });

  describe('of writes', () => {
    const WRITES = [
      ['PutItem', () => order(1).save(), 'Item', (value: never) => value],
      [
        'BatchWriteItem',
        () => batchWrite([order(1)]),
        'RequestItems',
        (value: { 'lane-orders': [{ PutRequest: { Item: object } }] }) => value['lane-orders'][0].PutRequest.Item,
      ],
      [
        'TransactWriteItems',
        () => transact(tx => tx.save(order(1))),
        'TransactItems',
        (value: [{ Put: { Item: object } }]) => value[0].Put.Item,
      ],
    ] as unknown as [
      string,
      () => Promise<unknown>,
      string,
      (value: unknown) => Record<string, { N?: string; B?: object }>,
    ][];

    it.each(WRITES)('shows middleware the values of a %s', async (_, run, name, itemOf) => {
      const { client } = await wiredClient();
      const seen: Record<string, unknown>[] = [];
      client.middlewareStack.add(
        ((next: (args: unknown) => unknown) => (args: { input: Record<string, unknown> }) => {
          seen.push({ ...args.input });
          return next(args);
        }) as never,
        { step: 'build', name: 'spy' },
      );
      await run();
      expect(seen).toHaveLength(1);
      const item = itemOf(seen[0]![name]);
      expect(item.total).toEqual({ N: '1.5' });
      expect(item.picture!.B).toBeInstanceOf(Uint8Array);
      expect(item.picture!.B).toEqual(Uint8Array.of(0, 255, 1));
    });

    it.each(WRITES)(
      'sends what middleware made of a %s: in place, of a copy, and through a proxy',
      async (_, run, name, itemOf) => {
        const change = (input: Record<string, unknown>) => {
          itemOf(input[name]).total = { N: '7' };
          return input;
        };
        const ways = [
          change,
          (input: Record<string, unknown>) => change({ ...input }),
          (input: Record<string, unknown>) => change(new Proxy(input, {})),
        ];
        for (const way of ways) {
          const { client, wire } = await wiredClient();
          client.middlewareStack.add(
            ((next: (args: unknown) => unknown) => (args: { input: Record<string, unknown> }) =>
              next({ ...args, input: way(args.input) })) as never,
            { step: 'initialize', name: 'change' },
          );
          await run();
          const sent = wire.at(-1)!.body as Record<string, unknown>;
          expect(itemOf(sent[name]).total).toEqual({ N: '7' });
          expect(itemOf(sent[name]).customer).toEqual({ S: 'ü "quoted"' });
        }
      },
    );

    it.each(WRITES)('sends bytes that middleware put into a %s, or copied', async (_, run, name, itemOf) => {
      const { client, wire } = await wiredClient();
      client.middlewareStack.add(
        ((next: (args: unknown) => unknown) => (args: { input: Record<string, unknown> }) => {
          const input = structuredClone(args.input);
          itemOf(input[name]).total = { B: Buffer.from('sealed') };
          itemOf(input[name]).empty = { B: new Uint8Array() };
          itemOf(input[name]).all = { BS: [new Uint8Array([1]), Buffer.from([2])] } as never;
          return next({ ...args, input });
        }) as never,
        { step: 'initialize', name: 'seal' },
      );
      await run();
      const item = itemOf((wire.at(-1)!.body as Record<string, unknown>)[name]);
      expect(item).toMatchObject({
        total: { B: Buffer.from('sealed').toString('base64') },
        empty: { B: '' },
        all: { BS: ['AQ==', 'Ag=='] },
        picture: { B: 'AP8B' },
        keys: { BS: ['AQ=='] },
      });
    });

    it.each(WRITES)('shows a frozen input of a %s, and sends it', async (_, run, name, itemOf) => {
      const { client, wire } = await wiredClient();
      const seen: unknown[] = [];
      client.middlewareStack.add(
        ((next: (args: unknown) => unknown) => (args: { input: Record<string, unknown> }) => {
          const input = Object.freeze(args.input);
          itemOf(input[name]).total = { N: '7' };
          seen.push(itemOf(input[name]).customer);
          return next(args);
        }) as never,
        { step: 'initialize', name: 'freeze' },
      );
      await run();
      expect(seen).toEqual([{ S: 'ü "quoted"' }]);
      const item = itemOf((wire.at(-1)!.body as Record<string, unknown>)[name]);
      expect(item).toMatchObject({ total: { N: '7' }, picture: { B: 'AP8B' } });
    });

    it('goes to the account of the table that middleware names', async () => {
      const hosts: string[] = [];
      const client = new DynamoDBClient({
        region: 'us-east-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 's', accountId: '111111111111' },
        requestHandler: {
          handle: (request: { hostname: string }) => {
            hosts.push(request.hostname);
            return Promise.resolve({ response: { statusCode: 200, headers: {}, body: Buffer.from('{}') } });
          },
        },
      });
      client.middlewareStack.add(
        ((next: (args: unknown) => unknown) => (args: { input: { TableName: string } }) => {
          args.input.TableName = 'arn:aws:dynamodb:us-east-1:222222222222:table/orders';
          return next(args);
        }) as never,
        { step: 'initialize', name: 'rename' },
      );
      setDefaultClient(client);
      await order(1).save();
      expect(hosts).toEqual(['222222222222.ddb.us-east-1.amazonaws.com']);
    });

    it.each(WRITES)('makes no values of a %s that nobody looks at', async (_, run) => {
      const { wire } = await wiredClient();
      const parse = jest.spyOn(JSON, 'parse');
      const answers: unknown[] = [];
      try {
        await run();
        answers.push(...parse.mock.calls.map(([text]) => text).filter(text => text.includes('picture')));
      } finally {
        parse.mockRestore();
      }
      // The engine parses the request, and the spy of the wire does.
      expect(answers).toHaveLength(2 * wire.length);
    });
  });

  describe('of a page', () => {
    const all = Array.from({ length: 10 }, (_, id) => id);

    type Output = { Items: Record<string, { N?: string }>[] };
    type Result = { output: Output; response: object };

    /** Adds a middleware to a client of ten orders, and reads them. */
    async function readThrough(change: (result: Result) => Result) {
      const { client } = await wiredClient();
      await batchWrite(all.map(order));
      const middleware = (next: (args: object) => Promise<Result>) => async (args: object) => change(await next(args));
      client.middlewareStack.add(middleware as never, { step: 'initialize', name: 'change' });
      return Order.query({ customer: 'ü "quoted"' }).all();
    }

    const ids = (found: readonly Order[]) => found.map(({ id }) => id);

    it('shows middleware the items, and copies of the output hold them', async () => {
      const seen: unknown[] = [];
      const found = await readThrough(result => {
        seen.push(structuredClone(result.output.Items), Object.keys(result.output), 'Items' in { ...result.output });
        return result;
      });
      configure({ fastLane: false });
      const slowly: unknown[] = [];
      await readThrough(result => {
        slowly.push(structuredClone(result.output.Items), Object.keys(result.output), true);
        return result;
      });
      expect(seen[0]).toEqual(slowly[0]);
      expect(new Set(seen[1] as string[])).toEqual(new Set(slowly[1] as string[]));
      expect(seen[2]).toBe(true);
      expect(ids(found)).toEqual(all);
      expect(found[3]!.picture).toEqual(Uint8Array.of(0, 255, 3));
    });

    const changes: [string, (output: Output) => unknown, number[]][] = [
      ['replaces', output => ({ ...output, Items: output.Items.slice(1, 3) }), [1, 2]],
      ['sets', output => Object.assign(output, { Items: [] }), []],
      ['takes away', output => Reflect.deleteProperty(output, 'Items'), []],
      ['changes in place', output => output.Items.splice(2), [0, 1]],
      ['changes within', output => output.Items.map(found => Object.assign(found, { total: { N: '7' } })), all],
    ];

    it.each(changes)('reads what middleware %s', async (what, change, expected) => {
      const found = await readThrough(result => {
        const changed = change(result.output);
        return what === 'replaces' ? { ...result, output: changed as Output } : result;
      });
      expect(ids(found)).toEqual(expected);
      if (what === 'changes within') expect(found.every(({ total }) => total === 7)).toBe(true);
    });

    it('keeps what was loaded: changes, conflicts, undeclared attributes and cursors', async () => {
      const { client, wire } = await wiredClient();
      const [first] = [order(1)];
      await first.save();
      const item = {
        customer: { S: 'ü "quoted"' },
        id: { N: '2' },
        extra: { B: Uint8Array.of(1, 2) },
        total: { N: '3' },
      };
      await client.send(new PutItemCommand({ TableName: 'lane-orders', Item: item }));
      const { items } = await Order.query({ customer: 'ü "quoted"' }).page();
      const second = items[1]!;
      expect(second.isChanged).toBe(false);
      second.total = 9;
      expect(second.changes()).toEqual({ total: { from: 3, to: 9 } });
      wire.length = 0;
      await second.save({ raiseOnConflict: true });
      expect(JSON.stringify(wire[0]!.body)).toContain('"AQI="');
      const walk = Order.query({ customer: 'ü "quoted"' }).iterate();
      for await (const _ of walk) break;
      expect(ids(await Order.query({ customer: 'ü "quoted"' }).startFrom(walk.cursor!).all())).toEqual([2]);
    });

    it('parses no item after the first page', async () => {
      await readThrough(result => result);
      const parse = jest.spyOn(JSON, 'parse');
      try {
        for (let i = 0; i < 10; i++) expect(ids(await Order.query({ customer: 'ü "quoted"' }).all())).toEqual(all);
        expect(Math.max(...parse.mock.calls.map(([text]) => text.length))).toBeLessThan(200);
      } finally {
        parse.mockRestore();
      }
    });

    it('reports an attribute that cannot be decoded, and a truncated answer', async () => {
      const { client } = await wiredClient();
      await batchWrite(all.map(order));
      await Order.query({ customer: 'ü "quoted"' }).all();
      const wrong = { customer: { S: 'ü "quoted"' }, id: { N: '99' }, total: { S: 'many' } };
      await client.send(new PutItemCommand({ TableName: 'lane-orders', Item: wrong }));
      await expect(Order.query({ customer: 'ü "quoted"' }).all()).rejects.toThrow(/^Order\.total: is stored as S/);
      const { requestHandler } = client.config;
      const handle = async (request: never, options: never) => {
        const { response } = await requestHandler.handle(request, options);
        const body = response.body as Uint8Array;
        return { response: Object.assign(response, { body: body.slice(0, body.length - 20) }) };
      };
      client.config.requestHandler = { handle } as never;
      await expect(Order.query({ customer: 'ü "quoted"' }).all()).rejects.toThrow(SyntaxError);
    });
  });

  describe('of a TransactGetItems', () => {
    const key = (id: number) => ({ customer: 'ü "quoted"', id });
    type Output = { Responses?: unknown };
    const run = () => transactGet([Order, key(1)], [Order, key(9)], [Order, key(2)]);

    /** Adds a middleware to a client of three orders. */
    async function seenBy(look: (output: Output) => void): Promise<void> {
      const { client } = await wiredClient();
      await batchWrite([1, 2, 3].map(order));
      const middleware = (next: (args: object) => Promise<{ output: Output }>) => async (args: object) => {
        const result = await next(args);
        look(result.output);
        return result;
      };
      client.middlewareStack.add(middleware as never, { step: 'initialize', name: 'look' });
    }

    it('parses no item after the first ones', async () => {
      await seenBy(() => {});
      for (let i = 0; i < 3; i++) await run();
      const parse = jest.spyOn(JSON, 'parse');
      try {
        for (let i = 0; i < 10; i++) {
          const [first, none, second] = await run();
          expect([first?.id, none, second?.picture]).toEqual([1, undefined, Uint8Array.of(0, 255, 2)]);
        }
        expect(parse.mock.calls.filter(([text]) => text.length > 0 && text.includes('"picture"'))).toEqual([]);
      } finally {
        parse.mockRestore();
      }
    });

    it('shows middleware the output as without the lane', async () => {
      const outputs = async (fastLane: boolean) => {
        configure({ fastLane });
        const seen: unknown[] = [];
        await seenBy(output =>
          seen.push([structuredClone(output.Responses), Object.keys(output).includes('Responses')]),
        );
        for (let i = 0; i < 6; i++) await run();
        return seen;
      };
      expect(await outputs(true)).toEqual(await outputs(false));
    });

    it('takes what middleware makes of it', async () => {
      await seenBy(output => {
        const items: Record<string, unknown>[] = [];
        JSON.stringify(output.Responses, (_key, value) => {
          if (value?.total) items.push(value);
          return value;
        });
        for (const item of items) item.total = { N: '7' };
      });
      for (let i = 0; i < 3; i++) expect((await run())[0]?.total).toBe(7);
    });

    it('keeps what was loaded', async () => {
      await seenBy(() => {});
      for (let i = 0; i < 3; i++) {
        const [first] = await run();
        expect(first!.isChanged).toBe(false);
        first!.total = 100 + i;
        expect(Object.keys(first!.changes())).toEqual(['total']);
        await first!.save({ raiseOnConflict: true });
      }
    });

    it('reports an attribute that cannot be decoded, and a truncated answer', async () => {
      const { client } = await wiredClient();
      await batchWrite([1, 2, 3].map(order));
      for (let i = 0; i < 3; i++) await run();
      const wrong = { customer: { S: key(1).customer }, id: { N: '1' }, total: { S: 'many' } };
      await client.send(new PutItemCommand({ TableName: 'lane-orders', Item: wrong }));
      await expect(run()).rejects.toThrow(/^Order\.total: is stored as S/);
      const { requestHandler } = client.config;
      const handle = async (request: never, options: never) => {
        const { response } = await requestHandler.handle(request, options);
        const body = response.body as Uint8Array;
        return { response: Object.assign(response, { body: body.slice(0, body.length - 20) }) };
      };
      client.config.requestHandler = { handle } as never;
      await expect(run()).rejects.toThrow(SyntaxError);
    });
  });

  it('gives a logger the whole input and output', async () => {
    const logged: { input: unknown; output: { Item?: unknown } }[] = [];
    const logger = { debug() {}, info: (entry: (typeof logged)[number]) => logged.push(entry), warn() {}, error() {} };
    const client = memoryClient({ logger: logger as never });
    setDefaultClient(client);
    await createTable(Order);
    await order(1).save();
    logged.length = 0;
    await Order.get({ customer: 'ü "quoted"', id: 1 });
    expect(logged).toHaveLength(1);
    expect(logged[0]!.input).toMatchObject({ TableName: 'lane-orders' });
    expect(logged[0]!.output.Item).toMatchObject({ total: { N: '1.5' } });
  });

  it('sees middleware that is added and removed between requests', async () => {
    const { client } = await wiredClient();
    const key = { customer: 'c', id: 1 };
    let calls = 0;
    await Order.get(key);
    client.middlewareStack.add(
      next => args => {
        calls++;
        return next(args);
      },
      { step: 'initialize', name: 'counter' },
    );
    await Order.get(key);
    await Order.get(key);
    expect(calls).toBe(2);
    client.middlewareStack.remove('counter');
    await Order.get(key);
    expect(calls).toBe(2);
  });

  it('sees a request handler that replaces another', async () => {
    const { client, wire } = await wiredClient();
    await Order.get({ customer: 'c', id: 1 });
    const other = memoryHandler();
    client.config.requestHandler = other as never;
    await createTable(Order);
    wire.length = 0;
    await order(5).save();
    expect(wire).toEqual([]);
    expect(other.engine.items('lane-orders')).toHaveLength(1);
  });

  it('sees any other option of the client that changes', async () => {
    const client = memoryClient();
    setDefaultClient(client);
    await createTable(Order);
    const hosts: string[] = [];
    const { requestHandler } = client.config;
    const handle = (request: { hostname: string }, options: never) => {
      hosts.push(request.hostname);
      return requestHandler.handle(request as never, options);
    };
    client.config.requestHandler = { handle } as never;
    await order(1).save();
    client.config.region = async () => 'eu-west-1';
    await order(2).save();
    await order(3).save();
    expect(hosts).toEqual(['us-east-1', 'eu-west-1', 'eu-west-1'].map(region => `dynamodb.${region}.amazonaws.com`));
  });

  it('goes through a `send` that a tracer replaced', async () => {
    const { client } = await wiredClient();
    await order(1).save();
    const traced: string[] = [];
    const send = client.send.bind(client);
    client.send = ((command: object, ...rest: never[]) => {
      traced.push(command.constructor.name);
      return send(command as never, ...rest);
    }) as never;
    expect((await Order.get({ customer: 'ü "quoted"', id: 1 }))?.total).toBe(1.5);
    expect(traced).toEqual(['GetItemCommand']);
  });

  it('leaves mocks of aws-sdk-client-mock in charge', async () => {
    const mock = mockClient(DynamoDBClient);
    try {
      mock
        .on(GetItemCommand)
        .resolves({ Item: { customer: { S: 'm' }, id: { N: '7' }, picture: { B: Uint8Array.of(1) } } });
      mock.on(QueryCommand).resolves({ Items: [], Count: 0, ScannedCount: 0 });
      setDefaultClient(new DynamoDBClient({ region: 'nowhere' }));
      const found = await Order.getOrFail({ customer: 'm', id: 7 });
      expect(found.picture).toEqual(Uint8Array.of(1));
      expect(await Order.query({ customer: 'm' }).all()).toEqual([]);
      await found.save();
      expect(mock.commandCalls(PutItemCommand)[0]!.args[0].input.Item).toMatchObject({ id: { N: '7' } });
    } finally {
      mock.restore();
    }
  });

  it("does not use a client's own cache of handlers", async () => {
    const { engine } = memoryHandler();
    const client = memoryClient({ engine, cacheMiddleware: true });
    setDefaultClient(client);
    await createTable(Order);
    await order(1).save();
    const Key = { customer: { S: 'ü "quoted"' }, id: { N: '1' } };
    const get = () => client.send(new GetItemCommand({ TableName: 'lane-orders', Key }));
    const before = (await get()).Item;
    const { signal } = new AbortController();
    expect((await Order.getOrFail({ customer: 'ü "quoted"', id: 1 }, { signal })).total).toBe(1.5);
    expect((await Order.getOrFail({ customer: 'ü "quoted"', id: 1 })).total).toBe(1.5);
    expect((await get()).Item).toEqual(before);
  });

  it('takes a client of another copy of the SDK, and a `send` of its own there, too', async () => {
    let other!: typeof import('@aws-sdk/client-dynamodb');
    jest.isolateModules(() => {
      other = require('@aws-sdk/client-dynamodb');
    });
    expect(other.DynamoDBClient).not.toBe(DynamoDBClient);
    const counted: object[] = [];
    class CountingClient extends other.DynamoDBClient {
      override send = ((command: object, options: object) => {
        counted.push(command);
        const inherited = other.DynamoDBClient.prototype.send as (...args: unknown[]) => unknown;
        return inherited.call(this, command, options);
      }) as never;
    }
    const handler = memoryHandler();
    const options = {
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      requestHandler: handler,
    };
    for (const client of [new other.DynamoDBClient(options as never), new CountingClient(options as never)]) {
      handler.engine.reset();
      setDefaultClient(client as never);
      await createTable(Order);
      await order(1).save();
      expect((await Order.getOrFail({ customer: 'ü "quoted"', id: 1 })).picture).toEqual(Uint8Array.of(0, 255, 1));
    }
    expect(counted.length).toBeGreaterThanOrEqual(3);
  });

  it('keeps parallel requests apart', async () => {
    await wiredClient();
    const ids = Array.from({ length: 200 }, (_, id) => id);
    await Promise.all(ids.map(id => order(id).save()));
    const found = await Promise.all(ids.map(id => Order.getOrFail({ customer: 'ü "quoted"', id })));
    expect(found.map(({ id, total }) => [id, total])).toEqual(ids.map(id => [id, id * 1.5]));
  });
});
