import type { RetryPolicy } from '../../lib/client/retry';

/** Notes each wait, in milliseconds, and does not wait. */
const waits: number[] = [];
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  },
}));

// Loaded anew: a setup file may have loaded it with the real timers.
jest.resetModules();
const { withRetries } = require('../../lib/client/retry') as typeof import('../../lib/client/retry');

const policy: RetryPolicy = { maxAttempts: 6, baseDelay: 20, maxDelay: 100 };

describe('withRetries', () => {
  const random = jest.spyOn(Math, 'random');
  afterAll(() => random.mockRestore());
  beforeEach(() => {
    waits.length = 0;
    random.mockReturnValue(1);
  });

  const failing = (times: number) => (attempt: number) => {
    if (attempt <= times) return Promise.reject(new Error(`${attempt}`));
    return Promise.resolve(`done in ${attempt}`);
  };

  it('waits up to twice as long each time, and no longer than the limit', async () => {
    await expect(withRetries(policy, undefined, () => true, failing(5))).resolves.toBe('done in 6');
    expect(waits).toEqual([20, 40, 80, 100, 100]);
  });

  it('waits a random time from 0 on', async () => {
    random.mockReturnValueOnce(0).mockReturnValueOnce(0.5).mockReturnValueOnce(0.25);
    await withRetries(policy, undefined, () => true, failing(3));
    expect(waits).toEqual([0, 20, 20]);
  });

  it('throws the last error when the attempts are used up', async () => {
    await expect(withRetries(policy, undefined, () => true, failing(9))).rejects.toThrow('6');
    expect(waits).toHaveLength(5);
  });

  it('throws errors that are not to be retried at once', async () => {
    const first = (error: unknown) => (error as Error).message === '1';
    await expect(withRetries(policy, undefined, first, failing(9))).rejects.toThrow('2');
    expect(waits).toHaveLength(1);
  });
});
