import fc from 'fast-check';
import { compareStrings, compareValues } from '../../lib/wire/order';

describe('compareStrings', () => {
  it('orders as the UTF-8 bytes do', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareStrings(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 500 },
    );
  });

  it('puts characters above U+FFFF after those just below it, unlike UTF-16', () => {
    expect('\u{1f600}' < '\uff5e').toBe(true);
    expect(compareStrings('\u{1f600}', '\uff5e')).toBeGreaterThan(0);
  });

  it('puts a prefix first', () => {
    expect(compareStrings('ab', 'abc')).toBeLessThan(0);
  });
});

describe('compareValues', () => {
  it('orders numbers by value, strings as text', () => {
    expect(compareValues({ N: '9' }, { N: '10' })).toBeLessThan(0);
    expect(compareValues({ S: '9' }, { S: '10' })).toBeGreaterThan(0);
  });

  it('orders binary by unsigned bytes', () => {
    expect(compareValues({ B: Uint8Array.of(0x7f) }, { B: Uint8Array.of(0x80) })).toBeLessThan(0);
  });

  it('takes binary as bytes or as base64', () => {
    expect(compareValues({ B: Uint8Array.of(255) }, { B: 'AQ==' })).toBeGreaterThan(0);
    expect(compareValues({ B: Uint8Array.of(1) }, { B: 'AQ==' })).toBe(0);
  });

  it('refuses values that have no common order', () => {
    expect(() => compareValues({ S: '1' }, { N: '1' })).toThrow(TypeError);
    expect(() => compareValues({ BOOL: true }, { BOOL: false })).toThrow(TypeError);
  });
});
