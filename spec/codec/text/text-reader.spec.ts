import fc from 'fast-check';
import { anyCodec, anyListCodec, anyMapCodec } from '../../../lib/codec/any';
import { type Codec, ValueFault } from '../../../lib/codec/codec';
import { anySetCodec, binarySetCodec, listCodec, numberSetCodec, stringSetCodec } from '../../../lib/codec/collections';
import { customCodec } from '../../../lib/codec/custom';
import { dateCodec, epochSecondsCodec } from '../../../lib/codec/dates';
import type { Field, Residue } from '../../../lib/codec/field';
import { parseJson } from '../../../lib/codec/json';
import { nestedCodec } from '../../../lib/codec/nested';
import { RecordCodec } from '../../../lib/codec/record';
import {
  bigintCodec,
  binaryCodec,
  booleanCodec,
  numberCodec,
  numericStringCodec,
  stringCodec,
} from '../../../lib/codec/scalars';
import { shortNumber } from '../../../lib/codec/text/values';
import { type AttributeValue, type Item } from '../../../lib/wire/attribute-value';
import { attributeValue, Pairs, type Tree, textOf, treeOf, writes } from '../../support/random-text';
import { withoutCode } from '../../support/without-code';

const RUNS = Number(process.env.DYNACT_TEXT_RUNS ?? 120);

class Address {
  street?: string;
  city?: string;
  lines?: unknown;
}

class Deep {
  address?: Address;
  count?: number;
}

const field = (name: string, codec: Codec, more: Partial<Field> = {}): Field => ({
  property: `p ${name}`,
  name,
  codec,
  required: false,
  computed: false,
  ...more,
});

const plainField = (name: string, codec: Codec): Field => ({ ...field(name, codec), property: name });

const addressRecord = new RecordCodec('Address', [
  plainField('street', stringCodec),
  plainField('city', stringCodec),
  plainField('lines', anyCodec),
]);
const addressCodec = nestedCodec(
  Address,
  () => addressRecord,
  () => true,
);
const deepRecord = new RecordCodec('Deep', [plainField('address', addressCodec), plainField('count', numberCodec)]);
const deepCodec = nestedCodec(
  Deep,
  () => deepRecord,
  () => true,
);

const S = (arbitrary: fc.Arbitrary<string>) => arbitrary.map(text => ({ S: text }));
const text = S(
  fc.oneof(fc.string(), fc.constantFrom('plain', 'a "quote"', 'tab\t', 'ü', '\ud83d\ude00', '"},"x":{"S":"')),
);
const number = fc.oneof(fc.integer(), fc.float({ noNaN: true, noDefaultInfinity: true })).map(n => ({ N: String(n) }));
const long = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(n => ({ N: String(n) }));
const date = fc
  .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  .map(d => ({ S: d.toISOString() }));
const bytes = fc.uint8Array().map(b => ({ B: Buffer.from(b).toString('base64') }));
const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 });
const list = fc.array(text, { maxLength: 4 }).map(L => ({ L }));
const address = fc
  .record({ street: text, city: text, lines: fc.oneof(text, list) }, { requiredKeys: ['street'] })
  .map(M => ({ M: M as Item }));
const deep = fc.record({ address, count: number }, { requiredKeys: [] }).map(M => ({ M: M as Item }));

/** Codecs, with values that they take. */
const kinds: readonly (readonly [Codec, fc.Arbitrary<AttributeValue>])[] = [
  [stringCodec, text],
  [numberCodec, number],
  [booleanCodec, fc.boolean().map(BOOL => ({ BOOL }))],
  [bigintCodec, long],
  [numericStringCodec, long],
  [dateCodec, date],
  [epochSecondsCodec, fc.nat().map(n => ({ N: String(n) }))],
  [binaryCodec, bytes],
  [stringSetCodec, names.map(SS => ({ SS }))],
  [numberSetCodec, fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 3 }).map(ns => ({ NS: ns.map(String) }))],
  [binarySetCodec, fc.constant({ BS: ['AQI=', 'AA=='] })],
  [anySetCodec, names.map(SS => ({ SS }))],
  [anyCodec, fc.oneof(text, number, list)],
  [anyListCodec, list],
  [listCodec(stringCodec), list],
  [listCodec(dateCodec), fc.array(date, { maxLength: 2 }).map(L => ({ L }))],
  [anyMapCodec, fc.dictionary(fc.string({ minLength: 1 }), text, { maxKeys: 3 }).map(M => ({ M }))],
  [addressCodec, address],
  [deepCodec, deep],
  [customCodec({ encode: (value: never) => value, decode: stored => `custom ${String(stored)}` }), text],
];

