import { type OperationEvent, type SlowLimits, slow } from 'dynact';

const event = (more: Partial<OperationEvent> = {}): OperationEvent => ({
  operation: 'query',
  entity: 'Order',
  table: 'orders',
  index: undefined,
  filteredBy: [],
  durationMs: 5,
  requests: 1,
  attempts: 1,
  capacity: 1,
  consumed: [],
  items: 10,
  scanned: 10,
  error: undefined,
  ...more,
});

describe('slow', () => {
  it.each<[string, SlowLimits, Partial<OperationEvent>, string[]]>([
    ['nothing of what is fast', { ms: 100, scannedPerResult: 10, requests: 5, capacity: 10, retries: 0 }, {}, []],
    ['nothing that no limit is on', {}, { durationMs: 9999, scanned: 9999, attempts: 9, requests: 9 }, []],
    ['what takes long', { ms: 100 }, { durationMs: 250.4, requests: 3 }, ['Order.query took 250 ms in 3 requests']],
    [
      'a filter that leaves little',
      { scannedPerResult: 10 },
      { scanned: 5000, items: 12, filteredBy: ['status'] },
      ['Order.query read 5,000 items to yield 12: an index on status would read only those'],
    ],
    [
      'a filter on two attributes, in an index, that leaves nothing',
      { scannedPerResult: 10 },
      { scanned: 11, items: 0, index: 'byDay', filteredBy: ['status', 'total'] },
      ['Order.query on byDay read 11 items to yield 0: an index on status and total would read only those'],
    ],
    [
      'a scan for little',
      { scannedPerResult: 10 },
      { operation: 'scan', scanned: 100, items: 1 },
      ['Order.scan read 100 items to yield 1: query a key or an index'],
    ],
    [
      'a page of which little is wanted',
      { scannedPerResult: 10 },
      { scanned: 100, items: 1 },
      ['Order.query read 100 items to yield 1: ask for fewer, or narrow the key with where()'],
    ],
    [
      'many pages',
      { requests: 10 },
      { requests: 40, attempts: 40 },
      ['Order.query took 40 requests: raise pageSize, or end early with limit()'],
    ],
    [
      'many pages of a scan',
      { requests: 10 },
      { operation: 'scan', requests: 40, attempts: 40 },
      ['Order.scan took 40 requests: raise pageSize, or read in parallel(...)'],
    ],
    [
      'a transaction that ran again and again',
      { requests: 4 },
      { operation: 'transact', requests: 5, attempts: 5 },
      ['Order.transact took 5 requests: others write the same items: make the block shorter, or its items fewer'],
    ],
    [
      'what costs much',
      { capacity: 10 },
      { capacity: 128.5, items: 1 },
      [
        'Order.query took 128.5 capacity units for 1 item: smaller items, a projection in the index or an eventually consistent read cost less',
      ],
    ],
    [
      'what was sent again',
      { retries: 0 },
      { requests: 1, attempts: 3 },
      ['Order.query was sent again 2 times by the SDK: DynamoDB throttled it, or the connection is bad'],
    ],
    [
      'all that is wrong',
      { ms: 1, retries: 0 },
      { entity: undefined, operation: 'batchWrite', attempts: 2 },
      [
        'batchWrite was sent again 1 time by the SDK: DynamoDB throttled it, or the connection is bad',
        'batchWrite took 5 ms in 1 request',
      ],
    ],
  ])('says of %s', (_, limits, more, expected) => {
    const hints: string[] = [];
    slow(limits, (hint, about) => {
      hints.push(hint);
      expect(about).toMatchObject(more);
    })(event(more));
    expect(hints).toEqual(expected);
  });
});
