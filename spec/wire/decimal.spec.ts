import fc from 'fast-check';
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  NumberFormatError,
  subtractNumbers,
} from '../../lib/wire/decimal';

const decimals = fc
  .record({
    negative: fc.boolean(),
    digits: fc.stringMatching(/^[1-9]\d{0,18}$/),
    exponent: fc.integer({ min: -30, max: 30 }),
  })
  .map(({ negative, digits, exponent }) => ({ negative, digits, exponent }));

type Sample = { negative: boolean; digits: string; exponent: number };

const textOf = ({ negative, digits, exponent }: Sample) => `${negative ? '-' : ''}${digits}e${exponent}`;

/** The value in units of 1e-30, which every sample is a whole number of. */
const scaled = ({ negative, digits, exponent }: Sample) => {
  const magnitude = BigInt(digits) * 10n ** BigInt(exponent + 30);
  return negative ? -magnitude : magnitude;
};

const problemOf = (text: string) => {
  try {
    return canonicalNumber(text);
  } catch (error) {
    return (error as NumberFormatError).problem;
  }
};

describe('canonicalNumber', () => {
  it.each([
    ['1e2', '100'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['00', '0'],
    ['1.50', '1.5'],
    ['+5', '5'],
    ['1.', '1'],
    ['.5', '0.5'],
    ['0000001.2300', '1.23'],
    ['-1e-7', '-0.0000001'],
    ['0e125', '0'],
    ['0.0e126', '0'],
    ['0e-500', '0'],
    ['1e0005', '100000'],
    ['9.99E+125', `999${'0'.repeat(123)}`],
    ['1E-130', `0.${'0'.repeat(129)}1`],
  ])('writes %s as %s', (text, canonical) => {
    expect(canonicalNumber(text)).toBe(canonical);
  });

  it.each(['', '-', '.', ' 5', '5 ', '1e', '0x10', 'NaN', 'Infinity', '1_0', '--1', '1e1.5', '1 2', '٣'])(
    'refuses %j as no number',
    text => {
      expect(problemOf(text)).toBe('syntax');
    },
  );

  it('refuses more than 38 digits, and counts only significant ones', () => {
    expect(problemOf('1'.repeat(39))).toBe('precision');
    expect(problemOf(`0.${'1'.repeat(39)}`)).toBe('precision');
    expect(problemOf(`${'1'.repeat(38)}00`)).toBe(`${'1'.repeat(38)}00`);
  });

  it.each([
    ['1e126', 'overflow'],
    ['-1e126', 'overflow'],
    ['1e99999', 'overflow'],
    ['0e126', 'overflow'],
    ['-0e126', 'overflow'],
    ['9.9e-131', 'underflow'],
  ])('refuses %s for %s', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it('names the offending text on the error', () => {
    expect(() => canonicalNumber('abc')).toThrow(NumberFormatError);
    expect(() => canonicalNumber('abc')).toThrow(expect.objectContaining({ text: 'abc' }));
  });

  it('is idempotent and keeps the value', () => {
    fc.assert(
      fc.property(decimals, sample => {
        const canonical = canonicalNumber(textOf(sample));
        expect(canonicalNumber(canonical)).toBe(canonical);
        expect(compareNumbers(canonical, textOf(sample))).toBe(0);
      }),
    );
  });
});

describe('compareNumbers', () => {
  it('agrees with exact integer arithmetic', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const difference = scaled(a) - scaled(b);
        expect(Math.sign(compareNumbers(textOf(a), textOf(b)))).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1);
      }),
    );
  });

  it('tells apart numbers that a JS number cannot', () => {
    expect(compareNumbers('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
    expect(compareNumbers('0.1', '0.10000000000000000001')).toBeLessThan(0);
  });

  it.each([
    ['-1', '0'],
    ['0', '1e-130'],
    ['-1e-130', '0'],
    ['-10', '-9.5'],
  ])('puts %s before %s', (a, b) => {
    expect(compareNumbers(a, b)).toBeLessThan(0);
    expect(compareNumbers(b, a)).toBeGreaterThan(0);
  });
});

describe('addNumbers and subtractNumbers', () => {
  it('are exact, or say that the result needs more digits than DynamoDB keeps', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        for (const [operate, exact] of [
          [addNumbers, scaled(a) + scaled(b)],
          [subtractNumbers, scaled(a) - scaled(b)],
        ] as const) {
          const significant = String(exact).replace('-', '').replace(/0+$/, '').length;
          if (significant > 38) {
            expect(() => operate(textOf(a), textOf(b))).toThrow(expect.objectContaining({ problem: 'precision' }));
          } else {
            expect(compareNumbers(operate(textOf(a), textOf(b)), `${exact}e-30`)).toBe(0);
          }
        }
      }),
    );
  });

  it('do not round as JS numbers do', () => {
    expect(addNumbers('0.1', '0.2')).toBe('0.3');
    expect(subtractNumbers('1', '0.9')).toBe('0.1');
    expect(addNumbers('9007199254740993', '1')).toBe('9007199254740994');
  });

  it('leave no negative zero', () => {
    expect(subtractNumbers('5', '5')).toBe('0');
    expect(addNumbers('-1.5', '1.5')).toBe('0');
  });

  it('refuse a result out of range', () => {
    expect(() => addNumbers('9e125', '9e125')).toThrow(expect.objectContaining({ problem: 'overflow' }));
    expect(() => addNumbers('1e125', '1')).toThrow(expect.objectContaining({ problem: 'precision' }));
  });
});
