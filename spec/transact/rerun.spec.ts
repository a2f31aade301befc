import type { TransactionConflictError as ConflictError } from '../../lib/errors/transaction-errors';

const waits: number[] = [];
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  },
}));

// Loaded anew: a setup file may have loaded them with the real timers.
jest.resetModules();
const { Rerun } = require('../../lib/transact/cancellation') as typeof import('../../lib/transact/cancellation');
const { withReruns } = require('../../lib/transact/rerun') as typeof import('../../lib/transact/rerun');
const { TransactionConflictError } =
  require('../../lib/errors/transaction-errors') as typeof import('../../lib/errors/transaction-errors');

describe('withReruns', () => {
  const random = jest.spyOn(Math, 'random').mockReturnValue(1);
  afterAll(() => random.mockRestore());
  beforeEach(() => {
    waits.length = 0;
  });

  const cause = new Error('of the SDK');
  const conflicts = async (attempt: number) => {
    throw new Rerun(`details of ${attempt}`, [undefined], cause);
  };

  it('tries five times, waiting up to 20, 40, 80 and 160 ms, then throws the last error', async () => {
    const error: ConflictError = await withReruns({}, conflicts).catch(reason => reason);
    expect(error).toBeInstanceOf(TransactionConflictError);
    expect(error.message).toMatch(/in 5 attempts .* details of 5$/);
    expect([error.attempts, error.reasons, error.cause]).toEqual([5, [undefined], cause]);
    expect(waits).toEqual([20, 40, 80, 160]);
  });

  it('waits a second at most', async () => {
    await withReruns({ maxAttempts: 9 }, conflicts).catch(() => undefined);
    expect(waits).toEqual([20, 40, 80, 160, 320, 640, 1000, 1000]);
  });

  it('throws any other error at once', async () => {
    await expect(withReruns({}, () => Promise.reject(cause))).rejects.toBe(cause);
    expect(waits).toEqual([]);
  });
});
