import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  attributes,
  collection,
  configure,
  createTable,
  Discriminator,
  DynactError,
  defineTable,
  keysOf,
  oneOf,
  or,
  PartitionKey,
  print,
  SortKey,
  setDefaultClient,
  Table,
  ValidationError,
} from 'dynact';
import { memoryClient } from 'dynact/memory';
import { changeOf, streamHandler } from 'dynact/streams';
import { newProgram } from '../lib/cli/program';
import { hostRefusal, isAllowedHost } from '../lib/engine/doors/http/host';
import { Placeholders, renderUpdate } from '../lib/expressions/render';
import { answerOf } from '../lib/observe/answer';
import { withoutValue } from '../lib/validation/issues';
import type { Item } from '../lib/wire/attribute-value';
import { expectLinear, repeated, TEXTS } from './support/growth';

// Processor time is measured: on a busy machine a test takes much longer.
jest.setTimeout(240_000);

class Point {
  @Attribute() x = 0;
  @Attribute() note = '';
}

@Discriminator('circle')
class Circle {
  @Attribute() radius = 0;
}

@Table('growth')
class All extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey() at!: string;
  @Attribute() text = '';
  @Attribute() count = 0;
  @Attribute() big = 1n;
  @Attribute({ type: 'numericString' }) price?: string;
  @Attribute({ type: Date }) day?: Date;
  @Attribute({ type: 'epochSeconds' }) second?: Date;
  @Attribute({ type: 'binary' }) photo?: Uint8Array;
  @Attribute() roles: Set<string> = new Set();
  @Attribute({ type: 'bigintSet' }) ids?: Set<bigint>;
  @Attribute({ type: 'binarySet' }) keys?: Set<Uint8Array>;
  @Attribute() map: Record<string, unknown> = {};
  @Attribute() list: unknown[] = [];
  @Attribute({ type: Point }) point?: Point;
  @Attribute({ type: [Point] }) points: Point[] = [];
  @Attribute({ type: oneOf(Circle) }) shape?: Circle;
  @Attribute({ enum: ['a', 'b'] }) kind?: 'a' | 'b';
}

const app = defineTable('growth-app', { partitionKey: 'pk', sortKey: 'sk', discriminator: 'type' });

@Discriminator('order')
@Table(app, { keys: { table: ['ORG#{org}', 'ORDER#{at}#{seq:8}#{email:lower}'] } })
class Order extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute() at!: Date;
  @Attribute() seq!: number;
  @Attribute() email!: string;
}

@Discriminator('note')
@Table(app, { keys: { table: ['ORG#{org}', 'NOTE#{a}#-{b}'], parse: true } })
class Note extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute() a!: string;
  @Attribute() b!: string;
}

const list = <T>(size: number, element: (at: number) => T): T[] =>
  Array.from({ length: size / 10 }, (_, at) => element(at));

const record = (values: object) => All.build({ id: 'a', at: 'b', ...values } as never);

const program = newProgram('1')
  .exitOverride()
  .configureOutput({ writeErr: () => {} });
