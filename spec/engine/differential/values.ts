import fc from 'fast-check';
import type { AttributeValue, Item } from '../../../lib/wire/attribute-value';

/** A value in so many of a hundred cases, nothing in the others. */
export function perhaps<T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
    { weight: percent, arbitrary },
  );
}

/** Few and short, so that values meet each other often. */
export const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'ab', 'b', 'Z', '10', '9') },
  { weight: 2, arbitrary: fc.string({ maxLength: 4, unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.constantFrom('', 'é', '\u{1f600}', '\uff5e') },
);

export const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 12 }).map(String) },
  { weight: 2, arbitrary: fc.constantFrom('0.1', '-0.1', '1e2', '1.50', '-0', '1e-7', '12345678901234567890') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer(), fc.integer({ min: -140, max: 130 }))
      .map(([digits, exponent]) => `${digits}e${exponent}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'x', '1e', '1'.repeat(39)) },
);

export const validNumber = fc.oneof(
  fc.integer({ min: -3, max: 12 }).map(String),
  fc.constantFrom('0.1', '-0.1', '1e2', '1.50', '12345678901234567890', '-1e-5', '3e10'),
);

export const binary = fc.uint8Array({ maxLength: 3 }).map(bytes => Buffer.from(bytes).toString('base64'));

const key = fc.constantFrom('x', 'y', 'z');
const set = <T>(element: fc.Arbitrary<T>) => fc.uniqueArray(element, { minLength: 1, maxLength: 3 });

/** Any value that is well formed, to a depth of a few levels. */
export const { value } = fc.letrec<{ value: AttributeValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text.map((S): AttributeValue => ({ S })),
    validNumber.map((N): AttributeValue => ({ N })),
    binary.map((B): AttributeValue => ({ B })),
    fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
    fc.constant<AttributeValue>({ NULL: true }),
    set(text).map((SS): AttributeValue => ({ SS })),
    set(fc.integer({ min: 0, max: 9 }).map(String)).map((NS): AttributeValue => ({ NS })),
    set(binary).map((BS): AttributeValue => ({ BS })),
    fc.array(tie('value'), { maxLength: 3 }).map((L): AttributeValue => ({ L })),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }).map((M): AttributeValue => ({ M })),
  ),
}));

/** A value that no request may carry. */
export const brokenValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  number.map((N): AttributeValue => ({ N })),
  fc.constantFrom<unknown>(
    {},
    { SS: [] },
    { NS: [] },
    { SS: ['a', 'a'] },
    { NS: ['1', '1.0'] },
    { NULL: false },
    { S: 'a', N: '1' },
    { L: [{}] },
    { M: { x: { SS: [] } } },
  ) as fc.Arbitrary<AttributeValue>,
);

/** The attributes beside the keys: each mostly of one type, so that operators find what they work on. */
export const attributes: fc.Arbitrary<Item> = fc
  .record(
    {
      n: validNumber.map((N): AttributeValue => ({ N })),
      t: text.map((S): AttributeValue => ({ S })),
      ss: set(fc.constantFrom('a', 'b', 'c')).map((SS): AttributeValue => ({ SS })),
      ns: set(fc.integer({ min: 0, max: 5 }).map(String)).map((NS): AttributeValue => ({ NS })),
      l: fc.array(value, { maxLength: 4 }).map((L): AttributeValue => ({ L })),
      m: fc
        .record({ x: validNumber.map((N): AttributeValue => ({ N })), y: value, z: value }, { requiredKeys: [] })
        .map((M): AttributeValue => ({ M: M as Item })),
      w: value,
    },
    { requiredKeys: [] },
  )
  .map(item => item as Item);
