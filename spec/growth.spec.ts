import { type Engine, memoryHandler } from 'dynact/memory';
import { textToBigint, textToNumber } from '../lib/codec/numbers';
import { parseCondition } from '../lib/engine/expressions/condition-parser';
import { parseUpdate } from '../lib/engine/expressions/update-parser';
import { parseStatement } from '../lib/engine/partiql/syntax/statement-parser';
import { canonicalNumber, compareNumbers } from '../lib/wire/decimal';
import { itemSize } from '../lib/wire/size';
import { ask, engineWithTable, S } from './engine/asking';
import { expectLinear, type Reader, repeated } from './support/growth';

// Processor time is measured: on a busy machine a test takes much longer.
jest.setTimeout(240_000);

const NUMBERS = {
  digits: repeated('1'),
  'digits and no number': repeated('1', '', 'x'),
  zeros: repeated('0'),
  'zeros before a digit': repeated('0', '', '1'),
  'zeros and digits': repeated('01'),
  'zeros behind a digit': repeated('0', '1'),
  'a fraction': repeated('1', '0.', 'x'),
  'a fraction of zeros': repeated('0', '1.', '1'),
  points: repeated('1.'),
  'an exponent': repeated('9', '1e', 'x'),
  signs: repeated('-'),
};

const CONDITIONS = {
  parentheses: repeated('('),
  'parentheses around a comparison': (size: number) => `${'('.repeat(size / 2)}a=:a${')'.repeat(size / 2)}`,
  negations: repeated('NOT ', '', 'a = :a'),
  conjunction: repeated('a = :a AND ', '', 'a = :a'),
  functions: repeated('size(', '', 'a'),
  'a path': repeated('.a', 'a', ' = :a'),
  indexes: repeated('[0]', 'a', ' = :a'),
  candidates: repeated(':a,', 'a IN (', ':a)'),
  placeholders: repeated('#a'),
  spaces: repeated(' ', 'a', '= :a'),
  names: repeated('a', '', ' = :a'),
  operators: repeated('<'),
};

const STATEMENTS = {
  'comparisons of comparisons': repeated('A=', 'SELECT * FROM things WHERE ', "'x'"),
  'comparisons of comparisons of values': repeated('=true', 'SELECT * FROM things WHERE p = 1'),
  negations: repeated('not ', 'SELECT * FROM things WHERE ', 'a = 1'),
  signs: repeated('- ', 'SELECT * FROM things WHERE a = ', '1'),
  'signs and negations': repeated('- not ', 'SELECT * FROM things WHERE a = ', '1'),
  parentheses: repeated('(', 'SELECT * FROM things WHERE '),
  brackets: repeated('[', 'SELECT * FROM things WHERE a = '),
  structs: repeated("{'a':", 'INSERT INTO things VALUE '),
  conjunction: repeated(' and a = 1', 'SELECT * FROM things WHERE a = 1'),
  calls: repeated('f(', 'SELECT * FROM things WHERE '),
  cases: repeated('case when ', 'SELECT * FROM things WHERE '),
  'open comments': repeated('/*', 'SELECT * FROM things '),
  'line comments': repeated('--\n', 'SELECT * FROM things '),
  spaces: repeated(' ', 'SELECT *', 'FROM things'),
  lines: repeated('\n', 'SELECT *', 'FROM things'),
  quotes: repeated("'"),
  'an open text': repeated('a', "'"),
  'doubled quotes': repeated("''", "SELECT * FROM things WHERE a = '", 'x'),
  'open names': repeated('"a'),
  ion: repeated('`{{ '),
  'an ion number': (size: number) => `SELECT * FROM things WHERE a = \`${'1_'.repeat(size / 2)}x\``,
  numbers: repeated('1.', 'SELECT * FROM things WHERE a = '),
  columns: repeated('a,', 'SELECT ', 'a FROM things'),
  steps: repeated('.a', 'SELECT a', ' FROM things'),
  actions: repeated('SET a=1 ', 'UPDATE things '),
  sums: repeated('1+', 'UPDATE things SET a=', '1'),
  selects: repeated('SELECT ', '', '1'),
  bags: repeated('1,', "INSERT INTO things VALUE {'p': <<", '1>>}'),
};

