import type { AttributeValue } from '../../lib/wire/attribute-value';
import { equalItems, equalValues } from '../../lib/wire/equality';

describe('equalValues', () => {
  it.each<[AttributeValue, AttributeValue]>([
    [{ N: '100' }, { N: '1e2' }],
    [{ NS: ['1', '2.0'] }, { NS: ['2', '1'] }],
    [{ SS: ['a', 'b'] }, { SS: ['b', 'a'] }],
    [{ B: Uint8Array.of(1, 2) }, { B: 'AQI=' }],
    [{ BS: ['AQI=', 'AQ=='] }, { BS: [Uint8Array.of(1), Uint8Array.of(1, 2)] }],
    [{ L: [{ N: '1' }, { S: 'a' }] }, { L: [{ N: '1.0' }, { S: 'a' }] }],
    [{ M: { a: { NULL: true }, b: { BOOL: true } } }, { M: { b: { BOOL: true }, a: { NULL: true } } }],
  ])('%j equals %j', (a, b) => {
    expect(equalValues(a, b)).toBe(true);
    expect(equalValues(b, a)).toBe(true);
  });

  it.each<[AttributeValue, AttributeValue]>([
    [{ S: '1' }, { N: '1' }],
    [{ BOOL: true }, { BOOL: false }],
    [{ NULL: true }, { BOOL: true }],
    [{ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] }],
    [{ L: [{ S: 'a' }] }, { L: [] }],
    [{ SS: ['a'] }, { SS: ['a', 'b'] }],
    [{ NS: ['1'] }, { SS: ['1'] }],
    [{ BS: ['AQ=='] }, { BS: ['Ag=='] }],
    [{ M: { a: { S: 'x' } } }, { M: { b: { S: 'x' } } }],
    [{ B: 'AQ==' }, { B: 'AQE=' }],
  ])('%j does not equal %j', (a, b) => {
    expect(equalValues(a, b)).toBe(false);
    expect(equalValues(b, a)).toBe(false);
  });
});

describe('equalItems', () => {
  it('takes names of Object.prototype for what they are', () => {
    expect(equalItems({ constructor: { S: 'a' } }, { other: { S: 'a' } })).toBe(false);
    const item = JSON.parse('{"__proto__":{"S":"a"}}');
    expect(equalItems(item, JSON.parse('{"__proto__":{"S":"a"}}'))).toBe(true);
    expect(equalItems(item, { a: { S: 'a' } })).toBe(false);
  });
});
