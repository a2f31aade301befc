import { setImmediate as nextTick } from 'node:timers/promises';
import { DataFolder } from '../../../lib/engine/persistence/data-folder';
import { ITEM, KeptEngine, TABLE } from './kept-engine';

/** Each batch also says what all records come to. */
const STATE = 1;

let kept: KeptEngine;

beforeEach(() => {
  kept = new KeptEngine();
});

afterEach(() => kept.remove());

describe('writing', () => {
  beforeEach(async () => {
    await kept.reopen();
    await kept.run('CreateTable', { ...TABLE, StreamSpecification: undefined });
  });

  afterEach(() => jest.restoreAllMocks());

  it('comes before the answer, to reads as well', async () => {
    const written: number[] = [];
    const write = DataFolder.prototype.write;
    jest.spyOn(DataFolder.prototype, 'write').mockImplementation(async function (this: DataFolder, changes) {
      await write.call(this, changes);
      written.push(changes.length);
    });
    const writing = kept.put({});
    const reading = kept.count();
    expect(written).toEqual([]);
    expect(await reading).toBe(1);
    expect(written).toEqual([1 + STATE]);
    await writing;
  });

  it('is done once for all that comes while the disk is busy', async () => {
    const write = jest.spyOn(DataFolder.prototype, 'write');
    const first = kept.put({ sk: { N: '50' } });
    await nextTick();
    await Promise.all(Array.from({ length: 50 }, (_, n) => kept.put({ sk: { N: String(n) } })));
    await first;
    expect(write.mock.calls.map(([changes]) => changes.length)).toEqual([1 + STATE, 50 + STATE]);
    await kept.count();
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('is one write for a transaction with its records in a stream', async () => {
    await kept.run('UpdateTable', { TableName: 'orders', StreamSpecification: TABLE.StreamSpecification });
    await kept.put({});
    const write = jest.spyOn(DataFolder.prototype, 'write');
    const Put = (n: number) => ({ Put: { TableName: 'orders', Item: { ...ITEM, sk: { N: String(n) } } } });
    await kept.run('TransactWriteItems', { TransactItems: [Put(1), Put(2), Put(3)] });
    expect(write.mock.calls.map(([changes]) => changes.length)).toEqual([6 + STATE]);
  });

  it('that fails makes every later request fail, as memory is ahead of the disk', async () => {
    const write = jest.spyOn(DataFolder.prototype, 'write').mockRejectedValueOnce(new Error('disk full'));
    const body = {
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'The data could not be written: disk full',
    };
    await expect(kept.put({})).rejects.toThrow(JSON.stringify(body));
    await expect(kept.put({ sk: { N: '2' } })).rejects.toThrow('disk full');
    await expect(kept.count()).rejects.toThrow('disk full');
    expect(await kept.engine.respond('ListTables', '{}')).toEqual({ statusCode: 500, body: JSON.stringify(body) });
    expect(write).toHaveBeenCalledTimes(1);
    await expect(kept.close()).rejects.toThrow('disk full');
    await kept.reopen();
    expect(await kept.count()).toBe(0);
  });
});
