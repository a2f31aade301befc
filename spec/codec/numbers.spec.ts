import fc from 'fast-check';
import { ValueFault } from '../../lib/codec/codec';
import { bigintToText, canonicalText, numberToText, textToBigint, textToNumber } from '../../lib/codec/numbers';
import { bigintCodec } from '../../lib/codec/scalars';
import { canonicalNumber } from '../../lib/wire/decimal';
import { processorTime } from '../support/processor-time';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1.5, '1.5'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [-1e15, '-1000000000000000'],
    [2 ** 53, '9007199254740992'],
    [1e125, `1${'0'.repeat(125)}`],
  ])('%d is sent as %s', (value, text) => {
    expect(numberToText(value)).toBe(text);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e126, Number.MAX_VALUE, 1e-131, Number.MIN_VALUE])(
    '%d is refused',
    value => {
      expect(() => numberToText(value)).toThrow(ValueFault);
    },
  );

  it('come back as they went', () => {
    const inRange = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter(value => value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126));
    fc.assert(
      fc.property(inRange, value => {
        const text = numberToText(value);
        expect(text).toBe(canonicalNumber(text));
        expect(textToNumber(text)).toBe(value + 0);
      }),
    );
  });

  it('that a JS number cannot hold are refused, and never rounded', () => {
    const digits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 30 }), (integer, scale) => {
        const text = canonicalNumber(`${integer}e-${scale}`);
        let value: number;
        try {
          value = textToNumber(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ValueFault);
          return;
        }
        expect(numberToText(value)).toBe(text);
      }),
    );
  });

  it('as bigint keep every digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), value => {
        expect(textToBigint(bigintToText(value))).toBe(value);
      }),
    );
    expect(textToBigint('1e20')).toBe(10n ** 20n);
    expect(textToBigint('10.0')).toBe(10n);
    expect(() => textToBigint('0.5')).toThrow(/fraction/);
    expect(() => bigintToText(10n ** 38n + 1n)).toThrow(/38 digits/);
    expect(bigintToText(10n ** 100n)).toBe(`1${'0'.repeat(100)}`);
  });

  it('as text get the form that DynamoDB returns', () => {
    expect(['1.50', '+7', '.5', '1E3', '-0', '007'].map(canonicalText)).toEqual(['1.5', '7', '0.5', '1000', '0', '7']);
    for (const wrong of ['', ' 1', '1_000', '0x1', 'NaN', 'Infinity', '1n', '1,5']) {
      expect(() => canonicalText(wrong)).toThrow(/not a number in text form/);
    }
  });

  it('of very long text are refused at once', async () => {
    const spent = await processorTime(() => {
      for (const text of ['9', '0', '1.', '1e', '-', '0.0', '10']) {
        const endless = text.repeat(500_000);
        for (const read of [textToNumber, textToBigint, canonicalText]) expect(() => read(endless)).toThrow(ValueFault);
      }
      expect(() => bigintToText(1n << 4_000_000n)).toThrow(/number range/);
      expect(bigintCodec.revive!('9'.repeat(1_000_000))).toHaveLength(1_000_000);
    });
    expect(spent).toBeLessThan(2_000);
  });

  it('as bigint are restored from JSON, and other text stays as it is', () => {
    expect(['12', -7, 2 ** 60].map(value => bigintCodec.revive!(value))).toEqual([12n, -7n, 2n ** 60n]);
    expect(['secret', '', '1.5', '0x10', 1.5, Number.NaN].map(value => bigintCodec.revive!(value))).toEqual([
      'secret',
      '',
      '1.5',
      '0x10',
      1.5,
      Number.NaN,
    ]);
  });
});
