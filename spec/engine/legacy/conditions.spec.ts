import type { Item } from '../../../lib/wire/attribute-value';
import { ask, definitionsOf, engineWithTable, get, invalid, N, put, S } from '../asking';

const TableName = 'things';
const KEY = { p: S('a') };
const ITEM: Item = { ...KEY, n: N(5), t: S('tent'), ss: { SS: ['x'] }, l: { L: [N(1)] } };

function engineWithItem() {
  const engine = engineWithTable();
  put(engine, ITEM);
  return engine;
}

const comparison = (ComparisonOperator: string, ...AttributeValueList: object[]) => ({
  ComparisonOperator,
  ...(AttributeValueList.length > 0 && { AttributeValueList }),
});

describe('Expected', () => {
  const remove = (Expected: object, ConditionalOperator?: string) =>
    ask(engineWithItem(), 'DeleteItem', { TableName, Key: KEY, Expected, ConditionalOperator });
  const refused = { error: 'ConditionalCheckFailedException', message: 'The conditional request failed' };

  it.each<[string, object]>([
    ['a value', { n: { Value: N('5.0') } }],
    ['absence', { q: { Exists: false } }],
    ['presence', { n: { Exists: true, Value: N(5) } }],
    ['EQ', { n: comparison('EQ', N(5)) }],
    ['NE of an absent attribute', { q: comparison('NE', N(5)) }],
    ['LT', { n: comparison('LT', N(6)) }],
    ['GE', { n: comparison('GE', N(5)) }],
    ['BETWEEN', { n: comparison('BETWEEN', N(1), N(9)) }],
    ['IN', { n: comparison('IN', N(1), N(5)) }],
    ['NULL', { q: comparison('NULL') }],
    ['NOT_NULL', { n: comparison('NOT_NULL') }],
    ['BEGINS_WITH', { t: comparison('BEGINS_WITH', S('te')) }],
    ['CONTAINS', { ss: comparison('CONTAINS', S('x')) }],
    ['NOT_CONTAINS', { t: comparison('NOT_CONTAINS', S('z')) }],
  ])('holds for %s', (_, expected) => {
    expect(remove(expected)).toEqual({});
  });

  it.each<[string, object]>([
    ['another value', { n: { Value: N(6) } }],
    ['presence', { n: { Exists: false } }],
    ['another type', { n: comparison('LT', S('6')) }],
    ['NOT_CONTAINS of an absent attribute', { q: comparison('NOT_CONTAINS', S('z')) }],
  ])('does not hold for %s', (_, expected) => {
    expect(remove(expected)).toEqual(refused);
  });

  it('joins several by AND, or by OR', () => {
    const expected = { n: comparison('EQ', N(5)), t: comparison('EQ', S('other')) };
    expect(remove(expected)).toEqual(refused);
    expect(remove(expected, 'AND')).toEqual(refused);
    expect(remove(expected, 'OR')).toEqual({});
  });

  it.each<[string, object, string | undefined, string]>([
    [
      'an operator for one',
      { n: { Value: N(5) } },
      'OR',
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    ],
    [
      'a value without an operator in a list',
      { n: { AttributeValueList: [N(5)] } },
      undefined,
      'One or more parameter values were invalid: AttributeValueList can only be used with a ComparisonOperator for Attribute: n',
    ],
    [
      'both kinds of values',
      { n: { Value: N(5), AttributeValueList: [N(5)], ComparisonOperator: 'EQ' } },
      undefined,
      'One or more parameter values were invalid: Value and AttributeValueList cannot be used together for Attribute: n',
    ],
    [
      'too many values',
      { n: comparison('EQ', N(5), N(6)) },
      undefined,
      'One or more parameter values were invalid: Invalid number of argument(s) for the EQ ComparisonOperator',
    ],
  ])('refuses %s', (_, expected, operator, message) => {
    expect(remove(expected, operator)).toEqual(invalid(message));
  });
});

