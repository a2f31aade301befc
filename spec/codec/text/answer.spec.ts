import fc from 'fast-check';
import { readItems } from '../../../lib/codec/text/answer';
import { endOfObject } from '../../../lib/codec/text/scan';

/** Reads each item by JSON.parse; the texts tell which memory they keep. */
function collect(body: Buffer, name = 'Items') {
  const items: unknown[] = [];
  const longest = { text: 0 };
  const rest = readItems(body, name, ({ text, escapes }, at) => {
    expect(escapes).toBe(text.includes('\\'));
    const end = endOfObject(text, at);
    if (end < 0) return -1;
    longest.text = Math.max(longest.text, text.length);
    items.push(JSON.parse(text.slice(at, end)));
    return end;
  });
  return { items, rest, longest };
}

const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('}],"Count":[', '"Items":[', '\\', 'ü'.repeat(3000), 'x'.repeat(9000), '\ud83d\ude00'.repeat(1500)),
);
const item = fc.dictionary(fc.string({ minLength: 1 }), fc.record({ S: text }), { maxKeys: 4, noNullPrototype: true });
const before = fc.constantFrom({}, { Count: 3 }, { ConsumedCapacity: { TableName: '"Items":[', CapacityUnits: 0.5 } });
const after = fc.constantFrom({}, { ScannedCount: 9 }, { LastEvaluatedKey: { id: { S: ']}"Items":[' } }, Count: 0 });

describe('the items of an answer', () => {
  it('are read one after the other, whatever is around them', () => {
    fc.assert(
      fc.property(before, fc.array(item, { maxLength: 60 }), after, (head, list, tail) => {
        const { items, rest } = collect(Buffer.from(JSON.stringify({ ...head, Items: list, ...tail })));
        expect(items).toEqual(list);
        expect(rest).toEqual({ ...head, Items: [], ...tail });
      }),
      { numRuns: 300 },
    );
  });

  it('keep no more than a few of their neighbours in memory', () => {
    const list = Array.from({ length: 3000 }, (_, i) => ({ id: { N: String(i) }, text: { S: 'ü'.repeat(i % 90) } }));
    const { items, longest } = collect(Buffer.from(JSON.stringify({ Items: list })));
    expect(items).toEqual(list);
    expect(longest.text).toBeLessThanOrEqual(4096);
  });

  it.each([
    '{}',
    '{"Items":[',
    '{"Items":[{"a":{"S":"x"}}',
    '{"Items":[{"a":{"S":"x"}},',
    '{"Items":[{"a":{"S":"x"}},]}',
    '{"Items":[{"a":{"S":"x"}}{"a":{"S":"y"}}]}',
    '{"Items":[ {"a":{"S":"x"}} ]}',
    '{"Items":[{"a":{"S":"x"',
    '{"Items":[{"a":{"S":"x"}}x]}',
    '{"Items":null,"Count":0}',
    '{"Other":{"Items":[{"a":{"S":"x"}}]}}',
  ])('are left to be parsed in %s', json => {
    expect(collect(Buffer.from(json)).rest).toBeUndefined();
  });

  it('are parsed instead if the bytes are not UTF-8, or the rest is not JSON', () => {
    const latin1 = Buffer.from('{"Items":[{"a":{"S":"ü"}}]}', 'latin1');
    expect(collect(latin1).rest).toBeUndefined();
    expect(() => collect(Buffer.from('{"Items":[{"a":{"S":"x"}}],"Count":1'))).toThrow(SyntaxError);
  });
});