const serve = program.commands[0]!.exitOverride().configureOutput({ writeErr: () => {} });
serve.action(() => {});

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  ...Object.fromEntries(
    ['text', 'count', 'big', 'price', 'day', 'second', 'photo', 'roles', 'shape', 'kind', 'list', 'point'].map(
      property => [`fromObject of ${property}`, (text: string) => All.fromObject({ id: 'a', [property]: text })],
    ),
  ),
  'fromObject of names': text => All.fromObject({ [text]: 1, map: { [text]: 1 }, shape: { kind: text } }),
  'the size of a record': text => record({ text, price: text, map: { [text]: text } }).itemSize(),
  'changes of a record': text => record({ text, price: text, map: { [text]: text } }).changes(),
  'a key': text => keysOf(All).build({ id: text, at: text }),
  'a key from a template': text => keysOf(Order).build({ org: text, at: new Date(0), seq: 1, email: text } as never),
  'a key of texts': text => keysOf(Note).build({ org: text, a: text, b: text }),
  'parsing a partition key': text => keysOf(Order).parse({ pk: text, sk: `ORDER#${text}` } as never),
  'parsing a sort key': text => keysOf(Note).parse({ pk: `ORG#${text}`, sk: text } as never),
  'parsing a sort key that begins well': text => keysOf(Note).parse({ pk: 'ORG#a', sk: `NOTE#${text}` } as never),
  'a range of keys': text => Note.query({ org: text, a: text } as never).toRequest(),
  'a condition on the sort key': text =>
    Note.query({ org: 'o' })
      .where(n => n.a.beginsWith(text))
      .toRequest(),
  'a condition': text =>
    All.query({ id: text })
      .filter(a => a.map.get(text).eq(text))
      .toRequest(),
  'a cursor': text => All.query({ id: 'a' }).startFrom(text).toRequest(),
  'a cursor of a collection': text => collection(app, { Order, Note }).query({ org: 'o' }).startFrom(text).toRequest(),
  'a message': text => new ValidationError(text),
  'the message of an error of ours': text => new DynactError(text),
  'a message that quotes values': text =>
    withoutValue(`Expected a date, got "${text}"`, [text, `x${text}`, { [text]: text }]),
  'a message with nearly the value': text => withoutValue(`${text}${text}y`, [`${text}x`, `x${text}`]),
  'a port': text => serve.parse(['--port', text], { from: 'user' }),
  'a name of a host': text => serve.parse(['--allow-host', `a${text}`], { from: 'user' }),
  'a region': text => serve.parse(['--region', `a${text}`], { from: 'user' }),
  'an origin': text => serve.parse(['--cors', `http://${text}`], { from: 'user' }),
  'a number of seconds': text => serve.parse(['--ttl-interval', text], { from: 'user' }),
  'a flag': text => program.parse([`--${text}`], { from: 'user' }),
  'a Host header': text => isAllowedHost(text, ['a']) || hostRefusal(text),
  'a Host header of a loopback name': text => isAllowedHost(`${text}.localhostx`, ['a']),
  'the kind of a statement': text => answerOf('ExecuteStatement', { Statement: text }, undefined),
  'what a stream record is of': text =>
    changeOf({ eventName: 'INSERT', eventSourceARN: text, dynamodb: { Keys: { id: { S: text }, at: { S: text } } } }, [
      All,
    ]),
};

it.each(Object.entries(READERS))('the time of %s grows no faster than the text', async (_what, read) => {
  for (const make of Object.values(TEXTS)) await expectLinear(read, make);
});

describe('with a secret, the time of a cursor grows no faster than the text', () => {
  beforeAll(() => configure({ cursorSecret: ['a'.repeat(32), 'b'.repeat(32)] }));
  afterAll(() => configure({ cursorSecret: undefined }));

  it('of any text', async () => {
    for (const make of Object.values(TEXTS)) {
      await expectLinear(text => All.query({ id: 'a' }).startFrom(text).toRequest(), make);
    }
  });
});

const nested = (size: number, open: (inner: unknown) => unknown) => {
  let value: unknown = 1;
  for (let i = 0; i < size; i++) value = open(value);
  return value;
};

/** Data of that many bytes, more or less, as it may come in a request's body. */
const DATA: Readonly<Record<string, (size: number) => object>> = {
  'a list': size => ({ list: list(size, at => at) }),
  'a list of lists': size => ({ list: nested(size / 2, inner => [inner]) }),
  'a map': size => ({ map: Object.fromEntries(list(size, at => [`k${at}`, at])) }),
  'a map of maps': size => ({ map: nested(size / 5, inner => ({ a: inner })) }),
  'a set of texts': size => ({ roles: new Set(list(size, String)) }),
  'a set as a list': size => ({ roles: list(size, String) }),
  'a set of numbers': size => ({ ids: new Set(list(size, BigInt)) }),
  'a set of numbers as a list': size => ({ ids: list(size, String) }),
  'a set of bytes': size => ({ keys: new Set(list(size, at => Buffer.from(String(at)))) }),
  'a set of bytes as a list': size => ({ keys: list(size, at => btoa(String(at))) }),
  'nested classes': size => ({ points: list(size, at => ({ x: at, note: 'n' })) }),
  'nested classes that are none': size => ({ points: list(size, String) }),
  'unknown names': size => Object.fromEntries(list(size, at => [`k${at}`, at])),
};