const NAMES = [
  'a',
  'b',
  'a name with "quotes" \\ and\nlines',
  '__proto__',
  'constructor',
  'ünï',
  '$&(.*)[x]{2}|^',
  '12',
  '7',
];

interface Kind {
  readonly field: Field;
  readonly stored: fc.Arbitrary<AttributeValue>;
}

const kindOf = (name: string): fc.Arbitrary<Kind> =>
  fc
    .tuple(
      fc.constantFrom(...kinds),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom(undefined, undefined, () => 'default'),
    )
    .map(([[codec, stored], computed, makeDefault]) => ({
      field: field(name, codec, { computed: computed === 0, ...(makeDefault && { makeDefault }) }),
      stored: fc.oneof(
        { weight: 20, arbitrary: stored },
        { weight: 1, arbitrary: fc.constant({ NULL: true } as const) },
        { weight: 1, arbitrary: attributeValue },
      ),
    }));

/** How one item is written. */
interface Style {
  readonly write: keyof typeof writes;
  readonly gap: string;
  readonly without: readonly boolean[];
  readonly duplicate: boolean;
  readonly undeclared: AttributeValue | undefined;
  readonly shuffled: boolean;
}

const rarely = <T>(value: T, otherwise: T) => fc.integer({ min: 0, max: 11 }).map(n => (n === 0 ? value : otherwise));

const style: fc.Arbitrary<Style> = fc.record({
  write: fc.constantFrom('plain', 'plain', 'plain', 'plain', 'mixed', 'unicode'),
  gap: fc.constantFrom('', '', '', '', '', '', ' ', '\n\t'),
  without: fc.array(rarely(true, false), { minLength: NAMES.length, maxLength: NAMES.length }),
  duplicate: rarely(true, false),
  undeclared: fc.option(attributeValue, { freq: 4 }).map(value => value ?? undefined),
  shuffled: rarely(true, false),
});

interface Case {
  readonly fields: Field[];
  readonly texts: string[];
}

const someCase: fc.Arbitrary<Case> = fc
  .shuffledSubarray(NAMES, { minLength: 1 })
  .chain(chosen => fc.tuple(...chosen.map(kindOf)))
  .chain(chosen => {
    const one = fc.tuple(style, ...chosen.map(({ stored }) => stored)).map(([how, ...values]) => {
      let pairs = chosen.map(({ field: { name } }, i): [string, Tree] => [name, treeOf(values[i]!)]);
      pairs = pairs.filter((_, i) => !how.without[i]);
      if (how.undeclared) pairs.splice(1, 0, ['undeclared', treeOf(how.undeclared)]);
      if (how.shuffled) pairs.reverse();
      if (how.duplicate && pairs.length > 0) pairs.push([pairs[0]![0], treeOf({ S: 'again' })]);
      return textOf(new Pairs(pairs), writes[how.write]!, how.gap);
    });
    return fc
      .array(one, { minLength: 1, maxLength: 8 })
      .map(texts => ({ fields: chosen.map(kind => kind.field), texts }));
  });

/** What reading comes to: the instance with its properties in order, or the fault. */
function outcome(read: (values: object) => Residue): unknown {
  const values = { 'p a': 'initial' };
  try {
    const { unknown, hasUnknown = unknown !== undefined, filled } = read(values);
    return { keys: Object.keys(values), values, hasUnknown, filled };
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    return { fault: error.problem, path: error.path };
  }
}

const parsed = (record: RecordCodec, json: string) => outcome(values => record.decode(parseJson(json) as Item, values));

const read = (record: RecordCodec, json: string, at: number, whole: string) =>
  outcome(values => {
    const residue: Residue = {};
    const end = record.readText({ text: whole, escapes: whole.includes('\\') }, at, values, residue);
    expect(end).toBe(at + json.length);
    return residue;
  });

