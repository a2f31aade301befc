import fc from 'fast-check';
import { OrderedMap } from '../../../lib/engine/storage/ordered-map';

const key = fc.integer({ min: 0, max: 600 }).map(number => number.toString(36));
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('set'), key, value: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete'), key, value: fc.constant(0) }) },
);
const changes = fc.array(change, { maxLength: 1000, size: 'max' });

function sorted(model: ReadonlyMap<string, number>): [string, number][] {
  return [...model].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('OrderedMap', () => {
  it('holds what a map with sorted keys holds, after any changes, in any range and direction', () => {
    fc.assert(
      fc.property(changes, key, key, (list, one, other) => {
        const map = new OrderedMap<number>();
        const model = new Map<string, number>();
        for (const { kind, key: name, value } of list) {
          if (kind === 'set') {
            map.set(name, value);
            model.set(name, value);
          } else {
            expect(map.delete(name)).toBe(model.delete(name));
          }
        }
        expect(map.size).toBe(model.size);
        expect([...map.entries()]).toEqual(sorted(model));
        expect([...map.entries({ reverse: true })]).toEqual(sorted(model).reverse());
        const [from, to] = one < other ? [one, other] : [other, one];
        const inside = sorted(model).filter(([name]) => name >= from && name < to);
        expect([...map.entries({ from, to })]).toEqual(inside);
        expect([...map.entries({ from, to, reverse: true })]).toEqual(inside.reverse());
        for (const { key: name } of list) expect(map.get(name)).toBe(model.get(name));
      }),
      { numRuns: 25 },
    );
  });

  it('keeps its order over many leaves that fill and run empty', () => {
    const map = new OrderedMap<number>();
    const names = Array.from({ length: 50_000 }, (_, at) => String((at * 7919) % 50_000).padStart(6, '0'));
    for (const [at, name] of names.entries()) map.set(name, at);
    for (const name of names.slice(0, 40_000)) map.delete(name);
    expect(map.size).toBe(10_000);
    expect([...map.entries()].map(([name]) => name)).toEqual(names.slice(40_000).sort());
    for (const name of names.slice(40_000)) map.delete(name);
    expect([...map.entries()]).toEqual([]);
    map.set('again', 1);
    expect([...map.entries()]).toEqual([['again', 1]]);
  });

  it('gives a copy that changes on its own', () => {
    const map = new OrderedMap<number>();
    for (let at = 0; at < 1000; at++) map.set(String(at), at);
    const copy = map.clone();
    copy.delete('7');
    copy.set('new', 1);
    map.set('8', -8);
    expect([map.size, map.get('7'), map.get('new'), map.get('8')]).toEqual([1000, 7, undefined, -8]);
    expect([copy.size, copy.get('7'), copy.get('new'), copy.get('8')]).toEqual([1000, undefined, 1, 8]);
  });
});
