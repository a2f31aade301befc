import { itemIdentity } from '../../lib/entity/item-identity';
import type { Item } from '../../lib/wire/attribute-value';

describe('the identity of an item', () => {
  it.each<[string, Item, Item]>([
    ['numbers in other digits', { id: { N: '100' } }, { id: { N: '1e2' } }],
    ['numbers with trailing zeros', { id: { N: '1.5' } }, { id: { N: '+1.50' } }],
    ['zeros', { id: { N: '0' } }, { id: { N: '-0.0' } }],
    ['bytes, also as base64', { id: { B: new Uint8Array([1, 2]) } }, { id: { B: 'AQI=' } }],
    ['the parts in another order', { id: { S: 'a' }, at: { N: '1' } }, { at: { N: '1' }, id: { S: 'a' } }],
  ])('is the same for %s', (_, a, b) => {
    expect(itemIdentity('t', a)).toBe(itemIdentity('t', b));
  });

  it.each<[string, [string, Item], [string, Item]]>([
    ['values', ['t', { id: { S: 'a' } }], ['t', { id: { S: 'b' } }]],
    ['tables', ['t', { id: { S: 'a' } }], ['u', { id: { S: 'a' } }]],
    ['parts', ['t', { a: { S: 'x' }, b: { S: 'y' } }], ['t', { a: { S: 'y' }, b: { S: 'x' } }]],
    ['borders between the parts', ['t', { a: { S: 'x' }, b: { S: 'yz' } }], ['t', { a: { S: 'xy' }, b: { S: 'z' } }]],
    [
      'texts that look like parts',
      ['t', { a: { S: 'x","Sy' }, b: { S: 'z' } }],
      ['t', { a: { S: 'x' }, b: { S: 'y","Sz' } }],
    ],
    ['texts of equal numbers', ['t', { id: { S: '1' } }], ['t', { id: { S: '1.0' } }]],
    ['large numbers', ['t', { id: { N: '9007199254740993' } }], ['t', { id: { N: '9007199254740992' } }]],
  ])('is another one for other %s', (_, a, b) => {
    expect(itemIdentity(...a)).not.toBe(itemIdentity(...b));
  });
});
