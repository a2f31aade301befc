import { ask, engineWithTable, get, invalid, put, S } from '../asking';

const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const key = { p: S('a') };

describe('the shape of requests', () => {
  it('drops what an attribute value cannot have', () => {
    const engine = engineWithTable();
    const value = { S: 'a', Unheard: true };
    expect(ask(engine, 'PutItem', { TableName: 'things', Item: { p: value, v: value } })).toEqual({});
    expect(get(engine, key)).toEqual({ p: S('a'), v: S('a') });
  });

  it('cuts numbers to integers', () => {
    const engine = engineWithTable();
    put(engine, { p: S('a') }, { p: S('b') }, { p: S('c') });
    expect(ask(engine, 'Scan', { TableName: 'things', Limit: 1.5 })).toMatchObject({ Count: 1 });
  });

  it.each<[string, object, string]>([
    [
      'BatchGetItem',
      { RequestItems: { things: { Keys: [null] } } },
      'The provided key element does not match the schema',
    ],
    ['BatchWriteItem', { RequestItems: { things: [null] } }, 'must contain exactly one of the supported datatypes'],
    ['PutItem', { TableName: 'things', Item: { ...key, l: { L: [null] } } }, EMPTY],
    ['PutItem', { TableName: 'things', Item: { ...key, s: { SS: ['a', null] } } }, 'An string set may not have a null'],
    ['PutItem', { TableName: 'things', Item: { ...key, s: { BS: [null] } } }, 'An binary set may not have a null'],
    [
      'Scan',
      { TableName: 'things', ScanFilter: { n: null } },
      "Value null at 'scanFilter.n.member.comparisonOperator'",
    ],
    ['UpdateItem', { TableName: 'things', Key: key, AttributeUpdates: { n: null } }, 'Only DELETE action is allowed'],
    ['UpdateTable', { TableName: 'things', GlobalSecondaryIndexUpdates: [null] }, 'must not be null'],
    ['TransactWriteItems', { TransactItems: [null] }, 'TransactWriteRequest should contain Delete or Put or Update'],
    ['TransactGetItems', { TransactItems: [null] }, "Value null at 'transactItems.1.member.get'"],
    ['BatchExecuteStatement', { Statements: [null] }, "Value null at 'statements.1.member.statement'"],
  ])('%s takes null in a list or a map for an empty member: %j', (operation, request, message) => {
    expect(ask(engineWithTable(), operation, request)).toEqual(invalid(expect.stringContaining(message)));
  });

  it('looks into values of any depth', () => {
    let value: object = S('x');
    for (let level = 0; level < 1500; level++) value = level % 2 === 0 ? { L: [value] } : { M: { a: value } };
    expect(ask(engineWithTable(), 'PutItem', { TableName: 'things', Item: { ...key, value } })).toEqual(
      invalid(expect.stringContaining('Nesting Levels have exceeded supported limits')),
    );
  });

  it('takes texts for booleans', () => {
    const engine = engineWithTable();
    const BOOLs = ['true', 'YES', '1', 'False', 'no', '0'].map(BOOL => ({ BOOL }));
    expect(ask(engine, 'PutItem', { TableName: 'things', Item: { ...key, l: { L: BOOLs } } })).toEqual({});
    const L = [true, true, true, false, false, false].map(BOOL => ({ BOOL }));
    expect(get(engine, key)).toEqual({ ...key, l: { L } });
    expect(ask(engine, 'PutItem', { TableName: 'things', Item: { ...key, n: { NULL: '0' } } })).toEqual(
      invalid(expect.stringContaining('Null attribute value types must have the value of true')),
    );
  });

  it.each<[object, string]>([
    [{ BOOL: 'on' }, 'Unexpected token received from parser'],
    [{ BOOL: 1 }, 'NUMBER_VALUE cannot be converted to Boolean'],
    [{ B: 1 }, 'only base-64-encoded strings are convertible to bytes'],
    [{ BS: [true] }, 'only base-64-encoded strings are convertible to bytes'],
    [{ B: 'abcde' }, 'Base64 encoded length is expected a multiple of 4 bytes but found: 5'],
    [{ B: 'ab-d' }, "Invalid Base64 character: '-'"],
    [{ B: 'ab=d' }, "Invalid Base64 character: '='"],
    [{ B: 'AAB=' }, 'Invalid last non-pad Base64 character dectected'],
    [{ B: 'AAAAAE==' }, 'Invalid last non-pad Base64 character dectected'],
  ])('refuses %j', (v, message) => {
    expect(ask(engineWithTable(), 'PutItem', { TableName: 'things', Item: { ...key, v } })).toEqual({
      error: 'SerializationException',
      message,
    });
  });

  it('fails at a scalar in the place of a list, as the service does', () => {
    expect(ask(engineWithTable(), 'BatchWriteItem', { RequestItems: { things: 1 } })).toEqual({
      error: 'SerializationException',
      message: expect.stringContaining('cannot be cast to class java.lang.Class'),
    });
  });

  it('names what would make an index', () => {
    const request = { TableName: 'things', GlobalSecondaryIndexUpdates: [{ Create: [] }] };
    expect(ask(engineWithTable(), 'UpdateTable', request)).toMatchObject({
      message: 'Unrecognized collection type class com.amazonaws.dynamodb.v20120810.CreateGlobalSecondaryIndexAction',
    });
  });

  it('names what a list is in the place of', () => {
    expect(ask(engineWithTable(), 'BatchWriteItem', { RequestItems: [] })).toEqual({
      error: 'SerializationException',
      message:
        'Unrecognized collection type java.util.Map<java.lang.String, ' +
        'java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>',
    });
  });
});
