import type { Item } from '../../../lib/wire/attribute-value';
import { ask, definitionsOf, engineWithTable, invalid, N, put, S } from '../asking';

const INCLUDE = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n'] };

function tableWithIndexes() {
  return engineWithTable({
    keys: ['p', 's'],
    global: {
      'by-g': { keys: ['g', 'h'], projection: INCLUDE },
      all: { keys: ['g'] },
    },
    local: { 'by-l': { keys: ['p', 'l'], projection: { ProjectionType: 'KEYS_ONLY' } } },
  });
}

const item = (s: number, rest: Item = {}): Item => ({ p: S('a'), s: N(s), n: N(s * 10), t: S('text'), ...rest });

const byG = (parameters: object = {}) => ({
  TableName: 'things',
  IndexName: 'by-g',
  KeyConditionExpression: 'g = :g',
  ExpressionAttributeValues: { ':g': S('x') },
  ...parameters,
});
const byL = (parameters: object = {}) => ({
  TableName: 'things',
  IndexName: 'by-l',
  KeyConditionExpression: 'p = :p',
  ExpressionAttributeValues: { ':p': S('a') },
  ...parameters,
});

describe('a global index', () => {
  it('holds the items with all of its keys, in their order, and what it projects', () => {
    const engine = tableWithIndexes();
    put(
      engine,
      item(1, { g: S('x'), h: N(2) }),
      item(2, { g: S('x'), h: N(1) }),
      item(3, { g: S('x') }),
      item(4, { h: N(1) }),
      item(5, { g: S('y'), h: N(1) }),
    );
    expect(ask(engine, 'Query', byG())).toEqual({
      Items: [
        { p: S('a'), s: N(2), g: S('x'), h: N(1), n: N(20) },
        { p: S('a'), s: N(1), g: S('x'), h: N(2), n: N(10) },
      ],
      Count: 2,
      ScannedCount: 2,
    });
    expect(ask(engine, 'Query', byG({ IndexName: 'all' }))).toMatchObject({ Count: 3 });
    expect(ask(engine, 'Scan', { TableName: 'things', IndexName: 'by-g' })).toMatchObject({ Count: 3 });
  });

  it('follows every change of an item', () => {
    const engine = tableWithIndexes();
    put(engine, item(1, { g: S('x'), h: N(1) }));
    const update = (UpdateExpression: string, ExpressionAttributeValues?: Item) =>
      ask(engine, 'UpdateItem', {
        TableName: 'things',
        Key: { p: S('a'), s: N(1) },
        UpdateExpression,
        ExpressionAttributeValues,
      });
    update('SET h = :h, n = :h', { ':h': N(7) });
    expect(ask(engine, 'Query', byG())).toMatchObject({ Items: [{ h: N(7), n: N(7) }] });
    update('REMOVE h');
    expect(ask(engine, 'Query', byG())).toMatchObject({ Count: 0 });
    put(engine, item(1, { g: S('x'), h: N(1) }));
    expect(ask(engine, 'Query', byG())).toMatchObject({ Count: 1 });
    ask(engine, 'DeleteItem', { TableName: 'things', Key: { p: S('a'), s: N(1) } });
    expect(ask(engine, 'Query', byG())).toMatchObject({ Count: 0 });
  });

  it('is walked page by page through items with the same keys', () => {
    const engine = tableWithIndexes();
    put(engine, ...Array.from({ length: 7 }, (_, at) => item(at, { g: S('x'), h: N(1) })));
    const seen: unknown[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = ask(engine, 'Query', byG({ Limit: 2, ExclusiveStartKey })) as {
        Items: Item[];
        LastEvaluatedKey?: Item;
      };
      seen.push(...page.Items.map(({ s }) => s));
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (ExclusiveStartKey) expect(Object.keys(ExclusiveStartKey).sort()).toEqual(['g', 'h', 'p', 's']);
    } while (ExclusiveStartKey);
    expect(new Set(seen.map(value => JSON.stringify(value))).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  it.each<[string, object, string]>([
    ['consistent reads', { ConsistentRead: true }, 'Consistent reads are not supported on global secondary indexes'],
    [
      'all attributes where it has not all',
      { Select: 'ALL_ATTRIBUTES' },
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary ' +
        'index by-g because its projection type is not ALL',
    ],
    [
      'attributes that it does not project',
      { ProjectionExpression: 't' },
      'One or more parameter values were invalid: Global secondary index by-g does not project [t]',
    ],
  ])('refuses %s', (_, parameters, message) => {
    expect(ask(tableWithIndexes(), 'Query', byG(parameters))).toEqual(invalid(message));
  });

  it('refuses items whose key attribute is of another type', () => {
    expect(ask(tableWithIndexes(), 'PutItem', { TableName: 'things', Item: item(1, { h: S('1') }) })).toEqual(
      invalid(
        'One or more parameter values were invalid: ' +
          'Type mismatch for Index Key h Expected: N Actual: S IndexName: by-g',
      ),
    );
  });

  function update(UpdateExpression: string, ExpressionAttributeValues?: Item, rest: object = {}): object {
    const engine = tableWithIndexes();
    put(engine, item(1));
    const Key = { p: S('a'), s: N(1) };
    const request = { TableName: 'things', Key, UpdateExpression, ExpressionAttributeValues, ...rest };
    return ask(engine, 'UpdateItem', request);
  }

  it.each<[string, Item | undefined, string]>([
    ['SET h = :v', { ':v': S('1') }, 'S'],
    ['SET h = list_append(:v, :v)', { ':v': { L: [] } }, 'L'],
    ['ADD h :v', { ':v': { SS: ['1'] } }, 'SS'],
  ])('refuses updates that give a key another type, before any condition: %s', (expression, values, type) => {
    expect(update(expression, values, { ConditionExpression: 'attribute_exists(nothing)' })).toEqual(
      invalid(
        'One or more parameter values were invalid: ' +
          `Type mismatch for Index Key h Expected: N Actual: ${type} IndexName: by-g`,
      ),
    );
  });

  it('tells such updates before those of what is inside of a key', () => {
    expect(update('SET h = :v, l.x = :v', { ':v': S('1') })).toEqual(
      invalid(expect.stringContaining('Type mismatch for Index Key h')),
    );
  });

  it.each<[string, Item | undefined, string]>([
    ['SET h = t', undefined, 'to unsupported type'],
    ['SET h = if_not_exists(nothing, :v)', { ':v': S('1') }, 'to unsupported type'],
    ['SET g = :v', { ':v': S('x'.repeat(2049)) }, 'beyond allowed size limits'],
  ])('refuses updates whose result no key can be: %s', (expression, values, problem) => {
    expect(update(expression, values)).toEqual(
      invalid(`The update expression attempted to update the secondary index key ${problem}`),
    );
  });

  it('has keys of up to four and four attributes', () => {
    const names = (prefix: string) => ['1', '2', '3', '4'].map(digit => prefix + digit);
    const key = (KeyType: string) => (AttributeName: string) => ({ AttributeName, KeyType });
    const engine = engineWithTable({
      AttributeDefinitions: ['p', ...names('g'), ...names('h')].map(AttributeName => ({
        AttributeName,
        AttributeType: AttributeName.startsWith('h') ? 'N' : 'S',
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'wide',
          KeySchema: [...names('g').map(key('HASH')), ...names('h').map(key('RANGE'))],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const values = (h: readonly number[]) => ({
      ...Object.fromEntries(names('g').map(name => [name, S(name)])),
      ...Object.fromEntries(names('h').map((name, at) => [name, N(h[at] as number)])),
    });
    put(
      engine,
      { p: S('a'), ...values([1, 2, 3, 4]) },
      { p: S('b'), ...values([1, 2, 2, 9]) },
      { p: S('c'), ...values([1, 1, 9, 9]) },
      { p: S('d'), g1: S('g1') },
    );
    const wide = (condition: string, parameters: Item = {}) =>
      ask(engine, 'Query', {
        TableName: 'things',
        IndexName: 'wide',
        KeyConditionExpression: `g1 = :g1 AND g2 = :g2 AND g3 = :g3 AND g4 = :g4${condition}`,
        ExpressionAttributeValues: {
          ...Object.fromEntries(names('g').map(name => [`:${name}`, S(name)])),
          ...parameters,
        },
      });
    expect(wide('')).toMatchObject({ Items: [{ p: S('c') }, { p: S('b') }, { p: S('a') }] });
    expect(wide(' AND h1 = :1 AND h2 = :2 AND h3 > :2', { ':1': N(1), ':2': N(2) })).toMatchObject({
      Items: [{ p: S('a') }],
    });
  });

  const equal = (kind: string, names: string) =>
    `${kind} key attributes ${names} must have equality conditions specified in the query`;
  const because = (name: string) => ` because a condition is present on key attribute ${name}`;

  it.each<[string, string]>([
    ['g = :s', equal('HASH', 'h')],
    ['g > :s AND h > :n', equal('HASH', 'g, h')],
    ['g > :s AND p = :s', equal('HASH', 'h')],
    ['x = :s', equal('HASH', 'g, h')],
    ['g = :s AND h = :n AND s = :n', equal('RANGE', 'p') + because('s')],
    ['g = :s AND h = :n AND l = :s', equal('RANGE', 'p, s') + because('l')],
    ['g = :s AND h = :n AND p > :s AND s > :n', equal('RANGE', 'p') + because('s')],
    ['g = :s AND h = :n AND x = :s', 'Query condition missed key schema element: p'],
  ])('of a key of several attributes names those that lack an equality: %s', (KeyConditionExpression, message) => {
    const keys = { HASH: ['g', 'h'], RANGE: ['p', 's', 'l'] };
    const engine = engineWithTable({
      AttributeDefinitions: definitionsOf(['p', 's', 'g', 'h', 'l']),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'several',
          KeySchema: Object.entries(keys).flatMap(([KeyType, names]) =>
            names.map(AttributeName => ({ AttributeName, KeyType })),
          ),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const values = Object.entries({ ':s': S('a'), ':n': N(1) });
    const ExpressionAttributeValues = Object.fromEntries(values.filter(([v]) => KeyConditionExpression.includes(v)));
    const request = { TableName: 'things', IndexName: 'several', KeyConditionExpression, ExpressionAttributeValues };
    expect(ask(engine, 'Query', request)).toEqual(invalid(message));
  });
});

describe('a local index', () => {
  it('holds the items of the partition that have its key, in another order', () => {
    const engine = tableWithIndexes();
    put(engine, item(1, { l: S('b') }), item(2, { l: S('a') }), item(3));
    expect(ask(engine, 'Query', byL())).toEqual({
      Items: [
        { p: S('a'), s: N(2), l: S('a') },
        { p: S('a'), s: N(1), l: S('b') },
      ],
      Count: 2,
      ScannedCount: 2,
    });
  });

  it('looks up what it does not project', () => {
    const engine = tableWithIndexes();
    put(engine, item(1, { l: S('b') }));
    expect(ask(engine, 'Query', byL({ Select: 'ALL_ATTRIBUTES', ConsistentRead: true }))).toMatchObject({
      Items: [item(1, { l: S('b') })],
    });
    expect(ask(engine, 'Query', byL({ ProjectionExpression: 't' }))).toMatchObject({ Items: [{ t: S('text') }] });
  });

  it('refuses a filter on what it does not project', () => {
    const FilterExpression = 't = :p';
    expect(ask(tableWithIndexes(), 'Query', byL({ FilterExpression }))).toEqual(
      invalid(
        'One or more parameter values were invalid: ' +
          'Secondary index by-l does not project one or more filter attributes: [t]',
      ),
    );
  });
});
