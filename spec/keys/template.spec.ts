import fc from 'fast-check';
import { anyCodec } from '../../lib/codec/any';
import type { Codec } from '../../lib/codec/codec';
import { dateCodec, epochSecondsCodec } from '../../lib/codec/dates';
import type { Field } from '../../lib/codec/field';
import { bigintCodec, booleanCodec, numberCodec, stringCodec } from '../../lib/codec/scalars';
import { couldBeginWith, overlaps } from '../../lib/keys/overlap';
import { type PartCondition, prefixCondition, rangeCondition } from '../../lib/keys/range';
import { buildKey, compileTemplate, type KeyTemplate, parseKey, valuesOf } from '../../lib/keys/template';
import type { AttributeValue, Item } from '../../lib/wire/attribute-value';
import { compareStrings, compareValues } from '../../lib/wire/order';

const codecs: Record<string, Codec> = {
  org: stringCodec,
  id: stringCodec,
  email: stringCodec,
  seq: numberCodec,
  big: bigintCodec,
  at: dateCodec,
  due: epochSecondsCodec,
  open: booleanCodec,
  untyped: anyCodec,
};

const fields = new Map(
  Object.entries(codecs).map(([property, codec]): [string, Field] => [
    property,
    { property, name: `${property}_`, codec, required: false, computed: false },
  ]),
);

function compiled(source: string, type: 'S' | 'N' = 'S') {
  return compileTemplate(source, type, property => fields.get(property));
}

function template(source: string, type: 'S' | 'N' = 'S'): KeyTemplate {
  const result = compiled(source, type);
  if ('problem' in result) throw new Error(result.problem);
  return result;
}

function stored(values: Record<string, unknown>): Item {
  return Object.fromEntries(
    Object.entries(values).map(([property, value]) => [`${property}_`, codecs[property]!.encode(value)!]),
  );
}

function build(source: string, values: Record<string, unknown>): string | undefined {
  return (buildKey(template(source), valuesOf(stored(values))) as { S: string } | undefined)?.S;
}

const AT = new Date('2026-05-01T10:00:00.000Z');

