import { attributeOf, type Item, setAttribute, typeOf } from '../../lib/wire/attribute-value';
import { byteLengthOf, toBase64, toBytes } from '../../lib/wire/binary';

describe('typeOf', () => {
  it('is the one key of a value', () => {
    expect(typeOf({ S: 'a' })).toBe('S');
    expect(typeOf({ NULL: true })).toBe('NULL');
    expect(typeOf({ BS: [] })).toBe('BS');
  });
});

describe('attributes under names of Object.prototype', () => {
  it('are not found where they were not set', () => {
    expect(attributeOf({}, 'constructor')).toBeUndefined();
    expect(attributeOf({}, '__proto__')).toBeUndefined();
  });

  it('are set as any other', () => {
    const item: Item = {};
    setAttribute(item, '__proto__', { S: 'a' });
    setAttribute(item, 'constructor', { S: 'b' });
    expect(Object.keys(item)).toEqual(['__proto__', 'constructor']);
    expect(attributeOf(item, '__proto__')).toEqual({ S: 'a' });
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
  });
});

describe('binary values', () => {
  it('go both ways', () => {
    expect(toBase64(Uint8Array.of(1, 2))).toBe('AQI=');
    expect([...toBytes('AQI=')]).toEqual([1, 2]);
    expect(toBase64(new Uint8Array([0, 1, 2, 3]).subarray(1, 3))).toBe('AQI=');
    expect(toBase64('AQI=')).toBe('AQI=');
  });

  it('have a length without being decoded', () => {
    for (const text of ['', 'AA==', 'AAA=', 'AAAA']) expect(byteLengthOf(text)).toBe(toBytes(text).length);
    expect(byteLengthOf(Uint8Array.of(1, 2, 3))).toBe(3);
  });
});
