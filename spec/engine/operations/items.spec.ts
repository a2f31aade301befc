import type { AttributeValue, Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, get, invalid, keySchema, N, put, S } from '../asking';

const TABLE = { TableName: 'things' };
const KEY = { p: S('a') };

describe('PutItem', () => {
  it('stores an item of every type, numbers in one form and sets without order', () => {
    const engine = engineWithTable();
    const item: Item = {
      p: S('a'),
      n: N('1e2'),
      b: { B: 'AQID' },
      bool: { BOOL: false },
      nothing: { NULL: true },
      ss: { SS: ['b', 'a'] },
      ns: { NS: ['1.0', '-2'] },
      bs: { BS: ['AQ==', 'AA=='] },
      l: { L: [N('01'), { L: [] }, { M: {} }] },
      m: { M: { deep: { M: { n: N('-0') } } } },
      empty: S(''),
    };
    put(engine, item);
    expect(get(engine, KEY)).toEqual({
      ...item,
      n: N(100),
      ss: { SS: expect.arrayContaining(['a', 'b']) },
      ns: { NS: expect.arrayContaining(['1', '-2']) },
      bs: { BS: expect.arrayContaining(['AQ==', 'AA==']) },
      l: { L: [N(1), { L: [] }, { M: {} }] },
      m: { M: { deep: { M: { n: N(0) } } } },
    });
  });

  it('replaces an item as a whole, and returns the old one on request', () => {
    const engine = engineWithTable();
    put(engine, { ...KEY, old: N(1) });
    expect(ask(engine, 'PutItem', { ...TABLE, Item: { ...KEY, new: N(2) }, ReturnValues: 'ALL_OLD' })).toEqual({
      Attributes: { ...KEY, old: N(1) },
    });
    expect(get(engine, KEY)).toEqual({ ...KEY, new: N(2) });
    expect(ask(engine, 'PutItem', { ...TABLE, Item: { p: S('b') }, ReturnValues: 'ALL_OLD' })).toEqual({});
  });

  it('stores attributes with the names of what objects inherit', () => {
    const engine = engineWithTable();
    const item = JSON.parse('{"p":{"S":"a"},"__proto__":{"N":"1"},"constructor":{"M":{"__proto__":{"S":"x"}}}}');
    put(engine, item);
    expect(JSON.stringify(get(engine, KEY))).toBe(JSON.stringify(item));
    ask(engine, 'UpdateItem', {
      ...TABLE,
      Key: KEY,
      UpdateExpression: 'SET #c.#p = :v, #p = :v REMOVE toString',
      ExpressionAttributeNames: { '#c': 'constructor', '#p': '__proto__' },
      ExpressionAttributeValues: { ':v': N(2) },
    });
    expect(JSON.stringify(get(engine, KEY))).toBe(
      '{"p":{"S":"a"},"__proto__":{"N":"2"},"constructor":{"M":{"__proto__":{"N":"2"}}}}',
    );
    expect(ask(engine, 'GetItem', { ...TABLE, Key: KEY, ProjectionExpression: 'toString, hasOwnProperty' })).toEqual({
      Item: {},
    });
  });

  it.each<[string, object, string]>([
    ['no key', { n: N(1) }, 'One or more parameter values were invalid: Missing the key p in the item'],
    [
      'a key of another type',
      { p: N(1) },
      'One or more parameter values were invalid: Type mismatch for key p expected: S actual: N',
    ],
    [
      'an empty key',
      { p: S('') },
      'One or more parameter values are not valid. ' +
        'The AttributeValue for a key attribute cannot contain an empty string value. Key: p',
    ],
    ['a number that is none', { ...KEY, n: N('one') }, 'The parameter cannot be converted to a numeric value: one'],
    [
      'more than 38 digits',
      { ...KEY, n: N('1'.repeat(39)) },
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [
      'a number that is too large',
      { ...KEY, n: N('1e126') },
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      'a number that is too small',
      { ...KEY, n: N('1e-131') },
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    ],
    [
      'an empty set',
      { ...KEY, ss: { SS: [] } },
      'One or more parameter values were invalid: An string set  may not be empty',
    ],
    [
      'a set with duplicates',
      { ...KEY, ss: { SS: ['a', 'a'] } },
      'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
    ],
    [
      'a value without a type',
      { ...KEY, x: {} },
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      'a value of two types',
      { ...KEY, x: { S: 'a', N: '1' } },
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
  ])('refuses an item with %s', (_, Item, message) => {
    const engine = engineWithTable();
    expect(ask(engine, 'PutItem', { ...TABLE, Item })).toEqual({
      error: 'ValidationException',
      message: expect.stringContaining(message),
    });
    expect(engine.items('things')).toEqual([]);
  });

  it('counts its size in bytes up to 400 KB', () => {
    const engine = engineWithTable();
    const fits = { ...KEY, t: S('x'.repeat(400 * 1024 - 3)) };
    expect(ask(engine, 'PutItem', { ...TABLE, Item: fits })).toEqual({});
    const exceeds = { ...KEY, t: S('x'.repeat(400 * 1024 - 2)) };
    expect(ask(engine, 'PutItem', { ...TABLE, Item: exceeds })).toEqual(
      invalid('Item size has exceeded the maximum allowed size'),
    );
  });

  it('nests lists and maps up to 32 levels, the item being the first', () => {
    const nested = (levels: number, inmost: AttributeValue = S('x')): AttributeValue =>
      levels === 0 ? inmost : { L: [nested(levels - 1, inmost)] };
    const limit = 'Nesting Levels have exceeded supported limits';
    const tooDeep = invalid(`${limit}: Attributes in the item have nested levels beyond supported limit`);
    const engine = engineWithTable();
    expect(ask(engine, 'PutItem', { ...TABLE, Item: { ...KEY, l: nested(31) } })).toEqual({});
    expect(ask(engine, 'PutItem', { ...TABLE, Item: { ...KEY, l: nested(32) } })).toEqual(tooDeep);
    expect(ask(engine, 'PutItem', { ...TABLE, Item: { ...KEY, l: nested(31, { M: {} }) } })).toEqual(tooDeep);
    const change = { ...TABLE, Key: KEY, UpdateExpression: 'SET l[0][0] = :v' };
    const set = (value: AttributeValue) =>
      ask(engine, 'UpdateItem', { ...change, ExpressionAttributeValues: { ':v': value } });
    expect(set(nested(29))).toEqual({});
    expect(set(nested(30))).toEqual(invalid(limit));
    expect(set(nested(32))).toEqual(tooDeep);
    const AttributeUpdates = { l: { Value: nested(32) } };
    expect(ask(engine, 'UpdateItem', { ...TABLE, Key: KEY, AttributeUpdates })).toEqual(tooDeep);
    const scan = { ...TABLE, FilterExpression: 'l = :v' };
    const compared = (levels: number) =>
      ask(engine, 'Scan', { ...scan, ExpressionAttributeValues: { ':v': nested(levels) } });
    expect(compared(31)).toMatchObject({ Count: 1 });
    expect(compared(32)).toEqual(tooDeep);
  });

  it('takes names of attributes up to 65,535 bytes', () => {
    const engine = engineWithTable();
    const name = `${'é'.repeat(32_767)}x`;
    expect(ask(engine, 'PutItem', { ...TABLE, Item: { ...KEY, [name]: N(1) } })).toEqual({});
    expect(ask(engine, 'GetItem', { ...TABLE, Key: KEY, AttributesToGet: [name] })).toEqual({ Item: { [name]: N(1) } });
  });

  const LONG = 'é'.repeat(32_768);
  const NAMED = { ExpressionAttributeNames: { '#n': LONG } };
  const tooLarge = 'Attribute name is too large, must be less than 65536 bytes';
  it.each<[string, string, object, string]>([
    ['an item', 'PutItem', { Item: { ...KEY, [LONG]: N(1) } }, `1 validation error detected: ${tooLarge}`],
    ['a map', 'PutItem', { Item: { ...KEY, m: { M: { [LONG]: N(1) } } } }, `1 validation error detected: ${tooLarge}`],
    [
      'an update',
      'UpdateItem',
      { Key: KEY, UpdateExpression: 'REMOVE #n', ...NAMED },
      `1 validation error detected: ${tooLarge}`,
    ],
    ['legacy updates', 'UpdateItem', { Key: KEY, AttributeUpdates: { [LONG]: { Value: N(1) } } }, tooLarge],
    ['a condition', 'DeleteItem', { Key: KEY, ConditionExpression: 'attribute_exists(#n)', ...NAMED }, tooLarge],
    ['expectations', 'DeleteItem', { Key: KEY, Expected: { [LONG]: { Exists: false } } }, tooLarge],
    ['a projection', 'GetItem', { Key: KEY, ProjectionExpression: '#n', ...NAMED }, tooLarge],
    ['attributes to get', 'GetItem', { Key: KEY, AttributesToGet: [LONG] }, tooLarge],
  ])('refuses a larger one in %s', (_, operation, input, message) => {
    expect(ask(engineWithTable(), operation, { ...TABLE, ...input })).toEqual(invalid(message));
  });

  it.each<[string, string, object]>([
    ['an item', 'PutItem', { Item: { ...KEY, '': N(1) } }],
    ['a map', 'PutItem', { Item: { ...KEY, m: { M: { '': N(1) } } } }],
  ])('refuses an empty one in %s', (_, operation, input) => {
    const message = '1 validation error detected: Empty attribute name';
    expect(ask(engineWithTable(), operation, { ...TABLE, ...input })).toEqual(invalid(message));
  });

  it('refuses a table that is not there', () => {
    expect(ask(engineWithTable(), 'PutItem', { TableName: 'others', Item: KEY })).toEqual({
      error: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it('finds a table by its ARN', () => {
    const engine = engineWithTable();
    const TableName = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
    expect(ask(engine, 'PutItem', { TableName, Item: KEY })).toEqual({});
    expect(get(engine, KEY)).toEqual(KEY);
  });

  it('refuses JSON of another form', () => {
    expect(ask(engineWithTable(), 'PutItem', { TableName: 1, Item: KEY })).toEqual({
      error: 'SerializationException',
      message: expect.any(String),
    });
  });
});

describe('conditions of writes', () => {
  const refused = { error: 'ConditionalCheckFailedException', message: 'The conditional request failed' };

  it.each(['PutItem', 'UpdateItem', 'DeleteItem'])('hold %s back, and show the item on request', operation => {
    const engine = engineWithTable();
    const item = { ...KEY, n: N(1) };
    put(engine, item);
    const request = {
      ...TABLE,
      ...(operation === 'PutItem' ? { Item: { ...KEY, n: N(9) } } : { Key: KEY }),
      ConditionExpression: 'n > :v',
      ExpressionAttributeValues: { ':v': N(1) },
    };
    expect(ask(engine, operation, request)).toEqual(refused);
    expect(ask(engine, operation, { ...request, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).toEqual({
      ...refused,
      Item: item,
    });
    expect(get(engine, KEY)).toEqual(item);
  });

  it('show no item where there is none', () => {
    const request = {
      ...TABLE,
      Key: KEY,
      ConditionExpression: 'attribute_exists(p)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    expect(ask(engineWithTable(), 'DeleteItem', request)).toEqual(refused);
  });
});

describe('GetItem', () => {
  it('returns nothing for a missing item', () => {
    expect(ask(engineWithTable(), 'GetItem', { ...TABLE, Key: KEY })).toEqual({});
  });

  it('returns what a projection names, lists without gaps', () => {
    const engine = engineWithTable();
    put(engine, { ...KEY, m: { M: { x: N(1), y: N(2) } }, l: { L: [N(0), N(1), N(2), { M: { z: N(3), q: N(4) } }] } });
    const answer = ask(engine, 'GetItem', {
      ...TABLE,
      Key: KEY,
      ProjectionExpression: 'm.x, l[3].z, l[1], #missing, m.absent',
      ExpressionAttributeNames: { '#missing': 'missing' },
    });
    expect(answer).toEqual({ Item: { m: { M: { x: N(1) } }, l: { L: [N(1), { M: { z: N(3) } }] } } });
  });

  it('finds numeric keys whatever their form', () => {
    const engine = engineWithTable({ keys: ['p', 's'] });
    put(engine, { p: S('a'), s: N('100') });
    expect(get(engine, { p: S('a'), s: N('1e2') })).toEqual({ p: S('a'), s: N(100) });
  });

  it.each<[string, object]>([
    ['too few attributes', { p: S('a') }],
    ['too many attributes', { p: S('a'), s: N(1), x: N(1) }],
    ['an attribute of another type', { p: S('a'), s: S('1') }],
  ])('refuses a key with %s', (_, Key) => {
    expect(ask(engineWithTable({ keys: ['p', 's'] }), 'GetItem', { ...TABLE, Key })).toEqual(
      invalid('The provided key element does not match the schema'),
    );
  });

  it.each<[string, object, string]>([
    [
      'both kinds of parameters',
      { ProjectionExpression: 'n', AttributesToGet: ['n'] },
      'Can not use both expression and non-expression parameters in the same request: ' +
        'Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}',
    ],
    [
      'names without an expression',
      { ExpressionAttributeNames: { '#n': 'n' } },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'overlapping paths',
      { ProjectionExpression: 'm, m.x' },
      'Invalid ProjectionExpression: Two document paths overlap with each other; ' +
        'must remove or rewrite one of these paths; path one: [m], path two: [m, x]',
    ],
    [
      'unused names',
      { ProjectionExpression: 'n', ExpressionAttributeNames: { '#n': 'n' } },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}',
    ],
    [
      'an empty expression',
      { ProjectionExpression: '' },
      'Invalid ProjectionExpression: The expression can not be empty;',
    ],
  ])('refuses %s', (_, parameters, message) => {
    expect(ask(engineWithTable(), 'GetItem', { ...TABLE, Key: KEY, ...parameters })).toEqual(invalid(message));
  });
});

describe('DeleteItem', () => {
  it('deletes an item and returns it on request', () => {
    const engine = engineWithTable();
    put(engine, { ...KEY, n: N(1) });
    expect(ask(engine, 'DeleteItem', { ...TABLE, Key: KEY, ReturnValues: 'ALL_OLD' })).toEqual({
      Attributes: { ...KEY, n: N(1) },
    });
    expect(get(engine, KEY)).toBeUndefined();
    expect(ask(engine, 'DeleteItem', { ...TABLE, Key: KEY, ReturnValues: 'ALL_OLD' })).toEqual({});
  });

  it('returns nothing else', () => {
    expect(ask(engineWithTable(), 'DeleteItem', { ...TABLE, Key: KEY, ReturnValues: 'ALL_NEW' })).toMatchObject({
      error: 'ValidationException',
    });
  });
});

describe('sets', () => {
  it('are in the order of DynamoDB Local, not in that of their elements in requests', () => {
    const engine = engineWithTable();
    put(engine, {
      ...KEY,
      words: { SS: ['b', 'a', 'B', 'é', 'aa', '10', '9'] },
      numbers: { NS: ['10', '9', '-1', '1.5', '100'] },
      bytes: { BS: ['Ag==', '/w==', 'AQ==', 'AA=='] },
    });
    ask(engine, 'UpdateItem', {
      ...TABLE,
      Key: KEY,
      UpdateExpression: 'ADD numbers :n DELETE words :w',
      ExpressionAttributeValues: { ':n': { NS: ['5', '-7'] }, ':w': { SS: ['aa'] } },
    });
    expect(get(engine, KEY)).toEqual({
      ...KEY,
      words: { SS: ['10', '9', 'B', 'a', 'b', 'é'] },
      numbers: { NS: ['-7', '-1', '1.5', '5', '9', '10', '100'] },
      bytes: { BS: ['/w==', 'AA==', 'AQ==', 'Ag=='] },
    });
  });
});

describe('the ARN of a table in place of its name', () => {
  const arn = (region: string, account: string) => `arn:aws:dynamodb:${region}:${account}:table/things`;

  it('is that of the engine', () => {
    const engine = engineWithTable();
    const TableName = arn('us-east-1', '000000000000');
    expect(ask(engine, 'PutItem', { TableName, Item: KEY })).toEqual({});
    expect(ask(engine, 'GetItem', { TableName, Key: KEY })).toEqual({ Item: KEY });
  });

  it.each<[string, object]>([
    ['PutItem', { Item: KEY }],
    ['GetItem', { Key: KEY }],
    ['DeleteItem', { Key: KEY }],
    ['Scan', {}],
    ['DescribeTable', {}],
  ])('of another region or account is refused by %s', (operation, request) => {
    const elsewhere = arn('eu-west-1', '000000000000');
    expect(ask(engineWithTable(), operation, { ...request, TableName: elsewhere })).toEqual(
      invalid(`1 validation error detected: Invalid AWS region in '${elsewhere}'`),
    );
    expect(ask(engineWithTable(), operation, { ...request, TableName: arn('us-east-1', '111111111111') })).toEqual({
      error: 'AccessDeniedException',
      message: 'Access is denied',
    });
  });
});

describe('a table of two keys', () => {
  it('tells items apart by both', () => {
    const engine = engineWithTable({ keys: ['p', 's'] });
    put(engine, { p: S('a'), s: N(1) }, { p: S('a'), s: N(2) }, { p: S('b'), s: N(1) });
    expect(engine.items('things')).toHaveLength(3);
    expect(ask(engine, 'DescribeTable', TABLE)).toMatchObject({ Table: { KeySchema: keySchema(['p', 's']) } });
  });
});