describe('items read from text', () => {
  it('are the same as with JSON.parse and decoding', () => {
    fc.assert(
      fc.property(someCase, fc.constantFrom('', 'x{"S":"', '{"Items":['), ({ fields, texts }, before) => {
        const record = new RecordCodec('Any', fields);
        // Twice: what was learned from all is used for all.
        for (const json of [...texts, ...texts]) {
          expect(read(record, json, before.length, `${before}${json},{`)).toEqual(parsed(record, json));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('are the same in loops, for runtimes without code from strings', () => {
    withoutCode(() => {
      fc.assert(
        fc.property(someCase, ({ fields, texts }) => {
          const record = new RecordCodec('Any', fields);
          for (const json of [...texts, ...texts]) expect(read(record, json, 0, json)).toEqual(parsed(record, json));
        }),
        { numRuns: RUNS / 3 },
      );
    });
  });

  it('that are cut or damaged are read as JSON.parse reads them, or not at all', () => {
    fc.assert(
      fc.property(
        someCase,
        fc.array(
          fc.tuple(fc.nat(), fc.constantFrom('', '"', '\\', ',', '{', '}', ']', ':', '\n', ' ', 'é', '0', '\\u12')),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        ({ fields, texts }, changes) => {
          const record = new RecordCodec('Any', fields);
          for (const json of texts) read(record, json, 0, json);
          for (const json of texts) {
            const cut = json.slice(0, changes[0]![0] % json.length);
            expect(record.readText({ text: cut, escapes: true }, 0, {}, {})).toBe(-1);
            let spoiled = json;
            for (const [at, by] of changes) {
              const place = at % spoiled.length;
              spoiled = spoiled.slice(0, place) + by + spoiled.slice(place + 1);
            }
            const values = {};
            let end: number;
            try {
              end = record.readText({ text: spoiled, escapes: true }, 0, values, {});
            } catch {
              expect(() => record.decode(parseJson(spoiled) as Item, {})).toThrow();
              continue;
            }
            if (end < 0) continue;
            const expected = {};
            record.decode(parseJson(spoiled.slice(0, end)) as Item, expected);
            expect(values).toEqual(expected);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('keep memory and time within bounds, however the orders differ', () => {
    const fields = Array.from({ length: 12 }, (_, i) => plainField(`n${i}`, stringCodec));
    const record = new RecordCodec('Any', fields);
    for (let i = 0; i < 500; i++) {
      const pairs = fields.map(({ name }, at): [string, number] => [name, (at * 7919 + i * 104729) % 12]);
      const order = pairs.sort((a, b) => a[1] - b[1] || (i % 2 ? -1 : 1));
      const item = Object.fromEntries(order.map(([name]) => [name, { S: name }]));
      const values: Record<string, unknown> = {};
      record.readText({ text: JSON.stringify(item), escapes: false }, 0, values, {});
      expect(values).toEqual(Object.fromEntries(fields.map(({ name }) => [name, name])));
    }
    expect(record.readsText).toBe(false);
  });

  it('take linear time, also if they do not match', () => {
    const record = () =>
      new RecordCodec('Any', [plainField('a', anyCodec), plainField('b', anyListCodec), plainField('c', stringCodec)]);
    const hostile = (n: number): Item[] => [
      { a: { S: '"'.repeat(n) }, b: { L: [] }, c: { S: 'x' } },
      { a: { L: Array.from({ length: n / 10 }, () => ({ S: '\\' })) }, b: { L: [] }, c: { S: '1' } },
      {
        a: { M: Object.fromEntries(Array.from({ length: n / 10 }, (_, i) => [`k${i}`, { L: [{ S: 'y' }] }])) },
        b: { L: [] },
      },
    ];
    const time = (n: number) => {
      const own = record();
      const texts = hostile(n).map(item => JSON.stringify(item));
      const start = process.cpuUsage();
      for (let i = 0; i < 3; i++) {
        for (const whole of texts) {
          own.readText({ text: whole, escapes: true }, 0, {}, {});
          const spoiled = `${whole.slice(0, -2)}!}}`;
          expect(() => own.readText({ text: spoiled, escapes: true }, 0, {}, {})).toThrow(SyntaxError);
        }
      }
      return process.cpuUsage(start).user / 1000;
    };
    time(10_000);
    const [small, large] = [Math.min(time(20_000), time(20_000)), Math.min(time(160_000), time(160_000))];
    expect(large).toBeLessThan(Math.max(small, 2) * 24);
  });
});

describe('short numbers', () => {
  it('are the same as with Number', () => {
    const digits = fc.stringMatching(/^-?[0-9]{1,8}(\.[0-9]{0,7})?$/);
    fc.assert(
      fc.property(fc.oneof(digits, fc.integer().map(String), fc.double().map(String)), value => {
        const short = shortNumber(value);
        if (short !== undefined) expect(Object.is(short, Number(value))).toBe(true);
        else expect(value.length > 15 || /[^-.0-9]/.test(value)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(['', '-', '.5', '1.2.3', '1e5', '--1', '1-'].map(shortNumber)).toEqual(Array(7).fill(undefined));
  });
});
