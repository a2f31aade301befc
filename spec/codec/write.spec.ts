import fc from 'fast-check';
import { anyCodec, anyListCodec, anyMapCodec, mapCodec } from '../../lib/codec/any';
import { type Codec, ValueFault } from '../../lib/codec/codec';
import {
  anySetCodec,
  bigintSetCodec,
  binarySetCodec,
  listCodec,
  numberSetCodec,
  stringSetCodec,
} from '../../lib/codec/collections';
import { customCodec } from '../../lib/codec/custom';
import { dateCodec, epochSecondsCodec } from '../../lib/codec/dates';
import type { Field } from '../../lib/codec/field';
import { parseJson } from '../../lib/codec/json';
import { nestedCodec } from '../../lib/codec/nested';
import { RecordCodec } from '../../lib/codec/record';
import {
  bigintCodec,
  binaryCodec,
  booleanCodec,
  numberCodec,
  numericStringCodec,
  stringCodec,
} from '../../lib/codec/scalars';
import { allowing } from '../../lib/metadata/allowed-values';
import type { Item } from '../../lib/wire/attribute-value';
import { itemSize } from '../../lib/wire/size';
import { withoutCode } from '../support/without-code';

class Address {
  street?: unknown;
  lines?: unknown;
}

const field = (name: string, codec: Codec, more: Partial<Field> = {}): Field => ({
  property: name,
  name,
  codec,
  required: false,
  computed: false,
  ...more,
});

const addressRecord = new RecordCodec('Address', [field('street', stringCodec), field('lines', anyCodec)]);
const addressCodec = nestedCodec(
  Address,
  () => addressRecord,
  () => true,
);

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom(
    '',
    'plain',
    'a "quote"',
    'tab\t\\',
    'ü',
    '\ud83d\ude00',
    '\ud800',
    'a\udc00',
    '\u2028',
    '"},"x":{"S":"',
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1e15, 1e-6, 1e-7, 1e21, 1e126, Number.NaN, Number.MAX_SAFE_INTEGER, 0.1),
);
const date = fc.date({ noInvalidDate: false });
const bytes = fc.uint8Array({ maxLength: 5 });
const scalar = fc.oneof(text, number, fc.boolean(), fc.constantFrom(null, undefined), bytes);
const plain = fc.dictionary(fc.oneof(fc.constantFrom('', '__proto__', 'constructor', '\ud800'), text), scalar, {
  maxKeys: 3,
});
const anything = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  plain,
  fc.array(fc.array(plain, { maxLength: 2 }), { maxLength: 2 }),
  fc.uniqueArray(text, { maxLength: 3 }).map(elements => new Set(elements)),
);
const address = fc.record({ street: fc.oneof(text, scalar), lines: anything }, { requiredKeys: [] });
const instance = address.map(values => Object.assign(new Address(), values));
const setOf = <E>(element: fc.Arbitrary<E>) => fc.uniqueArray(element, { maxLength: 3 }).map(all => new Set(all));

/** Codecs, with values that most of them take. */
const kinds: readonly (readonly [Codec, fc.Arbitrary<unknown>])[] = [
  [stringCodec, text],
  [numberCodec, number],
  [booleanCodec, fc.boolean()],
  [bigintCodec, fc.bigInt()],
  [numericStringCodec, number.map(String)],
  [dateCodec, date],
  [epochSecondsCodec, date],
  [binaryCodec, bytes],
  [stringSetCodec, setOf(text)],
  [numberSetCodec, setOf(number)],
  [bigintSetCodec, setOf(fc.bigInt({ min: -5n, max: 5n }))],
  [binarySetCodec, setOf(bytes)],
  [anySetCodec, setOf(text)],
  [anyCodec, anything],
  [anyListCodec, fc.array(anything, { maxLength: 3 })],
  [listCodec(stringCodec), fc.array(text, { maxLength: 3 })],
  [listCodec(dateCodec), fc.array(date, { maxLength: 3 })],
  [listCodec(stringSetCodec), fc.array(setOf(text), { maxLength: 2 })],
  [listCodec(addressCodec), fc.array(fc.oneof(instance, address), { maxLength: 3 })],
  [anyMapCodec, plain],
  [mapCodec(addressCodec), fc.dictionary(text, instance, { maxKeys: 2 })],
  [addressCodec, fc.oneof(instance, address, plain)],
  [customCodec({ encode: (value: never) => value, decode: stored => stored }), anything],
  [allowing(stringCodec, ['a', 'b']), fc.constantFrom('a', 'b', 'c')],
  [allowing(listCodec(stringCodec), ['a']), fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 })],
];

