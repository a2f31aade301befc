import { inChunks } from '../../lib/client/chunks';

describe('work in chunks', () => {
  it('gets a signal of its own where there are others to abort', async () => {
    const seen: [number[], boolean][] = [];
    await inChunks([1, 2, 3], 2, {}, async (chunk, signal) => void seen.push([[...chunk], signal !== undefined]));
    expect(seen).toEqual([
      [[1, 2], true],
      [[3], true],
    ]);
  });

  it('gets the signal of the caller, or none, where there is one chunk', async () => {
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    for (const given of [undefined, signal]) {
      await inChunks([1, 2], 2, { signal: given }, async (chunk, one) => void seen.push([...chunk, one]));
    }
    expect(seen).toEqual([
      [1, 2, undefined],
      [1, 2, signal],
    ]);
  });

  it('is nothing where there is nothing, and refuses a wrong concurrency all the same', async () => {
    const work = jest.fn();
    await inChunks([], 2, {}, work);
    await expect(inChunks([], 2, { concurrency: 0 }, work)).rejects.toThrow('concurrency must be a whole number');
    expect(work).not.toHaveBeenCalled();
  });

  it('ends with the first error, which aborts the other chunks', async () => {
    const aborted: boolean[] = [];
    const run = inChunks([1, 2, 3], 1, { concurrency: 2 }, async ([entry], signal) => {
      if (entry === 1) throw new Error('one');
      await new Promise(resolve => setImmediate(resolve));
      aborted.push(signal!.aborted);
    });
    await expect(run).rejects.toThrow('one');
    expect(aborted).toEqual([true]);
  });
});
