import { crc32 } from 'node:zlib';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  createTable,
  defineTable,
  executeStatement,
  PartitionKey,
  setDefaultClient,
  Table,
  TenantKey,
  within,
} from 'dynact';
import { type DataStore, memoryClient, openEngine } from 'dynact/memory';
import { changeOf, readStream } from 'dynact/streams';
import { localFlagHint } from '../lib/cli/local-flags';
import { newProgram } from '../lib/cli/program';
import { readItems } from '../lib/codec/text/answer';
import { endOfObject, namesInOrder } from '../lib/codec/text/scan';
import { shortNumber } from '../lib/codec/text/values';
import { answerTo } from '../lib/engine/doors/http/answer';
import { encodedAnswer } from '../lib/engine/doors/http/body';
import { corsHeaders } from '../lib/engine/doors/http/cors';
import { engineWithTable } from './engine/asking';
import { expectLinear, type Reader, TEXTS } from './support/growth';

// Processor time is measured: on a busy machine a test takes much longer.
jest.setTimeout(240_000);

@Table('doors')
class Account extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @Attribute({ type: String, unique: { as: text => String(text).toLowerCase() } }) email?: string;
  @Attribute({ type: String }) text = '';
  @Attribute({ type: Number }) count = 0;
  @Attribute({ type: 'binary' }) photo?: Uint8Array;
  @Attribute({ type: Set }) roles: Set<string> = new Set();
  @Attribute({ type: Object }) map: Record<string, unknown> = {};
}

@Table('doors-notes')
class Note extends ActiveRecord {
  @TenantKey() @PartitionKey({ type: String }) tenant!: string;
  @Attribute({ type: String }) text = '';
}

const app = defineTable('doors-app', { partitionKey: 'pk', sortKey: 'sk' });

@Table(app, { keys: { table: ['ORG#{org}', 'VISIT#{a}#-{b}'], parse: true } })
class Visit extends ActiveRecord {
  @Attribute({ type: String }) org!: string;
  @Attribute({ type: String }) a!: string;
  @Attribute({ type: String }) b!: string;
}

const client = memoryClient();
beforeAll(async () => {
  setDefaultClient(client);
  await createTable(Account);
  await createTable(Note);
});
afterAll(() => {
  setDefaultClient(undefined);
  client.destroy();
});

async function eachIsLinear(read: Reader): Promise<void> {
  for (const make of Object.values(TEXTS)) await expectLinear(read, make);
}

/** For what sends requests, which take their time. */
const FEW = (['the same letter', 'digits', 'quotes', 'backslashes', 'halves of surrogates'] as const).map(
  kind => TEXTS[kind],
);

async function fewAreLinear(read: Reader): Promise<void> {
  for (const make of FEW) await expectLinear(read, make);
}

const engine = engineWithTable();
const post = (headers: object, body = '{}', url = '/') =>
  answerTo(engine, {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      authorization: 'AWS4-HMAC-SHA256 Credential=a, Signature=b, SignedHeaders=c',
      'x-amz-date': 'now',
      ...headers,
    },
    body: Buffer.from(body),
  });

const LONG = 'a'.repeat(5000);

describe('the time of a server grows no faster than what a request has', () => {
  it.each<[what: string, read: Reader]>([
    ['a body', text => post({}, text)],
    ['a type of the body', text => post({ 'content-type': text })],
    ['a coding of the body', text => post({ 'content-encoding': text })],
    ['an operation', text => post({ 'x-amz-target': text })],
    ['a signature', text => post({ authorization: `AWS4-${text}` })],
    ['a date', text => post({ authorization: 'AWS4-', date: text, 'x-amz-date': undefined })],
    ['a query', text => post({ authorization: undefined }, '{}', `/?X-Amz-Algorithm=${text}&${text}`)],
    ['a host', text => post({ host: text })],
    ['codings that it takes', text => encodedAnswer(text, LONG)],
    ['many codings that it takes', text => encodedAnswer(`${text},`.repeat(2), LONG)],
    ['an origin', text => corsHeaders({ origin: text }, ['http://localhost'])],
  ])('%s', (_what, read) => eachIsLinear(read));
});

/** One change, as Lambda has it. */
const changed = (image: object, keys: object = { id: { S: 'a' } }) => ({
  eventID: '1',
  eventName: 'MODIFY' as const,
  dynamodb: { SequenceNumber: '1', Keys: keys as never, NewImage: image as never, OldImage: { id: { S: 'a' } } },
});

describe('the time of a change grows no faster than what its record has', () => {
  it.each<[what: string, image: (text: string) => object]>([
    ['a text', text => ({ text: { S: text } })],
    ['a number', text => ({ count: { N: text } })],
    ['bytes', text => ({ photo: { B: text } })],
    ['a set', text => ({ roles: { SS: [text, `${text}x`] } })],
    ['a set of bytes', text => ({ roles: { BS: [text, `${text}x`] } })],
    ['a map', text => ({ map: { M: { [text]: { S: text } } } })],
    ['a name', text => ({ [text]: { S: text } })],
    ['a type', text => ({ text: { [text]: text } })],
  ])('%s', (_what, image) =>
    eachIsLinear(text => changeOf(changed({ id: { S: 'a' }, ...image(text) }), [Account])?.kind),
  );

  it('keys to be parsed', () =>
    eachIsLinear(text => changeOf(changed({}, { pk: { S: `ORG#${text}` }, sk: { S: `VISIT#${text}` } }), [Visit])));

  it('an event, a number, a time', () =>
    eachIsLinear(text =>
      changeOf({ ...changed({ id: { S: 'a' } }), eventID: text, eventName: text, eventSourceARN: `a/${text}` }, [
        Account,
      ]),
    ));
});

