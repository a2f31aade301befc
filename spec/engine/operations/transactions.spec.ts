import type { Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, get, invalid, N, put, S } from '../asking';

const TableName = 'things';
const key = (p: string) => ({ TableName, Key: { p: S(p) } });
const write = (TransactItems: readonly object[], rest: object = {}) => ({ TransactItems, ...rest });
const putOf = (p: string, rest: Item = {}) => ({ Put: { TableName, Item: { p: S(p), ...rest } } });
const failed = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
const MINUTE = 60_000;

describe('TransactWriteItems', () => {
  it('does all of its actions', () => {
    const engine = engineWithTable();
    put(engine, { p: S('updated'), n: N(1) }, { p: S('deleted') }, { p: S('checked') });
    const answer = ask(
      engine,
      'TransactWriteItems',
      write([
        putOf('put'),
        {
          Update: {
            ...key('updated'),
            UpdateExpression: 'ADD n :n',
            ExpressionAttributeValues: { ':n': N(1) },
          },
        },
        { Delete: key('deleted') },
        { ConditionCheck: { ...key('checked'), ConditionExpression: 'attribute_exists(p)' } },
      ]),
    );
    expect(answer).toEqual({});
    const names = engine.items('things').map(({ p }) => (p as { S: string }).S);
    expect(names.sort()).toEqual(['checked', 'put', 'updated']);
    expect(get(engine, { p: S('updated') })).toMatchObject({ n: N(2) });
  });

  it('takes names and values that no expression is there to use, but none that an expression does not use', () => {
    const unused = { ExpressionAttributeNames: { '#n': 'n' }, ExpressionAttributeValues: { ':n': N(1) } };
    const engine = engineWithTable();
    const actions = [{ Put: { ...putOf('put').Put, ...unused } }, { Delete: { ...key('deleted'), ...unused } }];
    expect(ask(engine, 'TransactWriteItems', write(actions))).toEqual({});
    expect(get(engine, { p: S('put') })).toBeDefined();
    const conditional = { ...key('deleted'), ...unused, ConditionExpression: 'attribute_not_exists(p)' };
    expect(ask(engine, 'TransactWriteItems', write([{ Delete: conditional }]))).toEqual(
      invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}'),
    );
    const Get = { ...key('put'), ExpressionAttributeNames: { '#n': 'n' } };
    expect(ask(engine, 'TransactGetItems', { TransactItems: [{ Get }] })).toEqual({
      Responses: [{ Item: { p: S('put') } }],
    });
  });

  it('does nothing when a condition fails, and gives the reasons in the order of the actions', () => {
    const engine = engineWithTable();
    put(engine, { p: S('b'), n: N(1) });
    const ConditionExpression = 'attribute_not_exists(p)';
    const answer = ask(
      engine,
      'TransactWriteItems',
      write([
        putOf('a'),
        { Delete: { ...key('b'), ConditionExpression, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
        { ConditionCheck: { ...key('c'), ConditionExpression: 'attribute_exists(p)' } },
      ]),
    );
    expect(answer).toEqual({
      error: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
        '[None, ConditionalCheckFailed, ConditionalCheckFailed]',
      CancellationReasons: [{ Code: 'None' }, { ...failed, Item: { p: S('b'), n: N(1) } }, failed],
    });
    expect(engine.items('things')).toEqual([{ p: S('b'), n: N(1) }]);
  });

  it('looks at no condition where a key is of the wrong type', () => {
    const engine = engineWithTable();
    put(engine, { p: S('a') });
    const wrong = { Put: { TableName: 'things', Item: { p: N(1) } } };
    const unmet = { Put: { TableName: 'things', Item: { p: S('a') }, ConditionExpression: 'attribute_not_exists(p)' } };
    const reason = {
      Code: 'ValidationError',
      Message: 'One or more parameter values were invalid: Type mismatch for key p expected: S actual: N',
    };
    const none = { Code: 'None' };
    expect(ask(engine, 'TransactWriteItems', write([wrong, unmet, putOf('b')]))).toMatchObject({
      CancellationReasons: [reason, none, none],
    });
    expect(ask(engine, 'TransactWriteItems', write([unmet, putOf('b'), wrong]))).toMatchObject({
      CancellationReasons: [none, none, reason],
    });
  });

  it('takes what does not suit the item for a reason', () => {
    const engine = engineWithTable();
    put(engine, { p: S('a'), t: S('text') });
    const update = {
      Update: { ...key('a'), UpdateExpression: 'ADD t :n', ExpressionAttributeValues: { ':n': N(1) } },
    };
    expect(ask(engine, 'TransactWriteItems', write([putOf('b'), update]))).toMatchObject({
      error: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
      ],
    });
    expect(engine.items('things')).toHaveLength(1);
  });

  it.each<[string, object[], string]>([
    [
      'two actions on one item',
      [putOf('a'), { Delete: key('a') }],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'an entry of two actions',
      [{ ...putOf('a'), Delete: key('b') }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    [
      'a broken expression',
      [{ Delete: { ...key('a'), ConditionExpression: 'p =' } }],
      'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
    ],
  ])('refuses %s', (_, actions, message) => {
    const engine = engineWithTable();
    expect(ask(engine, 'TransactWriteItems', write(actions))).toEqual(invalid(message));
    expect(engine.items('things')).toEqual([]);
  });

  it('takes from 1 to 100 actions, and 4 MB', () => {
    const engine = engineWithTable();
    const puts = Array.from({ length: 101 }, (_, at) => putOf(String(at)));
    expect(ask(engine, 'TransactWriteItems', write(puts))).toMatchObject({ error: 'ValidationException' });
    expect(ask(engine, 'TransactWriteItems', write([]))).toMatchObject({ error: 'ValidationException' });
    expect(ask(engine, 'TransactWriteItems', write(puts.slice(1)))).toEqual({});
    const large = Array.from({ length: 11 }, (_, at) => putOf(String(at), { t: S('x'.repeat(400_000)) }));
    expect(ask(engine, 'TransactWriteItems', write(large))).toMatchObject({ error: 'ValidationException' });
  });

  describe('with a client request token', () => {
    const increment = (ClientRequestToken: string, by = 1) =>
      write([{ Update: { ...key('a'), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': N(by) } } }], {
        ClientRequestToken,
      });

    it('happens once, however often it is asked for within ten minutes', () => {
      const engine = engineWithTable();
      for (let times = 0; times < 3; times++) expect(ask(engine, 'TransactWriteItems', increment('token'))).toEqual({});
      expect(get(engine, { p: S('a') })).toEqual({ p: S('a'), n: N(1) });
      engine.clock.advance(10 * MINUTE - 1000);
      ask(engine, 'TransactWriteItems', increment('token'));
      expect(get(engine, { p: S('a') })).toEqual({ p: S('a'), n: N(1) });
      engine.clock.advance(2000);
      ask(engine, 'TransactWriteItems', increment('token'));
      expect(get(engine, { p: S('a') })).toEqual({ p: S('a'), n: N(2) });
    });

    it('refuses another request with the same token', () => {
      const engine = engineWithTable();
      ask(engine, 'TransactWriteItems', increment('token'));
      expect(ask(engine, 'TransactWriteItems', increment('token', 2))).toMatchObject({
        error: 'IdempotentParameterMismatchException',
      });
      expect(ask(engine, 'TransactWriteItems', increment('other', 2))).toEqual({});
      expect(get(engine, { p: S('a') })).toEqual({ p: S('a'), n: N(3) });
    });

    it('tries again after a failure', () => {
      const engine = engineWithTable();
      const guarded = write([{ Put: { ...putOf('a').Put, ConditionExpression: 'attribute_not_exists(p)' } }], {
        ClientRequestToken: 'token',
      });
      put(engine, { p: S('a'), n: N(1) });
      expect(ask(engine, 'TransactWriteItems', guarded)).toMatchObject({ error: 'TransactionCanceledException' });
      ask(engine, 'DeleteItem', key('a'));
      expect(ask(engine, 'TransactWriteItems', guarded)).toEqual({});
    });
  });
});

describe('transactions', () => {
  it.each([
    ['TransactGetItems', { Get: { ...key('a'), TableName: 'a;b' } }, 'get'],
    ['TransactWriteItems', { Delete: { ...key('a'), TableName: 'a;b' } }, 'delete'],
  ])('%s refuses a name that no table can have', (operation, action, member) => {
    expect(ask(engineWithTable(), operation, write([action]))).toEqual(
      invalid(
        `1 validation error detected: Value 'a;b' at 'transactItems.1.member.${member}.tableName' failed to satisfy ` +
          'constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
      ),
    );
  });
});

describe('TransactGetItems', () => {
  it('returns an entry for each, empty for what is not there', () => {
    const engine = engineWithTable();
    put(engine, { p: S('a'), n: N(1), t: S('x') }, { p: S('c') });
    const gets = [
      { Get: { ...key('a'), ProjectionExpression: 'n' } },
      { Get: key('b') },
      { Get: { ...key('c'), ProjectionExpression: 'n' } },
    ];
    expect(ask(engine, 'TransactGetItems', { TransactItems: gets })).toEqual({
      Responses: [{ Item: { n: N(1) } }, {}, {}],
    });
  });

  it('refuses one item twice, and more than 100', () => {
    const engine = engineWithTable();
    expect(ask(engine, 'TransactGetItems', { TransactItems: [{ Get: key('a') }, { Get: key('a') }] })).toEqual(
      invalid('Transaction request cannot include multiple operations on one item'),
    );
    const many = Array.from({ length: 101 }, (_, at) => ({ Get: key(String(at)) }));
    expect(ask(engine, 'TransactGetItems', { TransactItems: many })).toMatchObject({ error: 'ValidationException' });
  });

  it('gives the reasons for wrong keys', () => {
    const gets = [{ Get: key('a') }, { Get: { TableName, Key: { p: N(1) } } }];
    expect(ask(engineWithTable(), 'TransactGetItems', { TransactItems: gets })).toMatchObject({
      error: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
      ],
    });
  });
});