describe('a template', () => {
  test.each([
    ['ORG#{org}', { org: 'o1' }, 'ORG#o1'],
    ['ORG#$' + '{org}', { org: 'o1' }, 'ORG#o1'],
    ['PROFILE', {}, 'PROFILE'],
    ['{seq:10}', { seq: 42 }, '0000000042'],
    ['{seq}', { seq: 1e21 }, '1000000000000000000000'],
    ['{big}', { big: 7n }, '7'.padStart(38, '0')],
    ['{at}', { at: AT }, '2026-05-01T10:00:00.000Z'],
    ['{at:s}', { at: AT }, '1777629600'],
    ['{due}', { due: AT }, '2026-05-01T10:00:00.000Z'],
    ['{due:s}', { due: AT }, '1777629600'],
    ['{open}', { open: false }, 'false'],
    ['{email:lower}', { email: 'Jo@X.io' }, 'jo@x.io'],
    ['{email}', { email: 'Jo@X.io' }, 'Jo@X.io'],
    ['{seq:4}{at}{org}', { seq: 1, at: AT, org: 'x' }, '00012026-05-01T10:00:00.000Zx'],
    ['A#{at}-{id}-', { at: AT, id: 'i' }, 'A#2026-05-01T10:00:00.000Z-i-'],
  ])('%s of %j is %s', (source, values, expected) => {
    expect(build(source, values)).toBe(expected);
  });

  test('take the type of a part from its format, or are of strings, where nothing else says it', () => {
    expect(build('{untyped}', { untyped: 'a' })).toBe('a');
    expect(build('{untyped:4}', { untyped: 7 })).toBe('0007');
    expect(parseKey(template('{untyped:4}'), { S: '0007' })).toEqual({ untyped_: { N: '7' } });
    for (const value of [7, true]) {
      expect(() => build('{untyped}', { untyped: value })).toThrow(/nothing says its type.*declare its `type`/);
    }
  });

  test('of which a part is missing is undefined', () => {
    expect(build('ORG#{org}#{id}', { org: 'o' })).toBeUndefined();
    expect(buildKey(template('{org}'), valuesOf({ org_: { NULL: true } }))).toBeUndefined();
  });

  test.each([
    ['ORG#{org}#{id}', { org: 'a#b', id: 'i' }, /holds "#", which ends it/],
    ['{org}##{id}', { org: 'a#', id: 'i' }, /holds "##"/],
    ['ORG#{org}', { org: '' }, /is empty/],
    ['ORG#{org}', { org: 'a\u{10FFFF}' }, /U\+10FFFF/],
    ['{seq:3}', { seq: 1000 }, /more than the 3 digits/],
    ['{seq:3}', { seq: -1 }, /negative or has a fraction/],
    ['{seq:3}', { seq: 1.5 }, /negative or has a fraction/],
    ['{big}', { big: -1n }, /negative/],
    ['{at:s}', { at: new Date('1969-01-01T00:00:00Z') }, /negative/],
    ['{at:s}', { at: new Date('2026-01-01T00:00:00.001Z') }, /fraction of a second/],
    ['{at:s}', { at: new Date('2286-11-20T17:46:40Z') }, /more than the 10 digits/],
  ])('%s refuses %j', (source, values, message) => {
    expect(() => build(source, values)).toThrow(message);
  });

  test.each([
    ['', /is empty/],
    ['ORG#{org', /brace/],
    ['ORG#{}', /brace/],
    ['ORG#{nobody}', /names "nobody", which is no attribute/],
    ['{org}{id}', /no literal between "org" and "id"/],
    ['{org}#{org}', /names "org" twice/],
    ['{org:10}', /is a string/],
    ['{seq:lower}', /is a number/],
    ['{seq:0}', /1 to 38 digits/],
    ['{seq:39}', /1 to 38 digits/],
    ['{at:iso}', /is a Date/],
    ['{open:1}', /is a boolean/],
  ])('%s is refused', (source, problem) => {
    expect((compiled(source) as { problem: string }).problem).toMatch(problem);
  });

  test('for a key that is a number is one attribute, stored as such', () => {
    expect(buildKey(template('{seq}', 'N'), valuesOf({ seq_: { N: '7' } }))).toEqual({ N: '7' });
    expect((compiled('N#{seq}', 'N') as { problem: string }).problem).toMatch(/must be one placeholder/);
    expect((compiled('{org}', 'N') as { problem: string }).problem).toMatch(/is not stored as N/);
  });
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter(value => !value.includes('\u{10FFFF}'));
const date = fc.date({ min: new Date(0), max: new Date('2280-01-01'), noInvalidDate: true });
const wholeSeconds = date.map(value => new Date(Math.floor(value.getTime() / 1000) * 1000));

const parts: Record<string, { format: string; values: fc.Arbitrary<unknown> }[]> = {
  org: [{ format: '', values: text }],
  email: [{ format: ':lower', values: text.map(value => value.toLowerCase()).filter(v => v === v.toLowerCase()) }],
  seq: [
    { format: ':10', values: fc.nat({ max: 9_999_999_999 }) },
    {
      format: '',
      values: fc
        .double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 })
        .filter(v => (v === 0 ? !Object.is(v, -0) : Math.abs(v) > 1e-100)),
    },
  ],
  big: [
    { format: '', values: fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }) },
    { format: ':5', values: fc.bigInt({ min: 0n, max: 99_999n }) },
  ],
  at: [
    { format: '', values: date },
    { format: ':s', values: wholeSeconds },
  ],
  due: [
    { format: '', values: wholeSeconds },
    { format: ':s', values: wholeSeconds },
  ],
  open: [{ format: '', values: fc.boolean() }],
};

/** Some parts in some order, with literals between them, and a value for each. */
const cases = fc
  .record({
    properties: fc.shuffledSubarray(Object.keys(parts), { minLength: 1 }),
    literals: fc.array(fc.constantFrom('#', '::', '|X|', '#A#'), { minLength: 9, maxLength: 9 }),
    ends: fc.boolean(),
    pick: fc.nat(),
  })
  .chain(({ properties, literals, ends, pick }) => {
    const chosen = properties.map(property => parts[property]![pick % parts[property]!.length]!);
    const source = properties.map((property, i) => `${literals[i]}{${property}${chosen[i]!.format}}`).join('');
    return fc.record({
      source: fc.constant(source + (ends ? literals[8] : '')),
      values: fc.record(Object.fromEntries(properties.map((property, i) => [property, chosen[i]!.values]))),
    });
  });

