import fc from 'fast-check';
import { anyCodec } from '../../lib/codec/any';
import { type Codec, ValueFault } from '../../lib/codec/codec';
import { stringSetCodec } from '../../lib/codec/collections';
import { dateCodec } from '../../lib/codec/dates';
import type { Field, Residue } from '../../lib/codec/field';
import { loopingCoder, type RecordCoder } from '../../lib/codec/record-coder';
import { bigintCodec, booleanCodec, numberCodec, stringCodec } from '../../lib/codec/scalars';
import { straightLineCoder } from '../../lib/codec/straight-line';
import type { Item } from '../../lib/wire/attribute-value';
import { withoutCode } from '../support/without-code';

const codecs: Codec[] = [stringCodec, numberCodec, booleanCodec, bigintCodec, dateCodec, stringSetCodec, anyCodec];
const names = ['a', 'b', 'with "quotes" \\ and\nlines', '__proto__', 'constructor', 'toString', 'ünï', '); throw 1; ('];

const field = (name: string): fc.Arbitrary<Field> =>
  fc.record({
    property: fc.constant(`p ${name}`),
    name: fc.constant(name),
    codec: fc.constantFrom(...codecs),
    required: fc.boolean(),
    computed: fc.boolean(),
    makeDefault: fc.constantFrom(
      undefined,
      () => 'default',
      () => 7,
    ),
  }) as fc.Arbitrary<Field>;

const fields = fc.subarray(names, { minLength: 1 }).chain(chosen => fc.tuple(...chosen.map(field)));

const value = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    true,
    false,
    0,
    -0,
    Number.NaN,
    1e15,
    2 ** 53,
    0.1,
    1e300,
    '',
    '\ud800',
    5n,
    new Set(['x']),
    new Set(),
  ),
  fc.string(),
  fc.double(),
  fc.date({ noInvalidDate: false }),
);

const valuesOfAll = fc.array(value, { minLength: names.length, maxLength: names.length });

const stored = fc.oneof(
  fc.string().map(S => ({ S })),
  fc.constantFrom('0', '12', '-1.5', '1234567890123456', '9007199254740993', '1e20').map(N => ({ N })),
  fc.boolean().map(BOOL => ({ BOOL })),
  fc.constantFrom<object>(
    { NULL: true },
    { S: '2026-01-01T00:00:00.000Z' },
    { SS: ['a'] },
    { L: [{ S: 'x' }] },
    { M: {} },
  ),
);

/** What a coder does with the same input: its result, or its fault. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    return { fault: error.problem, path: error.path };
  }
}

const both = (chosen: readonly Field[]): [RecordCoder, RecordCoder] => [
  straightLineCoder(chosen)!,
  loopingCoder(chosen),
];

describe('straight-line code', () => {
  it('writes as the loop does', () => {
    fc.assert(
      fc.property(fields, valuesOfAll, fc.option(fc.subarray(names), { nil: undefined }), (chosen, values, others) => {
        const record = Object.fromEntries(chosen.map(({ property }, i) => [property, values[i]]));
        const more = others && (Object.fromEntries(others.map(name => [name, { S: name }])) as Item);
        const [fast, slow] = both(chosen).map(coder => outcome(() => coder.write(record, 0, more)));
        expect(fast).toEqual(slow);
      }),
      { numRuns: 2000 },
    );
  });

  it('decodes as the loop does', () => {
    fc.assert(
      fc.property(
        fields,
        fc.array(fc.option(stored), { minLength: names.length, maxLength: names.length }),
        (chosen, values) => {
          const item = Object.create(null) as Item;
          names.forEach((name, i) => {
            if (values[i]) Object.defineProperty(item, name, { value: values[i], enumerable: true });
          });
          const [fast, slow] = both(chosen).map(coder =>
            outcome(() => {
              const target = { 'p a': 'initial' };
              const residue: Residue = {};
              return { known: coder.decode(item, target, residue), target, residue };
            }),
          );
          expect(fast).toEqual(slow);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('takes what an object literal has as the loop does', () => {
    fc.assert(
      fc.property(fields, valuesOfAll, fc.subarray(names), (chosen, values, given) => {
        const byName = chosen.filter(({ name }) => name !== '__proto__').map(one => ({ ...one, property: one.name }));
        const literal = Object.fromEntries(given.map((name, i) => [name, values[i]]));
        const [fast, slow] = both(byName).map(coder => {
          const target = { a: 'initial' };
          return { count: coder.take(literal, target, 0), target, names: Object.keys(target) };
        });
        expect(fast).toEqual(slow);
      }),
      { numRuns: 1000 },
    );
  });

  it('is not made in runtimes without code from strings', () => {
    expect(withoutCode(() => straightLineCoder([]))).toBeUndefined();
  });
});