const WAYS: Readonly<Record<string, (data: object) => unknown>> = {
  fromObject: data => All.fromObject({ id: 'a', at: 'b', ...data }),
  'toObject of it': data => All.fromObject({ id: 'a', at: 'b', ...data }).toObject(),
  'JSON of it': data => JSON.stringify(All.fromObject({ id: 'a', at: 'b', ...data })),
  'changes of it': data => All.fromObject({ id: 'a', at: 'b', ...data }).changes(),
  'its size': data => All.fromObject({ id: 'a', at: 'b', ...data }).itemSize(),
  'building it': data => record(data).itemSize(),
  validation: data => record(data).validate(),
  'a message that hides it': data =>
    withoutValue(`got ${JSON.stringify(Object.values(data)[0])?.slice(0, 4000)}`, data),
};

describe.each(Object.entries(WAYS))('the time of %s grows no faster than the data', (_what, read) => {
  it.each(Object.entries(DATA))('%s', (_kind, make) => expectLinear(read, make));
});

describe('the time of an expression grows no faster than its parts', () => {
  const a = attributes(All);

  it.each<[string, (size: number) => unknown[], (parts: never[]) => unknown]>([
    [
      'values of an IN',
      size => list(size, String),
      parts =>
        All.scan()
          .filter(a.text.in(...parts))
          .toRequest(),
    ],
    [
      'conditions',
      size => list(size, at => a.text.eq(String(at))),
      parts =>
        All.scan()
          .filter(or(...(parts as never[])))
          .toRequest(),
    ],
    [
      'actions on members of a map',
      size => list(size, at => ({ kind: 'set', path: ['map', `k${at}`], value: { kind: 'value', value: { S: 'a' } } })),
      parts => renderUpdate(parts, new Placeholders()),
    ],
    [
      'actions on a long path',
      size => list(size, at => ({ kind: 'remove', path: [...list(200, String), at] })),
      parts => renderUpdate(parts, new Placeholders()),
    ],
    [
      'filters',
      size => list(size, String),
      parts => {
        let query = All.scan();
        for (const part of parts) query = query.filter(a.text.eq(part));
        return query.toRequest();
      },
    ],
  ])('%s', (_what, make, read) => expectLinear(read as (parts: unknown[]) => unknown, make));
});

/** Items that another program may have stored. */
const STORED: Readonly<Record<string, (size: number) => Item>> = {
  'a text': size => ({ text: { S: 'a'.repeat(size) } }),
  'an escaped text': size => ({ text: { S: '"\\'.repeat(size / 2) } }),
  'a text of surrogates': size => ({ text: { S: '\u{1F600}'.repeat(size / 4) } }),
  'what is no date': size => ({ day: { S: `2026-01-01T00:00:00.${'0'.repeat(size)}Z` } }),
  'another type': size => ({ text: { L: list(size, () => ({ S: 'a' })) } }),
  'a list': size => ({ list: { L: list(size, () => ({ NULL: true as const })) } }),
  'a list of texts': size => ({ list: { L: list(size, at => ({ S: `"${at}` })) } }),
  'a map': size => ({ map: { M: Object.fromEntries(list(size, at => [`k${at}`, { N: String(at) }])) } }),
  'a set': size => ({ roles: { SS: list(size, at => `"${at}`) } }),
  'nested classes': size => ({ points: { L: list(size, at => ({ M: { x: { N: String(at) }, y: { S: '' } } })) } }),
  'a nested class with many attributes': size => ({
    point: { M: Object.fromEntries(list(size, at => [`k${at}`, { N: String(at) }])) },
  }),
  'unknown attributes': size => Object.fromEntries(list(size, at => [`k${at}`, { S: String(at) }])),
  'an unknown subclass': size => ({ shape: { M: { kind: { S: 'x'.repeat(size) } } } }),
};