function builtOrRefused(source: string, item: Item): AttributeValue | undefined {
  try {
    return buildKey(template(source), valuesOf(item));
  } catch {
    return undefined;
  }
}

test('parsing a key gives the parts that it was built of', () => {
  fc.assert(
    fc.property(cases, ({ source, values }) => {
      const item = stored(values);
      const key = builtOrRefused(source, item);
      if (key) expect(parseKey(template(source), key)).toEqual(item);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['ORG#{org}', 'USER#1'],
  ['ORG#{org}#', 'ORG#a'],
  ['ORG#{org}', 'ORG#'],
  ['{seq:3}', '12'],
  ['{seq:3}', '1a3'],
  ['{seq}', '01'],
  ['{at}', '2026-13-01T10:00:00.000Z'],
  ['{open}', 'yes'],
  ['{email:lower}', 'A'],
  ['PROFILE', 'PROFILE#'],
])('%s was not what built %s', (source, key) => {
  expect(parseKey(template(source), { S: key })).toBeUndefined();
});

describe('a range', () => {
  const source = '#{at}#{id}';
  const MAX = '\u{10FFFF}';
  const at = dateCodec.encode(AT)!;
  const range = (condition: PartCondition) => rangeCondition(template(source), valuesOf({}), 0, condition);

  test('on the next part', () => {
    const now = AT.toISOString();
    expect(range({ kind: '>=', value: at })).toEqual({
      kind: 'between',
      low: { S: `#${now}` },
      high: { S: `#${MAX}` },
    });
    expect(range({ kind: '>', value: at })).toMatchObject({ low: { S: `#${now}#${MAX}` } });
    expect(range({ kind: '<=', value: at })).toEqual({
      kind: 'between',
      low: { S: '#' },
      high: { S: `#${now}#${MAX}` },
    });
    expect(range({ kind: '<', value: at })).toMatchObject({ low: { S: '#' } });
    expect(range({ kind: '=', value: at })).toEqual({ kind: 'begins', value: { S: `#${now}#` } });
    expect(range({ kind: 'between', low: at, high: at })).toEqual({
      kind: 'between',
      low: { S: `#${now}` },
      high: { S: `#${now}#${MAX}` },
    });
    expect(() => range({ kind: 'begins', value: at })).toThrow('is no text');
  });

  test('of a number without padding is refused', () => {
    expect(() => rangeCondition(template('{seq}'), valuesOf({}), 0, { kind: '<', value: { N: '1' } })).toThrow(
      'no order',
    );
  });

  test('of no condition ends in a literal, or is one key', () => {
    const values = valuesOf(stored({ at: AT, id: 'a' }));
    expect(prefixCondition(template(source), values, 0)).toEqual({ kind: 'begins', value: { S: '#' } });
    expect(prefixCondition(template(source), values, 1)).toEqual({
      kind: 'begins',
      value: { S: `#${AT.toISOString()}#` },
    });
    expect(prefixCondition(template(source), values, 2)).toEqual({ kind: '=', value: { S: `#${AT.toISOString()}#a` } });
    expect(prefixCondition(template('{id}'), values, 0)).toBeUndefined();
  });

  const sources: Record<string, [string, string[]]> = {
    dates: ['ORDER#{at}#{id}', ['at']],
    seconds: ['ORDER#{due:s}#{id}', ['due']],
    'padded numbers': ['{seq:10}#{id}', ['seq']],
    bigints: ['X{big}{id}', ['big']],
    'a last text': ['ORDER#{id}', ['id']],
    'a text alone': ['{id}', ['id']],
    'a text with a literal behind it': ['ORDER#{org}#{id}', ['org']],
    'a text at the beginning': ['{org}#{id}', ['org']],
    booleans: ['OPEN#{open}#{id}', ['open']],
  };
  // Such as come in the order of their keys, whatever literal is behind them.
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'z', 'é', '\ue000', '😀'), minLength: 1, maxLength: 4 });
  const close: Record<string, fc.Arbitrary<unknown>> = {
    at: fc.integer({ min: 0, max: 5 }).map(n => new Date(AT.getTime() + n)),
    due: fc.integer({ min: 0, max: 5 }).map(n => new Date(AT.getTime() + n * 1000)),
    seq: fc.nat({ max: 12 }),
    big: fc.bigInt({ min: 0n, max: 12n }),
    id: word,
    org: word,
    open: fc.boolean(),
  };

  test.each(Object.entries(sources))('of %s takes the keys whose part is in it', (_, [source, [property]]) => {
    const key = template(source);
    const ordered = (a: AttributeValue, b: AttributeValue) =>
      'BOOL' in a && 'BOOL' in b ? Number(a.BOOL) - Number(b.BOOL) : compareValues(a, b);
    const encoded = close[property!]!.map(value => codecs[property!]!.encode(value)!);
    fc.assert(
      fc.property(
        encoded,
        word,
        encoded,
        encoded,
        fc.constantFrom('<', '<=', '>', '>=', '=', 'between' as const),
        (value, id, limit, other, kind) => {
          const item = { id_: { S: id }, [`${property}_`]: value };
          const [low, high] = ordered(limit, other) <= 0 ? [limit, other] : [other, limit];
          const wanted = kind === 'between' ? { kind, low, high } : { kind, value: limit };
          const condition = rangeCondition(key, valuesOf({}), 0, wanted as PartCondition);
          const found = matches(condition, (buildKey(key, valuesOf(item)) as { S: string }).S);
          const c = ordered(value, limit);
          const expected = {
            '<': c < 0,
            '<=': c <= 0,
            '>': c > 0,
            '>=': c >= 0,
            '=': c === 0,
            between: ordered(low, value) <= 0 && ordered(value, high) <= 0,
          };
          expect(found).toBe(expected[kind as keyof typeof expected]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of keys is the order of their parts', () => {
    fc.assert(
      fc.property(close.seq!, close.at!, word, close.seq!, close.at!, word, (seq, at, id, seq2, at2, id2) => {
        const a = build('X#{seq:10}#{at}#{id}', { seq, at, id })!;
        const b = build('X#{seq:10}#{at}#{id}', { seq: seq2, at: at2, id: id2 })!;
        const byParts =
          (seq as number) - (seq2 as number) || Number(at as Date) - Number(at2 as Date) || compareStrings(id, id2);
        expect(Math.sign(compareStrings(a, b))).toBe(Math.sign(byParts));
      }),
    );
  });
});

function matches(condition: PartCondition, key: string): boolean {
  if (condition.kind === 'between') {
    const { low, high } = condition as { low: { S: string }; high: { S: string } };
    return compareStrings(low.S, key) <= 0 && compareStrings(key, high.S) <= 0;
  }
  const { S } = condition.value as { S: string };
  const c = compareStrings(key, S);
  return { '=': c === 0, begins: key.startsWith(S), '<': c < 0, '<=': c <= 0, '>': c > 0, '>=': c >= 0 }[
    condition.kind
  ];
}

describe('two templates', () => {
  test.each([
    ['ORDER#{id}', 'USER#{id}', false],
    ['ORG', 'ORG#{id}', false],
    ['ORDER#{id}', 'ORDER#{org}#ITEM#{seq:4}', true],
    ['ORDER#{at}', 'ORDER#{at}#ITEM#{id}', false],
    ['ORDER#{seq:4}', 'ORDER#{at}', false],
    ['ORDER#{seq:4}', 'ORDER#{org}', true],
    ['A#{org}#', 'A#{org}#{id}#', false],
    ['A#{org}#B', 'A#{org}#{id}#B', true],
    ['A#{org}#B', 'A#{org}', true],
    ['{org}', 'META', true],
    ['{seq:4}', 'META', false],
    ['{org}#A', '{org}#B', false],
  ])('%s and %s: one key could be of both: %s', (a, b, expected) => {
    expect(overlaps(template(a), template(b))).toBe(expected);
    expect(overlaps(template(b), template(a))).toBe(expected);
  });

  test.each([
    ['TASK#{seq:4}#COMMENT#{at}', 'TASK#', true],
    ['TASK', 'TASK#', false],
    ['{org}', 'TASK#', true],
    ['{at}', 'TASK#', false],
    ['USER#{id}', '', true],
  ])('a key of %s could begin with "%s": %s', (source, text, expected) => {
    expect(couldBeginWith(template(source), text)).toBe(expected);
  });

  test('that a key fits both of do overlap', () => {
    fc.assert(
      fc.property(cases, cases, ({ source, values }, other) => {
        const key = builtOrRefused(source, stored(values));
        if (!key || !parseKey(template(other.source), key)) return;
        expect(overlaps(template(source), template(other.source))).toBe(true);
      }),
    );
  });
});
