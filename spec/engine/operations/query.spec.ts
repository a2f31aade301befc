import type { Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, invalid, N, put, S } from '../asking';

const ITEMS: Item[] = Array.from({ length: 10 }, (_, at) => ({ p: S('a'), s: N(at), even: { BOOL: at % 2 === 0 } }));
const engine = engineWithTable({ keys: ['p', 's'] });
put(engine, ...ITEMS, { p: S('b'), s: N(100) });

const BASE = { TableName: 'things', KeyConditionExpression: 'p = :p', ExpressionAttributeValues: { ':p': S('a') } };

function query(parameters: object = {}): { Items: Item[]; Count: number; LastEvaluatedKey?: Item } {
  return ask(engine, 'Query', { ...BASE, ...parameters }) as ReturnType<typeof query>;
}

const withSort = (condition: string, values: Item) => ({
  KeyConditionExpression: `p = :p AND ${condition}`,
  ExpressionAttributeValues: { ':p': S('a'), ...values },
});
const sorts = ({ Items }: { Items: readonly Item[] }) => Items.map(({ s }) => Number((s as { N: string }).N));

describe('Query', () => {
  it('returns the items of a partition in the order of their sort keys', () => {
    expect(query()).toEqual({ Items: ITEMS, Count: 10, ScannedCount: 10 });
    expect(query({ ScanIndexForward: false }).Items).toEqual([...ITEMS].reverse());
    expect(query({ ExpressionAttributeValues: { ':p': S('none') } })).toEqual({ Items: [], Count: 0, ScannedCount: 0 });
  });

  it.each<[string, Item, number[]]>([
    ['s = :s', { ':s': N('3.0') }, [3]],
    ['s < :s', { ':s': N(2) }, [0, 1]],
    ['s <= :s', { ':s': N(2) }, [0, 1, 2]],
    ['s > :s', { ':s': N(7) }, [8, 9]],
    ['s >= :s', { ':s': N('7.5') }, [8, 9]],
    ['s BETWEEN :s AND :t', { ':s': N(-1), ':t': N(1) }, [0, 1]],
    [':s < s', { ':s': N(8) }, [9]],
  ])('keeps to a range of sort keys: %s', (condition, values, expected) => {
    expect(sorts(query(withSort(condition, values)))).toEqual(expected);
    expect(sorts(query({ ...withSort(condition, values), ScanIndexForward: false }))).toEqual([...expected].reverse());
  });

  it('finds sort keys that begin with a text', () => {
    const words = engineWithTable({ keys: ['p', 'l'] });
    put(words, ...['a', 'ab', 'abc', 'b', 'ac', 'é', 'éa'].map(text => ({ p: S('p'), l: S(text) })));
    const begins = (text: string) =>
      ask(words, 'Query', {
        TableName: 'things',
        KeyConditionExpression: 'begins_with(l, :l) AND p = :p',
        ExpressionAttributeValues: { ':p': S('p'), ':l': S(text) },
      });
    expect(begins('ab')).toMatchObject({ Items: [{ l: S('ab') }, { l: S('abc') }] });
    expect(begins('é')).toMatchObject({ Items: [{ l: S('é') }, { l: S('éa') }] });
  });

  it('filters after it has read, so that a page may be empty', () => {
    const filter = {
      FilterExpression: 'even = :e',
      ExpressionAttributeValues: { ':p': S('a'), ':e': { BOOL: false } },
    };
    expect(query(filter)).toMatchObject({ Count: 5, ScannedCount: 10 });
    expect(query({ ...filter, Limit: 1 })).toEqual({
      Items: [],
      Count: 0,
      ScannedCount: 1,
      LastEvaluatedKey: { p: S('a'), s: N(0) },
    });
  });

  it('continues where a page ended, in both directions, even if that item is gone', () => {
    const pages = (parameters: object) => {
      const seen: number[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = query({ ...parameters, Limit: 3, ExclusiveStartKey });
        seen.push(...sorts(page));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return seen;
    };
    expect(pages({})).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(pages({ ScanIndexForward: false })).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(sorts(query({ ExclusiveStartKey: { p: S('a'), s: N('6.5') } }))).toEqual([7, 8, 9]);
  });

  it('says that a page of exactly the limit may not be the last', () => {
    expect(query({ Limit: 10 })).toHaveProperty('LastEvaluatedKey', { p: S('a'), s: N(9) });
    expect(query({ Limit: 11 })).not.toHaveProperty('LastEvaluatedKey');
  });

  it('of a partition that holds one item ends with it, and cannot go on from there', () => {
    const single = engineWithTable({ global: { byGroup: { keys: ['g'] } } });
    put(single, { p: S('a'), g: S('x') }, { p: S('b'), g: S('x') });
    const page = ask(single, 'Query', { ...BASE, Limit: 1 });
    expect(page).toEqual({ Items: [{ p: S('a'), g: S('x') }], Count: 1, ScannedCount: 1 });
    const start = { ExclusiveStartKey: { p: S('a') } };
    expect(ask(single, 'Query', { ...BASE, ...start })).toEqual(invalid('The provided exclusive start key is invalid'));
    const both = { KeyConditionExpression: 'p = :p AND g = :p' };
    expect(ask(single, 'Query', { ...BASE, ...both })).toEqual(
      invalid('The number of query conditions (2) exceeds the number of key attributes defined in the schema (1)'),
    );
    const byGroup = {
      IndexName: 'byGroup',
      KeyConditionExpression: 'g = :g',
      ExpressionAttributeValues: { ':g': S('x') },
    };
    const first = ask(single, 'Query', { ...BASE, ...byGroup, Limit: 1 }) as { Items: Item[]; LastEvaluatedKey: Item };
    const next = { ...byGroup, ExclusiveStartKey: first.LastEvaluatedKey };
    const second = ask(single, 'Query', { ...BASE, ...next }) as { Items: Item[] };
    expect([...first.Items, ...second.Items]).toHaveLength(2);
  });

  it('ends a page after 1 MB', () => {
    const large = engineWithTable({ keys: ['p', 's'] });
    put(large, ...Array.from({ length: 12 }, (_, at) => ({ p: S('a'), s: N(at), t: S('x'.repeat(100_000)) })));
    const page = ask(large, 'Query', BASE) as { Count: number; LastEvaluatedKey: Item };
    expect(page).toMatchObject({ Count: 11, LastEvaluatedKey: { p: S('a'), s: N(10) } });
    expect(ask(large, 'Query', { ...BASE, ExclusiveStartKey: page.LastEvaluatedKey })).toMatchObject({ Count: 1 });
  });

  it('projects, and counts', () => {
    expect(query({ ProjectionExpression: 'even', Limit: 1 }).Items).toEqual([{ even: { BOOL: true } }]);
    expect(query({ Select: 'COUNT' })).toEqual({ Count: 10, ScannedCount: 10 });
  });

  it.each<[string, object, string]>([
    [
      'a limit of nothing',
      { Limit: 0 },
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 1',
    ],
    [
      'no key condition',
      { KeyConditionExpression: undefined, ExpressionAttributeValues: undefined },
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    ],
    [
      'no partition key',
      { KeyConditionExpression: 's = :p', ExpressionAttributeValues: { ':p': N(1) } },
      'Query condition missed key schema element: p',
    ],
    ['a range of partitions', { KeyConditionExpression: 'p > :p' }, 'Query key condition not supported'],
    [
      'OR',
      withSort('s = :s OR s = :t', { ':s': N(1), ':t': N(2) }),
      'Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: OR',
    ],
    [
      'an inequality',
      withSort('s <> :s', { ':s': N(1) }),
      'Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: <>',
    ],
    [
      'a comparison of two attributes',
      { KeyConditionExpression: 'p = s', ExpressionAttributeValues: undefined },
      'Invalid KeyConditionExpression: ' +
        'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
    ],
    [
      'a comparison of two attributes beside a value that is not used',
      { KeyConditionExpression: 'p = s' },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:p}',
    ],
    [
      'more conditions than keys',
      withSort('s = :s AND x = :s', { ':s': N(1) }),
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    [
      'a function',
      withSort('attribute_exists(s)', {}),
      'Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: attribute_exists',
    ],
    [
      'a nested attribute',
      withSort('s.x = :s', { ':s': N(1) }),
      'Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes',
    ],
    [
      'two conditions on one key',
      withSort('s > :s AND s < :t', { ':s': N(1), ':t': N(2) }),
      'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
    ],
    [
      'a value of another type',
      withSort('s = :s', { ':s': S('1') }),
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'a filter on a key',
      { FilterExpression: 's = :p' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: s',
    ],
    ['a missing index', { IndexName: 'none' }, 'The table does not have the specified index: none'],
    [
      'a start outside of the partition',
      { ExclusiveStartKey: { p: S('b'), s: N(100) } },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    [
      'a start outside of the partition and of the range in it',
      { ...withSort('s > :s', { ':s': N(3) }), ExclusiveStartKey: { p: S('b'), s: N(3) } },
      'The provided starting key does not match the range key predicate',
    ],
    [
      'a start outside of the partition, with a sort key that is in the range',
      { ...withSort('s > :s', { ':s': N(3) }), ExclusiveStartKey: { p: S('b'), s: N(4) } },
      'The query can return at most one row and cannot be restarted',
    ],
    [
      'a value of another type before a sort key of another type',
      { ExclusiveStartKey: { p: S('a'), s: S('1') }, ExpressionAttributeValues: { ':p': N(1) } },
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'a projection from inside of a key before a filter on it',
      { ProjectionExpression: 's.x', FilterExpression: 's = :p' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: s",
    ],
    [
      'a filter on a key before one on what is inside of it',
      { FilterExpression: 's.x = :p' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: s',
    ],
    ['a start that is no key', { ExclusiveStartKey: { p: S('a') } }, 'The provided starting key is invalid'],
  ])('refuses %s', (_, parameters, message) => {
    expect(query(parameters)).toEqual(invalid(message));
  });
});