const READERS: [what: string, read: Reader, texts: Readonly<Record<string, (size: number) => string>>][] = [
  ['canonicalNumber', canonicalNumber, NUMBERS],
  ['compareNumbers', text => compareNumbers(text, '1.5'), NUMBERS],
  ['itemSize', N => itemSize({ N: { N } }), NUMBERS],
  ['a number of an item as a JS number', textToNumber, NUMBERS],
  ['a number of an item as a bigint', textToBigint, NUMBERS],
  ['parseCondition', parseCondition, CONDITIONS],
  ['parseUpdate', text => parseUpdate(`SET ${text}`), CONDITIONS],
  ['parseStatement', parseStatement, STATEMENTS],
];

describe.each(READERS)('the time of %s grows no faster than the text', (_what, read, texts) => {
  it.each(Object.entries(texts))('%s', (_kind, make) => expectLinear(read, make));
});

/** Requests whose one long member is what somebody sends to hurt. */
const REQUESTS: Readonly<Record<string, (size: number) => { operation: string; input: object }>> = {};
const request = (name: string, operation: string, input: (size: number) => object) => {
  (REQUESTS as Record<string, unknown>)[name] = (size: number) => ({ operation, input: input(size) });
};
const list = <T>(size: number, element: (at: number) => T): T[] =>
  Array.from({ length: size / 10 }, (_, at) => element(at));
const map = <T>(size: number, value: (at: number) => T, prefix = 'k') =>
  Object.fromEntries(list(size, at => [`${prefix}${at}`, value(at)]));
const TableName = 'things';

