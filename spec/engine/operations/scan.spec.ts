import type { Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, invalid, N, put, S } from '../asking';

const ITEMS: Item[] = Array.from({ length: 200 }, (_, at) => ({ p: S(`item-${at}`), n: N(at) }));
const engine = engineWithTable();
put(engine, ...ITEMS);

interface Page {
  readonly Items: Item[];
  readonly LastEvaluatedKey?: Item;
}

const scan = (parameters: object = {}) => ask(engine, 'Scan', { TableName: 'things', ...parameters }) as Page;

function everything(parameters: object): Item[] {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = scan({ ...parameters, ExclusiveStartKey });
    items.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

const byNumber = (items: readonly Item[]) =>
  [...items].sort((one, other) => Number((one.n as { N: string }).N) - Number((other.n as { N: string }).N));

describe('Scan', () => {
  it('returns every item once, in pages of any size', () => {
    for (const Limit of [1, 7, 200, undefined]) expect(byNumber(everything({ Limit }))).toEqual(ITEMS);
  });

  it('splits a table into segments that have every item once', () => {
    for (const TotalSegments of [1, 3, 16, 1000]) {
      const segments = Array.from({ length: TotalSegments }, (_, Segment) =>
        everything({ Segment, TotalSegments, Limit: 5 }),
      );
      expect(byNumber(segments.flat())).toEqual(ITEMS);
      if (TotalSegments <= 16) expect(segments.every(({ length }) => length > 0)).toBe(true);
    }
  });

  it('filters, projects and counts', () => {
    const filter = { FilterExpression: 'n < :n', ExpressionAttributeValues: { ':n': N(3) } };
    expect(scan(filter)).toMatchObject({ Count: 3, ScannedCount: 200 });
    expect(scan({ ...filter, Select: 'COUNT' })).toEqual({ Count: 3, ScannedCount: 200 });
    const projected = scan({ ...filter, ProjectionExpression: 'n' });
    expect(byNumber(projected.Items)).toEqual([{ n: N(0) }, { n: N(1) }, { n: N(2) }]);
  });

  it('ends a page after 1 MB', () => {
    const large = engineWithTable();
    put(large, ...Array.from({ length: 5 }, (_, at) => ({ p: S(String(at)), t: S('x'.repeat(300_000)) })));
    const page = ask(large, 'Scan', { TableName: 'things' });
    expect(page).toMatchObject({ Count: 4, LastEvaluatedKey: { p: expect.anything() } });
  });

  it.each<[string, object, string]>([
    [
      'a segment alone',
      { Segment: 0 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ],
    [
      'a total alone',
      { TotalSegments: 2 },
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ],
    [
      'a segment beyond the total',
      { Segment: 2, TotalSegments: 2 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
        'Segment: 2 is not less than TotalSegments: 2',
    ],
    [
      'too many segments',
      { Segment: 0, TotalSegments: 1_000_001 },
      "1 validation error detected: Value '1000001' at 'totalSegments' failed to satisfy constraint: " +
        'Member must have value less than or equal to 1000000',
    ],
    [
      'a limit of nothing',
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 1',
    ],
    [
      'specific attributes that are not named',
      { Select: 'SPECIFIC_ATTRIBUTES' },
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ],
  ])('refuses %s', (_, parameters, message) => {
    expect(scan(parameters)).toEqual(invalid(message));
  });

  it('tells a name that is twice in AttributesToGet before a wrong filter', () => {
    const ScanFilter = { n: { ComparisonOperator: 'EQ' } };
    expect(scan({ ScanFilter, AttributesToGet: ['n', 'n'] })).toEqual(
      invalid('One or more parameter values were invalid: Duplicate value in attribute name: n'),
    );
  });

  it('refuses a start that lies in another segment', () => {
    const [first] = everything({ Segment: 0, TotalSegments: 2 });
    const ExclusiveStartKey = { p: first?.p };
    expect(scan({ Segment: 1, TotalSegments: 2, ExclusiveStartKey })).toEqual(
      invalid(
        'The provided starting key is invalid: Invalid ExclusiveStartKey. ' +
          'Please use ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 1',
      ),
    );
  });
});

describe('where a Scan goes on', () => {
  const mismatch = 'The provided key element does not match the schema';
  const whole = `The provided starting key is invalid: ${mismatch}`;
  const inner = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: p";

  it.each<[string, object, string]>([
    ['has too few attributes', { p: S('a') }, whole],
    ['has an attribute of another type', { p: S('a'), s: S('1') }, whole],
    ['is right, and what is asked for is not', { p: S('a'), s: N(1) }, inner],
  ])('%s', (_, ExclusiveStartKey, message) => {
    const request = { TableName: 'things', ProjectionExpression: 'p.x', ExclusiveStartKey };
    expect(ask(engineWithTable({ keys: ['p', 's'] }), 'Scan', request)).toEqual(invalid(message));
  });

  it.each<[string, object, string]>([
    ['has too few attributes', { p: S('a'), g: S('a') }, 'The provided starting key is invalid'],
    ['has another attribute', { p: S('a'), g: S('a'), x: N(1) }, 'The provided starting key is invalid'],
    ['has a key of the index of another type', { p: N(1), g: S('a'), h: S('1') }, mismatch],
    [
      'has a key of the table of another type',
      { p: N(1), g: S('a'), h: N(1) },
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary ' +
        'index byG because its projection type is not ALL',
    ],
  ])('in an index %s', (_, ExclusiveStartKey, message) => {
    const global = { byG: { keys: ['g', 'h'], projection: { ProjectionType: 'KEYS_ONLY' } } };
    const request = { TableName: 'things', IndexName: 'byG', Select: 'ALL_ATTRIBUTES', ExclusiveStartKey };
    expect(ask(engineWithTable({ global }), 'Scan', request)).toEqual(invalid(message));
  });

  it.each<[string, object, string]>([
    ['the table', { p: S(''), g: S('a'), h: N(1) }, 'Key: p'],
    ['the index', { p: S('a'), g: S(''), h: N(1) }, 'IndexName: byG, IndexKey: g'],
  ])('in an index has an empty key of %s', (_, ExclusiveStartKey, key) => {
    const request = { TableName: 'things', IndexName: 'byG', ExclusiveStartKey };
    expect(ask(engineWithTable({ global: { byG: { keys: ['g', 'h'] } } }), 'Scan', request)).toEqual(
      invalid(expect.stringMatching(`cannot contain an empty string value. ${key}$`)),
    );
  });

  it('in an index has a key of the table of another type, and all is there', () => {
    const global = { byG: { keys: ['g', 'h'] } };
    const request = { TableName: 'things', IndexName: 'byG', ExclusiveStartKey: { p: N(1), g: S('a'), h: N(1) } };
    expect(ask(engineWithTable({ global }), 'Scan', request)).toEqual(invalid(whole));
  });
});