describe('AttributeUpdates', () => {
  const update = (AttributeUpdates: object, engine = engineWithItem()) => {
    const answer = ask(engine, 'UpdateItem', { TableName, Key: KEY, AttributeUpdates });
    return 'error' in answer ? answer : get(engine, KEY);
  };

  it('puts, adds and deletes', () => {
    expect(
      update({
        t: { Value: S('new') },
        n: { Action: 'ADD', Value: N(2) },
        q: { Action: 'ADD', Value: N(1) },
        ss: { Action: 'ADD', Value: { SS: ['y'] } },
        l: { Action: 'ADD', Value: { L: [N(2)] } },
      }),
    ).toEqual({ ...KEY, t: S('new'), n: N(7), q: N(1), ss: { SS: ['x', 'y'] }, l: { L: [N(1), N(2)] } });
    expect(
      update({ n: { Action: 'DELETE' }, l: { Action: 'DELETE' }, ss: { Action: 'DELETE', Value: { SS: ['x'] } } }),
    ).toEqual({ ...KEY, t: S('tent') });
  });

  it('makes an item that is not there, unless all that is asked is to delete', () => {
    expect(update({}, engineWithTable())).toEqual(KEY);
    expect(update({ q: { Action: 'DELETE' } }, engineWithTable())).toBeUndefined();
    expect(update({ ss: { Action: 'DELETE', Value: { SS: ['x'] } } }, engineWithTable())).toBeUndefined();
    expect(update({ q: { Action: 'DELETE' }, n: { Value: N(1) } }, engineWithTable())).toEqual({ ...KEY, n: N(1) });
  });

  it('refuses what an action does not take', () => {
    expect(update({ n: { Action: 'ADD', Value: S('x') } })).toMatchObject({ error: 'ValidationException' });
    expect(update({ n: { Action: 'DELETE', Value: S('x') } })).toMatchObject({ error: 'ValidationException' });
    expect(update({ n: { Action: 'PUT' } })).toMatchObject({ error: 'ValidationException' });
    expect(update({ n: { Action: 'SET', Value: N(1) } })).toMatchObject({
      message: expect.stringContaining("at 'attributeUpdates.n.member.action' failed to satisfy constraint"),
    });
    expect(update({ t: { Action: 'ADD', Value: N(1) } })).toEqual(invalid('Type mismatch for attribute to update'));
  });
});

describe('legacy reads', () => {
  function engineWithItems() {
    const engine = engineWithTable({ keys: ['p', 's'] });
    put(engine, ...[1, 2, 3].map(s => ({ p: S('a'), s: N(s), n: N(s * 10) })));
    return engine;
  }

  it('queries by KeyConditions and QueryFilter', () => {
    const request = {
      TableName,
      KeyConditions: { p: comparison('EQ', S('a')), s: comparison('GT', N(1)) },
      QueryFilter: { n: comparison('LT', N(30)) },
    };
    expect(ask(engineWithItems(), 'Query', request)).toMatchObject({ Items: [{ s: N(2) }], ScannedCount: 2 });
  });

  it('scans by ScanFilter, and returns AttributesToGet', () => {
    const request = { TableName, ScanFilter: { n: comparison('EQ', N(20)) }, AttributesToGet: ['n', 'q'] };
    expect(ask(engineWithItems(), 'Scan', request)).toMatchObject({ Items: [{ n: N(20) }], Count: 1 });
  });

  it.each<[string, object, string]>([
    ['no condition', {}, 'Conditions must be at least length 1'],
    [
      'an operator that no key serves',
      { p: comparison('NE', N(1)) },
      'Attempted conditional constraint is not an indexable operation',
    ],
    [
      'such an operator, and a key missing',
      { p: comparison('EQ', S('a')), n: { ComparisonOperator: 'NULL' } },
      'Query condition missed key schema element: s',
    ],
    [
      'a range of partitions before a sort key of another type',
      { p: comparison('GT', S('a')), s: comparison('EQ', S('1')) },
      'Query key condition not supported',
    ],
    [
      'more conditions than keys',
      { p: comparison('EQ', S('a')), s: comparison('EQ', N(1)), n: comparison('EQ', N(1)) },
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
  ])('refuses KeyConditions with %s', (_, KeyConditions, message) => {
    expect(ask(engineWithItems(), 'Query', { TableName, KeyConditions })).toEqual(invalid(message));
  });

  it('looks at the table before the operators of KeyConditions', () => {
    const KeyConditions = { p: comparison('NE', S('a')) };
    expect(ask(engineWithItems(), 'Query', { TableName: 'others', KeyConditions })).toMatchObject({
      error: 'ResourceNotFoundException',
    });
  });

  it('queries an index of several keys by as many KeyConditions', () => {
    const engine = engineWithTable({
      AttributeDefinitions: [...definitionsOf(['p', 'g', 'h', 'l'])],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byThree',
          KeySchema: [
            { AttributeName: 'g', KeyType: 'HASH' },
            { AttributeName: 'h', KeyType: 'RANGE' },
            { AttributeName: 'l', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    put(engine, { p: S('1'), g: S('a'), h: N(1), l: S('x') }, { p: S('2'), g: S('a'), h: N(1), l: S('y') });
    const KeyConditions = { g: comparison('EQ', S('a')), h: comparison('EQ', N(1)), l: comparison('GT', S('x')) };
    expect(ask(engine, 'Query', { TableName, IndexName: 'byThree', KeyConditions })).toMatchObject({
      Items: [{ p: S('2') }],
    });
  });

  it('refuses a mix with expressions', () => {
    const request = {
      TableName,
      KeyConditions: { p: comparison('EQ', S('a')) },
      FilterExpression: 'n = :n',
      ExpressionAttributeValues: { ':n': N(1) },
      AttributesToGet: ['n'],
    };
    expect(ask(engineWithItems(), 'Query', request)).toMatchObject({
      message: expect.stringContaining('Can not use both expression and non-expression parameters in the same request'),
    });
  });
});