it('the time of a checkpoint grows no faster than it', () =>
  eachIsLinear(async text => {
    const streams = {
      send: async (command: object) => {
        const name = command.constructor.name;
        if (name === 'ListStreamsCommand') return { Streams: [{ StreamArn: 'arn', StreamLabel: '1' }] };
        if (name === 'DescribeStreamCommand') return { StreamDescription: { Shards: [{ ShardId: 'a' }] } };
        throw new Error('far enough');
      },
    };
    const checkpoints = { get: () => text, set: () => undefined };
    await readStream(Account, { client: streams, from: 'LATEST', checkpoints }).next();
  }));

describe('the time of a call grows no faster than its text', () => {
  const inCursor = (value: object) => Buffer.from(JSON.stringify([1, 'mark', [['id', value]]])).toString('base64url');

  it.each<[what: string, read: Reader]>([
    [
      'a text in a cursor',
      text =>
        Account.scan()
          .startFrom(inCursor({ S: text }))
          .toRequest(),
    ],
    [
      'a number in a cursor',
      text =>
        Account.scan()
          .startFrom(inCursor({ N: text }))
          .toRequest(),
    ],
    [
      'a name in a cursor',
      text =>
        Account.scan()
          .startFrom(inCursor({ [text]: text }))
          .toRequest(),
    ],
    ['a cursor of an update of all', cursor => Account.query({ id: 'a' }).updateAll({ text: 'b' }, { cursor })],
    ['a tenant', text => within({ tenant: text }, () => Note.get({ tenant: text }))],
    ['another tenant', text => within({ tenant: text }, () => Note.get({ tenant: `${text}x` }))],
  ])('%s', (_what, read) => eachIsLinear(read));

  it.each<[what: string, read: Reader]>([
    ['the name of a table', tableName => Account.get({ id: 'a' }, { tableName })],
    ['the name of a table around calls', text => within({ tableName: () => text }, () => Account.get({ id: 'a' }))],
    ['a unique value', text => Account.findBy({ email: text })],
    ['a statement', text => executeStatement(text)],
    ['a statement of a class', text => Account.executeStatement(`select ${text}`)],
    ['the name of a table in a statement', text => executeStatement(`SELECT * FROM "${text}" WHERE id = 'a'`)],
    ['a parameter of a statement', text => executeStatement('SELECT * FROM doors WHERE id = ?', [text.slice(0, 2000)])],
  ])('%s', (_what, read) => fewAreLinear(read));
});

describe('the time of reading an answer grows no faster than its text', () => {
  it.each<[what: string, read: Reader]>([
    [
      'the items',
      text => readItems(Buffer.from(`{"Items":[${text}]}`), 'Items', ({ text: all }, at) => endOfObject(all, at)),
    ],
    ['an item', text => endOfObject(`{"a":{"S":"${text}`, 0)],
    ['an item that ends', text => endOfObject(`{"a":{"S":"${text}"}}`, 0)],
    ['names', text => namesInOrder(`{"a":{"S":${JSON.stringify(text)}},"b":1}`)],
    ['a number', shortNumber],
  ])('%s', (_what, read) => eachIsLinear(read));

  it.each(['text', 'map'])('a stored %s, after others of the same attributes', async property => {
    const put = (id: string, text: string) => {
      const value = property === 'map' ? { M: { [text.slice(0, 5000)]: { S: text } } } : { S: text };
      const Item = { id: { S: id }, count: { N: '1' }, [property]: value };
      return client.send(new PutItemCommand({ TableName: 'doors', Item: Item as never }));
    };
    await put('normal', 'a');
    for (const make of FEW) {
      for (const size of [10_000, 20_000, 40_000]) await put(`s${size}`, make(size));
      await expectLinear(
        async (id: string) => {
          await Account.query({ id: 'normal' }).all();
          await Account.query({ id }).all();
        },
        size => `s${size}`,
      );
    }
  });
});

describe('the time of opening data grows no faster than it', () => {
  const checked = (key: string, value: string): [string, string] => [
    key,
    crc32(value, crc32(`${key}\n`))
      .toString(16)
      .padStart(8, '0') + value,
  ];
  const storeOf = (entries: [string, string][]): DataStore => ({
    async *pages({ gte, lt }) {
      yield entries.filter(([key]) => key >= gte && key < lt);
    },
    lastKey: async () => undefined,
    write: async () => {},
    close: async () => {},
  });

  it.each<[what: string, entries: (text: string) => [string, string][]]>([
    ['damaged records', text => [['a', text]]],
    ['damaged totals', text => [['!state', text]]],
    ['totals that are none', text => [checked('!state', text)]],
    ['records that are none', text => [checked('T', text), checked('!state', '{"records":1}')]],
    ['keys', text => [[`T${text}`, text]]],
  ])('%s', (_what, entries) => eachIsLinear(text => openEngine({ store: storeOf(entries(text)) })));
});

it('the time of the command grows no faster than its flags', async () => {
  const program = newProgram('1').configureOutput({ writeErr: () => {} });
  const [serve] = program.commands;
  for (const command of [program, serve!]) command.exitOverride().configureOutput({ writeErr: () => {} });
  serve!.action(() => {});
  await eachIsLinear(text => serve!.parse(['--data', text], { from: 'user' }));
  await eachIsLinear(text => serve!.parse([text], { from: 'user' }));
  await eachIsLinear(text => program.parse([text], { from: 'user' }));
  await eachIsLinear(text => localFlagHint([text, `-${text}`]));
});
