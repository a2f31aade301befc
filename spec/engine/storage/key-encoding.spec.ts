import fc from 'fast-check';
import {
  encodeBeginning,
  encodePartition,
  encodeValue,
  encodeValues,
  endOf,
  after as justAfter,
} from '../../../lib/engine/storage/key-encoding';
import type { AttributeValue } from '../../../lib/wire/attribute-value';
import { canonicalNumber } from '../../../lib/wire/decimal';
import { compareValues } from '../../../lib/wire/order';

const string = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.string({ unit: fc.constantFrom('\x00', '\x01', 'a', '\u{ffff}') }),
  )
  .map((S): AttributeValue => ({ S }));
const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.integer({ min: -130, max: 87 }))
  .map(([digits, exponent]): AttributeValue => ({ N: canonicalNumber(`${digits}e${digits === 0n ? 0 : exponent}`) }));
const smallNumber = fc
  .integer({ min: -20, max: 20 })
  .map((tenths): AttributeValue => ({ N: canonicalNumber(String(tenths / 10)) }));
const binary = fc
  .uint8Array({ maxLength: 5 })
  .map((bytes): AttributeValue => ({ B: Buffer.from(bytes).toString('base64') }));

const sign = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

describe('encodeValue', () => {
  it.each([
    ['strings', string],
    ['numbers', number],
    ['numbers of few digits', smallNumber],
    ['binary values', binary],
  ])('orders %s as DynamoDB does', (_, values) => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        expect(sign(encodeValue(one), encodeValue(other))).toBe(Math.sign(compareValues(one, other)));
      }),
      { numRuns: 2000 },
    );
  });

  it('orders several values by the first that differs', () => {
    fc.assert(
      fc.property(string, string, number, number, (one, other, first, second) => {
        const order = Math.sign(compareValues(one, other) || compareValues(first, second));
        expect(sign(encodeValues([one, first]), encodeValues([other, second]))).toBe(order);
      }),
    );
  });

  it('keeps everything that begins with a string between its beginning and the end of that', () => {
    fc.assert(
      fc.property(string, string, (beginning, value) => {
        const from = encodeBeginning(beginning);
        const key = encodeValue(value);
        const begins = (value as { S: string }).S.startsWith((beginning as { S: string }).S);
        expect(key >= from && key < endOf(from)).toBe(begins);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('encodePartition', () => {
  it('is the same for the same key, and has nothing between a key and what comes after it', () => {
    fc.assert(
      fc.property(string, number, (partition, sort) => {
        const key = encodePartition([partition]) + encodeValue(sort);
        expect(encodePartition([partition]) + encodeValue(sort)).toBe(key);
        expect(justAfter(key) > key && justAfter(key) < endOf(encodePartition([partition]))).toBe(true);
      }),
    );
  });

  it('spreads neighbouring keys over the hashes', () => {
    const firstBytes = Array.from({ length: 1000 }, (_, at) => encodePartition([{ S: `user-${at}` }])[0]);
    expect(new Set(firstBytes).size).toBeGreaterThan(200);
  });
});