const NAMES = [
  'a',
  'b',
  'a name with "quotes" \\ and\nlines',
  '__proto__',
  'constructor',
  'ünï',
  "'); throw 1; ('",
  '7',
];

const entry = (name: string) =>
  fc.constantFrom(...kinds).chain(([codec, value]) =>
    fc.record({
      field: fc.boolean().map(required => field(name, codec, { required: required && name !== 'b' })),
      value: fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: anything }),
    }),
  );
const entries = fc.subarray(NAMES, { minLength: 1 }).chain(names => fc.tuple(...names.map(entry)));

/** A result, or a fault. */
function outcome<R>(run: () => R): R | { fault: string; path: unknown } {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    return { fault: error.problem, path: error.path };
  }
}

const RUNS = Number(process.env.DYNACT_TEXT_RUNS ?? 500);

const ways = [
  ['generated code', (fields: readonly Field[]) => new RecordCodec('Any', fields)],
  ['a loop', (fields: readonly Field[]) => withoutCode(() => new RecordCodec('Any', fields))],
] as const;

describe.each(ways)('the text of records, by %s', (_, recordOf) => {
  it('is that of what they are encoded as', () => {
    fc.assert(
      fc.property(entries, given => {
        const record = recordOf(given.map(one => one.field));
        const values = Object.create(null) as Record<string, unknown>;
        for (const { field, value } of given) values[field.property] = value;
        const encoded = outcome(() => JSON.parse(JSON.stringify(record.encode(values))) as Item);
        const written = outcome(() => JSON.parse(record.write(values)) as Item);
        expect(written).toEqual(encoded);
      }),
      { numRuns: RUNS },
    );
  });

  it('has no attribute twice, and what goes before where there are two', () => {
    fc.assert(
      fc.property(fc.subarray(NAMES), fc.subarray(NAMES), (own, before) => {
        const record = recordOf(own.map(name => field(name, stringCodec)));
        const values = Object.create(null) as Record<string, unknown>;
        for (const name of own) values[name] = 'own';
        const more: Item = JSON.parse(`{${before.map(name => `${JSON.stringify(name)}:{"N":"1"}`).join(',')}}`);
        const text = record.write(values, 0, more);
        const names = new Set([...own, ...before]);
        expect(Object.keys(JSON.parse(text)).length).toBe(names.size);
        expect(text.split('{"N":"1"}').length + text.split('{"S":"own"}').length - 2).toBe(names.size);
        for (const name of before) expect((JSON.parse(text) as Item)[name]).toEqual({ N: '1' });
      }),
      { numRuns: 200 },
    );
  });

  it('has nothing that a library put on all objects', () => {
    const record = recordOf([field('a', stringCodec)]);
    const all = Object.prototype as { extra?: unknown };
    all.extra = { S: 'x' };
    try {
      expect(record.write({ a: 'own' })).toBe('{"a":{"S":"own"}}');
    } finally {
      delete all.extra;
    }
  });

  it('has at least the bytes that DynamoDB counts', () => {
    fc.assert(
      fc.property(entries, given => {
        const record = recordOf(given.map(one => one.field));
        const values = Object.fromEntries(given.map(({ field, value }) => [field.property, value]));
        const text = outcome(() => record.write(values));
        if (typeof text !== 'string') return;
        const size = itemSize(parseJson(text) as Item);
        expect(Buffer.byteLength(text)).toBeGreaterThanOrEqual(size);
      }),
      { numRuns: RUNS },
    );
  });
});
