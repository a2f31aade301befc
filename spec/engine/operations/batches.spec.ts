import type { Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, get, invalid, N, put, S } from '../asking';

const keys = (count: number): Item[] => Array.from({ length: count }, (_, at) => ({ p: S(`k${at}`) }));
const readsOf = (Keys: readonly Item[], rest: object = {}) => ({ RequestItems: { things: { Keys, ...rest } } });
const putsOf = (items: readonly Item[]) => ({
  RequestItems: { things: items.map(item => ({ PutRequest: { Item: item } })) },
});

describe('BatchGetItem', () => {
  it('finds keys that are there twice before it looks at the table', () => {
    const Keys = [{ p: N('1') }, { p: N('1') }];
    expect(ask(engineWithTable(), 'BatchGetItem', { RequestItems: { unknown: { Keys } } })).toEqual(
      invalid('Provided list of item keys contains duplicates'),
    );
  });

  it('takes two spellings of one number for two keys, unlike BatchWriteItem', () => {
    const engine = engineWithTable({ keys: ['p', 's'] });
    const item = { p: S('a'), s: N('1') };
    put(engine, item);
    const Keys = [item, { p: S('a'), s: N('1.0') }];
    expect(ask(engine, 'BatchGetItem', { RequestItems: { things: { Keys } } })).toEqual({
      Responses: { things: [item, item] },
      UnprocessedKeys: {},
    });
    const writes = Keys.map(Item => ({ PutRequest: { Item } }));
    expect(ask(engine, 'BatchWriteItem', { RequestItems: { things: writes } })).toEqual(
      invalid('Provided list of item keys contains duplicates'),
    );
  });

  it('returns the items that are there', () => {
    const engine = engineWithTable();
    put(engine, { p: S('k0'), n: N(0) }, { p: S('k2'), n: N(2) });
    expect(ask(engine, 'BatchGetItem', readsOf(keys(3)))).toEqual({
      Responses: {
        things: [
          { p: S('k0'), n: N(0) },
          { p: S('k2'), n: N(2) },
        ],
      },
      UnprocessedKeys: {},
    });
    expect(ask(engine, 'BatchGetItem', readsOf(keys(1), { ProjectionExpression: 'n' }))).toMatchObject({
      Responses: { things: [{ n: N(0) }] },
    });
  });

  it('hands back the keys beyond 16 MB', () => {
    const engine = engineWithTable();
    const text = S('x'.repeat(399_000));
    put(engine, ...keys(50).map(key => ({ ...key, text })));
    const answer = ask(engine, 'BatchGetItem', readsOf(keys(50), { ProjectionExpression: 'p' })) as {
      Responses: { things: Item[] };
      UnprocessedKeys: { things: { Keys: Item[]; ProjectionExpression: string } };
    };
    const { things } = answer.UnprocessedKeys;
    expect(answer.Responses.things).toHaveLength(Math.floor((16 * 1024 * 1024) / 399_008));
    expect(things.ProjectionExpression).toBe('p');
    expect([...answer.Responses.things, ...things.Keys]).toEqual(keys(50));
  });

  it.each<[string, object, string]>([
    ['no table', {}, "'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"],
    [
      'no key',
      readsOf([]).RequestItems,
      "'RequestItems.things.member.Keys' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    ],
    [
      'more than 100 keys of a table',
      readsOf(keys(101)).RequestItems,
      "'RequestItems.things.member.Keys' failed to satisfy constraint: " +
        'Member must have length less than or equal to 100',
    ],
  ])('refuses %s', (_, RequestItems, message) => {
    expect(ask(engineWithTable(), 'BatchGetItem', { RequestItems })).toEqual(
      invalid(`1 validation error detected: Value at ${message}`),
    );
  });

  it('refuses more than 100 keys, duplicates, and tables that are not there', () => {
    const engine = engineWithTable();
    expect(
      ask(engine, 'BatchGetItem', { RequestItems: { things: { Keys: keys(60) }, others: { Keys: keys(41) } } }),
    ).toEqual(invalid('Too many items requested for the BatchGetItem call'));
    expect(ask(engine, 'BatchGetItem', readsOf([...keys(2), ...keys(1)]))).toEqual(
      invalid('Provided list of item keys contains duplicates'),
    );
    expect(ask(engine, 'BatchGetItem', { RequestItems: { others: { Keys: keys(1) } } })).toEqual({
      error: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });
});

describe('BatchWriteItem', () => {
  it('puts and deletes', () => {
    const engine = engineWithTable();
    put(engine, { p: S('old') });
    const answer = ask(engine, 'BatchWriteItem', {
      RequestItems: {
        things: [{ PutRequest: { Item: { p: S('new'), n: N('1.0') } } }, { DeleteRequest: { Key: { p: S('old') } } }],
      },
    });
    expect(answer).toEqual({ UnprocessedItems: {} });
    expect(engine.items('things')).toEqual([{ p: S('new'), n: N(1) }]);
  });

  it('refuses more than 25 writes, and two of one item, and then writes nothing', () => {
    const engine = engineWithTable();
    expect(ask(engine, 'BatchWriteItem', putsOf(keys(26)))).toMatchObject({ error: 'ValidationException' });
    expect(ask(engine, 'BatchWriteItem', putsOf([...keys(3), ...keys(1)]))).toEqual(
      invalid('Provided list of item keys contains duplicates'),
    );
    expect(ask(engine, 'BatchWriteItem', putsOf([...keys(3), { q: S('no key') }]))).toMatchObject({
      error: 'ValidationException',
    });
    expect(get(engine, { p: S('k0') })).toBeUndefined();
  });

  it.each([{}, { RequestItems: {} }])('refuses to do nothing: %j', request => {
    expect(ask(engineWithTable(), 'BatchWriteItem', request)).toEqual(
      invalid('The requestItems parameter is required for BatchWriteItem'),
    );
  });

  it.each([{}, { PutRequest: { Item: { p: S('a') } }, DeleteRequest: { Key: { p: S('a') } } }])(
    'refuses an entry that is neither or both: %j',
    entry => {
      expect(ask(engineWithTable(), 'BatchWriteItem', { RequestItems: { things: [entry] } })).toEqual(
        invalid(
          'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
        ),
      );
    },
  );

  it('names the missing key before the missing item', () => {
    const entry = { PutRequest: {}, DeleteRequest: {} };
    const missing = (member: string) =>
      `Value null at 'requestItems.things.member.1.member.${member}' failed to satisfy constraint: Member must not be null`;
    expect(ask(engineWithTable(), 'BatchWriteItem', { RequestItems: { things: [entry] } })).toEqual(
      invalid(`2 validation errors detected: ${missing('deleteRequest.key')}; ${missing('putRequest.item')}`),
    );
  });
});
