import { type Committed, complaintAbout } from './history';

type Values = Record<string, string | undefined>;

const at = (start: number, end: number, reads: Values, writes: Values = {}): Committed => ({
  name: `${start}-${end}`,
  start,
  end,
  reads: new Map(Object.entries(reads)),
  writes: new Map(Object.entries(writes)),
});

const unknown = (start: number, reads: Values, writes: Values): Committed => ({
  ...at(start, Number.POSITIVE_INFINITY, reads, writes),
  isUnknown: true,
});

const first = at(0, 1, { x: undefined, y: undefined }, { x: 'x0', y: 'y0' });

describe('a history that is serializable', () => {
  it.each<[string, Committed[]]>([
    ['is empty', []],
    ['is serial', [first, at(2, 3, { x: 'x0' }, { x: 'x1' }), at(4, 5, { x: 'x1', y: 'y0' })]],
    ['has another order than that of the starts', [first, at(2, 9, { x: 'x1' }), at(3, 8, { x: 'x0' }, { x: 'x1' })]],
    [
      'has two creations of one item',
      [
        first,
        at(2, 9, { x: undefined }, { x: 'x2' }),
        at(2, 9, { x: 'x0' }, { x: undefined }),
        at(2, 9, { x: 'x3' }),
        at(2, 9, { x: 'x2' }, { x: undefined }),
        at(2, 9, { x: undefined, y: 'y0' }, { x: 'x3' }),
      ],
    ],
    [
      'does not know of a write that nobody saw',
      [first, unknown(2, { x: 'x9' }, { x: 'x1' }), at(10, 11, { x: 'x0' })],
    ],
    [
      'does not know of a write that came late',
      [first, unknown(2, { x: 'x0' }, { x: 'x1' }), at(10, 11, { x: 'x0' }), at(12, 13, { x: 'x1' })],
    ],
    [
      'does not know of a delete that was',
      [first, unknown(2, { x: 'x0' }, { x: undefined }), at(10, 11, { x: undefined })],
    ],
    [
      'does not know of a delete that was not',
      [first, unknown(2, { x: 'x0' }, { x: undefined }), at(10, 11, { x: 'x0' })],
    ],
    ['writes without reading', [first, at(2, 9, {}, { x: 'x1' }), at(2, 9, {}, { x: 'x2' }), at(10, 11, { x: 'x1' })]],
  ])('%s', (_, history) => {
    expect(complaintAbout(history)).toBeUndefined();
  });
});

describe('a history that is not serializable', () => {
  it.each<[string, Committed[]]>([
    ['loses an update', [first, at(2, 9, { x: 'x0' }, { x: 'x1' }), at(3, 8, { x: 'x0' }, { x: 'x2' })]],
    [
      'has a write skew',
      [first, at(2, 9, { x: 'x0', y: 'y0' }, { x: 'x1' }), at(3, 8, { x: 'x0', y: 'y0' }, { y: 'y1' })],
    ],
    ['has a read skew', [first, at(2, 9, { x: 'x0', y: 'y1' }), at(3, 8, {}, { x: 'x1', y: 'y1' })]],
    [
      'writes on an item that was created meanwhile',
      [first, at(2, 9, { z: undefined }, { x: 'x1' }), at(3, 8, { x: 'x0' }, { z: 'z1' })],
    ],
    ['reads a value that was never written', [first, at(2, 3, { x: 'x9' })]],
    ['reads nothing where there is something', [first, at(2, 3, { x: undefined })]],
    [
      'reads the write of one that cannot have been',
      [first, unknown(2, { y: 'y9' }, { x: 'x1' }), at(10, 11, { x: 'x1' })],
    ],
    [
      'sees a write of unknown outcome twice',
      [
        first,
        unknown(2, {}, { x: 'x1' }),
        at(4, 5, { x: 'x1' }, { x: 'x2' }),
        at(6, 7, { x: 'x2' }),
        at(8, 9, { x: 'x1' }),
      ],
    ],
    [
      'reads what was overwritten before it started',
      [first, at(2, 3, { x: 'x0' }, { x: 'x1' }), at(4, 5, { x: 'x0' })],
    ],
  ])('%s', (_, history) => {
    expect(complaintAbout(history)).toMatch(/left there is .*, and none may be next/);
  });
});