describe('the time of reading grows no faster than what is stored', () => {
  const client = memoryClient();
  beforeAll(async () => {
    setDefaultClient(client);
    await createTable(All);
    const Item = { id: { S: 'normal' }, text: { S: 'a' }, count: { N: '1' } };
    for (const at of ['a', 'b', 'c']) {
      await client.send(new PutItemCommand({ TableName: 'growth', Item: { ...Item, at: { S: at } } }));
    }
    await All.query({ id: 'normal' }).all();
  });
  afterAll(() => setDefaultClient(undefined));

  it.each(Object.entries(STORED))('%s', async (_kind, make) => {
    const put = async (size: number) => {
      const Item = { id: { S: `s${size}` }, at: { S: 'a' }, ...make(size) } as never;
      await client.send(new PutItemCommand({ TableName: 'growth', Item }));
    };
    for (const size of [10_000, 20_000, 40_000]) await put(size);
    await expectLinear(
      (id: string) => All.query({ id }, { onDecodeError: () => 'skip' }).all(),
      size => `s${size}`,
    );
    await expectLinear(
      (id: string) => All.get({ id, at: 'a' }, { onDecodeError: () => 'skip' } as never),
      size => `s${size}`,
    );
  });
});

describe('the time of a stream grows no faster than its records', () => {
  const records = (size: number, keyOf: (at: number) => string) =>
    list(size / 5, at => ({
      eventName: 'INSERT',
      eventSourceARN: 'arn:aws:dynamodb:eu-west-1:1:table/growth/stream/1',
      dynamodb: {
        SequenceNumber: String(at),
        Keys: { id: { S: keyOf(at) }, at: { S: 'a' } },
        NewImage: { id: { S: keyOf(at) }, at: { S: 'a' } },
      },
    }));

  it.each([
    ['of one item', () => 'a', 1],
    ['of one item, several at once', () => 'a', 8],
    ['of many items, several at once', String, 8],
    ['of items whose names are the same at first', (at: number) => `${'k'.repeat(200)}${at}`, 8],
  ] as const)('%s', async (_what, keyOf, concurrency) => {
    const handler = streamHandler(on => on(All, 'insert', () => {}), { concurrency });
    await expectLinear(
      (Records: ReturnType<typeof records>) => handler({ Records }),
      size => records(size, keyOf as (at: number) => string),
    );
  });

  it('which fail', async () => {
    const failing = streamHandler(on => on(All, 'insert', () => Promise.reject(new Error('no'))), {
      concurrency: 8,
      onFailure: () => 'retry' as never,
    });
    await expectLinear(
      (Records: ReturnType<typeof records>) => failing({ Records }),
      size => records(size, String),
    );
  });
});

it('prints a request in a time that grows no faster than it', async () => {
  const observer = print({ write: () => {}, colors: true });
  const read = (text: string) =>
    observer.begin({ operation: 'query', entity: 'All' } as never)!.request!({
      command: 'Query',
      input: {
        KeyConditionExpression: text,
        ExpressionAttributeNames: { '#0': 'name', [text]: 'name' },
        ExpressionAttributeValues: { ':0': { S: 'value' }, [text]: { S: text } },
      },
      durationMs: 1,
      attempts: 1,
    } as never);
  for (const make of [repeated('#0 = :0 AND '), repeated('#'), repeated(':0'), repeated('#a')])
    await expectLinear(read, make);
});
