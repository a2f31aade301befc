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

  it('names what a list is in the place of', () => {
    expect(ask(engineWithTable(), 'BatchWriteItem', { RequestItems: [] })).toEqual({
      error: 'SerializationException',
      message:
        'Unrecognized collection type java.util.Map<java.lang.String, ' +
        'java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>',
    });
  });
});