for (const [kind, make] of Object.entries(NUMBERS)) {
  request(`PutItem with ${kind}`, 'PutItem', size => ({ TableName, Item: { p: S('a'), n: { N: make(size) } } }));
}
for (const [kind, make] of Object.entries(STATEMENTS)) {
  request(`a statement of ${kind}`, 'ExecuteStatement', size => ({ Statement: make(size / 5) }));
}
for (const [kind, make] of Object.entries(CONDITIONS)) {
  request(`a condition of ${kind}`, 'Scan', size => ({
    TableName,
    FilterExpression: make(size),
    ExpressionAttributeValues: { ':a': S('a') },
  }));
}
request('a name of a table', 'DescribeTable', size => ({ TableName: 'a'.repeat(size) }));
request('an ARN', 'DescribeTable', size => ({ TableName: 'arn:aws:dynamodb:'.repeat(size / 17) }));
request('a resource', 'ListTagsOfResource', size => ({ ResourceArn: `arn:aws:dynamodb:${':'.repeat(size)}` }));
request('a stream', 'DescribeStream', size => ({ StreamArn: `arn:a:dynamodb:a:a:table/a/stream/${'/'.repeat(size)}` }));
request('an iterator', 'GetRecords', size => ({ ShardIterator: `${'|'.repeat(size)}` }));
request('a shard', 'GetShardIterator', size => ({
  StreamArn: 'a',
  ShardId: '-'.repeat(size),
  ShardIteratorType: 'LATEST',
}));
request('bytes', 'PutItem', size => ({ TableName, Item: { p: S('a'), b: { B: '='.repeat(size) } } }));
request('a set of texts', 'PutItem', size => ({ TableName, Item: { p: S('a'), b: { SS: list(size, String) } } }));
request('a set of numbers', 'PutItem', size => ({ TableName, Item: { p: S('a'), b: { NS: list(size, String) } } }));
request('a set of bytes', 'PutItem', size => ({
  TableName,
  Item: { p: S('a'), b: { BS: list(size, at => btoa(String(at))) } },
}));
request('a list', 'PutItem', size => ({ TableName, Item: { p: S('a'), b: { L: list(size, () => S('a')) } } }));
request('attributes', 'PutItem', size => ({ TableName, Item: { p: S('a'), ...map(size, () => S('a')) } }));
request('attributes to get', 'GetItem', size => ({
  TableName,
  Key: { p: S('a') },
  AttributesToGet: list(size, String),
}));
request('a projection', 'Scan', size => ({ TableName, ProjectionExpression: list(size, at => `a${at}`).join() }));
request('names', 'Scan', size => ({
  TableName,
  FilterExpression: 'a = :a',
  ExpressionAttributeNames: map(size, String, '#'),
}));
request('values', 'Scan', size => ({
  TableName,
  FilterExpression: 'a = :a',
  ExpressionAttributeValues: map(size, () => S('a'), ':'),
}));
request('expectations', 'PutItem', size => ({
  TableName,
  Item: { p: S('a') },
  Expected: map(size, () => ({ Exists: false })),
}));
request('legacy updates', 'UpdateItem', size => ({
  TableName,
  Key: { p: S('a') },
  AttributeUpdates: map(size, () => ({ Value: S('a') })),
}));
request('legacy filters', 'Scan', size => ({
  TableName,
  ScanFilter: map(size, () => ({ ComparisonOperator: 'NULL' })),
}));
request('tags', 'TagResource', size => ({
  ResourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/things',
  Tags: list(size, at => ({ Key: `k${at}`, Value: '' })),
}));
request('definitions', 'CreateTable', size => ({
  TableName: 'other',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }],
  AttributeDefinitions: list(size, at => ({ AttributeName: `a${at}`, AttributeType: 'S' })),
}));
request('indexes', 'CreateTable', size => ({
  TableName: 'other',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'p', AttributeType: 'S' }],
  GlobalSecondaryIndexes: list(size, at => ({
    IndexName: `index${at}`,
    KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  })),
}));
request('attributes of an index', 'CreateTable', size => ({
  TableName: 'other',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'p', AttributeType: 'S' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'index',
      KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: list(size, at => `a${at}`) },
    },
  ],
}));
request('puts of a batch', 'BatchWriteItem', size => ({
  RequestItems: { things: list(size, at => ({ PutRequest: { Item: { p: S(`a${at}`) } } })) },
}));
request('tables of a batch', 'BatchGetItem', size => ({
  RequestItems: map(size, () => ({ Keys: [{ p: S('a') }] }), 'table'),
}));
request('keys of a batch', 'BatchGetItem', size => ({
  RequestItems: { things: { Keys: list(size, at => ({ p: S(`a${at}`) })) } },
}));
request('actions of a transaction', 'TransactWriteItems', size => ({
  TransactItems: list(size, at => ({ Put: { TableName, Item: { p: S(`a${at}`) } } })),
}));
request('reads of a transaction', 'TransactGetItems', size => ({
  TransactItems: list(size, at => ({ Get: { TableName, Key: { p: S(`a${at}`) } } })),
}));
request('statements of a batch', 'BatchExecuteStatement', size => ({
  Statements: list(size, at => ({ Statement: `SELECT * FROM things WHERE p='${at}'` })),
}));
request('parameters', 'ExecuteStatement', size => ({
  Statement: 'SELECT * FROM things WHERE p = ?',
  Parameters: list(size, () => S('a')),
}));
request('a start key', 'Scan', size => ({ TableName, ExclusiveStartKey: map(size, () => S('a')) }));
request('a token of a statement', 'ExecuteStatement', size => ({
  Statement: 'SELECT * FROM things',
  NextToken: 'e30'.repeat(size / 3),
}));
request('a token of a request', 'TransactWriteItems', size => ({
  ClientRequestToken: 'a'.repeat(size),
  TransactItems: [{ Put: { TableName, Item: { p: S('a') } } }],
}));

describe('the time of an engine grows no faster than the request', () => {
  let engine: Engine;
  beforeAll(() => {
    engine = engineWithTable();
  });

  it.each(Object.entries(REQUESTS))('%s', (_name, make) => {
    const { operation } = make(0);
    return expectLinear(
      (text: string) => ask(engine, operation, JSON.parse(text) as object),
      size => JSON.stringify(make(size).input),
    );
  });
});

describe('deep JSON', () => {
  it.each(['[', '{"a":'])('is answered: %s', async open => {
    const { engine } = memoryHandler();
    engine.onRequest(() => undefined);
    const body = `{"TableName":"things","Item":${open.repeat(40_000)}`;
    expect((await engine.respond('PutItem', body)).statusCode).toBe(400);
    const close = open === '[' ? ']' : '}';
    const whole = `{"TableName":"things","Item":${open.repeat(40_000)}1${close.repeat(40_000)}}`;
    expect((await engine.respond('PutItem', whole)).statusCode).toBe(400);
  });
});
