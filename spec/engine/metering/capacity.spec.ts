import type { Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, N, put, S } from '../asking';

const TableName = 'things';
const KEY = { p: S('a') };
/** An item of so many bytes, its key among them. */
const sized = (bytes: number, rest: Item = {}): Item => ({ ...KEY, t: S('x'.repeat(bytes - 3)), ...rest });

const units = (answer: object) =>
  (answer as { ConsumedCapacity?: { CapacityUnits: number } }).ConsumedCapacity?.CapacityUnits;
const TOTAL = { TableName, ReturnConsumedCapacity: 'TOTAL' };

describe('consumed capacity', () => {
  it.each([
    [1024, 1, 0.5],
    [1025, 2, 0.5],
    [4096, 4, 0.5],
    [4097, 5, 1],
    [100_000, 98, 12.5],
  ])('of an item of %d bytes', (bytes, written, read) => {
    const engine = engineWithTable();
    expect(units(ask(engine, 'PutItem', { ...TOTAL, Item: sized(bytes) }))).toBe(written);
    expect(units(ask(engine, 'GetItem', { ...TOTAL, Key: KEY }))).toBe(read);
    expect(units(ask(engine, 'GetItem', { ...TOTAL, Key: KEY, ConsistentRead: true }))).toBe(2 * read);
    expect(units(ask(engine, 'Scan', TOTAL))).toBe(read);
    const put = { TransactItems: [{ Put: { TableName, Item: sized(bytes) } }], ReturnConsumedCapacity: 'TOTAL' };
    expect(ask(engine, 'TransactWriteItems', put)).toMatchObject({
      ConsumedCapacity: [{ TableName, CapacityUnits: 2 * written }],
    });
    expect(units(ask(engine, 'DeleteItem', { ...TOTAL, Key: KEY }))).toBe(written);
  });

  it('is that of the larger of the old and the new item', () => {
    const engine = engineWithTable();
    put(engine, sized(5000));
    expect(units(ask(engine, 'PutItem', { ...TOTAL, Item: KEY }))).toBe(5);
  });

  it('is 1 for a delete, and a half for a read, of nothing', () => {
    const engine = engineWithTable();
    expect(units(ask(engine, 'DeleteItem', { ...TOTAL, Key: KEY }))).toBe(1);
    expect(units(ask(engine, 'GetItem', { ...TOTAL, Key: KEY }))).toBe(0.5);
    expect(units(ask(engine, 'GetItem', { TableName, Key: KEY }))).toBeUndefined();
  });

  it('is told for each index that a write touches', () => {
    const engine = engineWithTable({ global: { 'by-g': { keys: ['g'] }, 'by-h': { keys: ['h'] } } });
    const write = (item: Item) =>
      ask(engine, 'PutItem', { TableName, ReturnConsumedCapacity: 'INDEXES', Item: { ...KEY, ...item } });
    expect(write({ g: S('x') })).toEqual({
      ConsumedCapacity: {
        TableName,
        CapacityUnits: 2,
        Table: { CapacityUnits: 1 },
        GlobalSecondaryIndexes: { 'by-g': { CapacityUnits: 1 } },
      },
    });
    // A changed key takes the old entry away and adds another.
    expect(units(write({ g: S('y') }))).toBe(3);
    expect(units(write({ g: S('y') }))).toBe(1);
    expect(units(write({ g: S('y'), n: N(1) }))).toBe(2);
    expect(units(write({}))).toBe(2);
  });
});

describe('ReturnItemCollectionMetrics', () => {
  it('tells the size of the collection of a table with a local index', () => {
    const engine = engineWithTable({ keys: ['p', 's'], local: { 'by-l': { keys: ['p', 'l'] } } });
    const Item = { p: S('a'), s: N(1) };
    expect(ask(engine, 'PutItem', { TableName, Item, ReturnItemCollectionMetrics: 'SIZE' })).toEqual({
      ItemCollectionMetrics: { ItemCollectionKey: { p: S('a') }, SizeEstimateRangeGB: [0, 1] },
    });
    expect(ask(engineWithTable(), 'PutItem', { TableName, Item: KEY, ReturnItemCollectionMetrics: 'SIZE' })).toEqual(
      {},
    );
  });
});
