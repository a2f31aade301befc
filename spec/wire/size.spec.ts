import fc from 'fast-check';
import type { AttributeValue } from '../../lib/wire/attribute-value';
import { attributeValueSize, isWithin, itemSize } from '../../lib/wire/size';

describe('attributeValueSize', () => {
  // Measured: the largest padding that still costs one write unit next to the value.
  it.each<[AttributeValue, number]>([
    [{ S: '' }, 0],
    [{ S: 'é' }, 2],
    [{ N: '0' }, 1],
    [{ N: '1' }, 2],
    [{ N: '-1' }, 3],
    [{ N: '12' }, 2],
    [{ N: '123' }, 3],
    [{ N: '1.2' }, 3],
    [{ N: '12.3' }, 3],
    [{ N: '120' }, 3],
    [{ N: '-120' }, 4],
    [{ N: '123000' }, 3],
    [{ N: '12e4' }, 2],
    [{ N: '12e5' }, 3],
    [{ N: '0.0123' }, 3],
    [{ N: '0.01234' }, 4],
    [{ N: '0.00012' }, 3],
    [{ N: '1000.05' }, 4],
    [{ N: '1000' }, 2],
    [{ N: '1e125' }, 2],
    [{ N: '1e-130' }, 2],
    [{ N: '9'.repeat(38) }, 20],
    [{ B: 'AAAA' }, 3],
    [{ B: Uint8Array.of(1, 2) }, 2],
    [{ BOOL: false }, 1],
    [{ NULL: true }, 1],
    [{ SS: ['a', 'bc'] }, 3],
    [{ NS: ['1', '2.5'] }, 5],
    [{ BS: ['AA=='] }, 1],
    [{ L: [] }, 3],
    [{ L: [{ S: 'a' }, { S: 'b' }] }, 7],
    [{ L: [{ L: [] }] }, 7],
    [{ M: {} }, 3],
    [{ M: { a: { S: 'b' } } }, 6],
    [{ M: { ab: { M: {} } } }, 9],
  ])('%j has %d bytes', (value, size) => {
    expect(attributeValueSize(value)).toBe(size);
  });
});

describe('itemSize', () => {
  it('counts names in UTF-8', () => {
    expect(itemSize({ é: { S: 'ab' }, n: { N: '1' } })).toBe(2 + 2 + 1 + 2);
  });
});

describe('isWithin', () => {
  it.each([
    ['aaa', 3, true],
    ['aaaa', 3, false],
    ['é', 1, false],
    ['é', 2, true],
    ['\u20ac', 3, true],
    ['', 0, true],
  ])('%j in %d bytes: %s', (text, bytes, fits) => {
    expect(isWithin(text, bytes)).toBe(fits);
  });

  it('is true of the JSON of an item only where the item itself has no more', () => {
    const text = fc.string({ unit: 'binary' });
    const number = fc.oneof(fc.integer(), fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e100, max: 1e100 }));
    const leaf = fc.oneof(
      text.map((S): AttributeValue => ({ S })),
      number.filter(n => n === 0 || Math.abs(n) > 1e-100).map((n): AttributeValue => ({ N: String(n) })),
      fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
      fc.uniqueArray(text, { minLength: 1 }).map((SS): AttributeValue => ({ SS })),
    );
    const nested = fc.array(leaf).map((L): AttributeValue => ({ L }));
    const item = fc.dictionary(text, fc.oneof(leaf, nested));
    fc.assert(
      fc.property(item, inner => {
        const whole = { ...inner, map: { M: inner } };
        expect(isWithin(JSON.stringify(whole), itemSize(whole) - 1)).toBe(false);
      }),
    );
  });
});
