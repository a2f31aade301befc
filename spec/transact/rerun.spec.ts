import { TransactionConflictError } from '../../lib/errors/transaction-errors';
import { Rerun } from '../../lib/transact/cancellation';
import { withReruns } from '../../lib/transact/rerun';

const waits: number[] = [];
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  },
}));

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

  it('tries five times, waiting up to 20, 40, 80 and 160 ms, then throws what the last attempt met', async () => {
    const error: TransactionConflictError = await withReruns({}, conflicts).catch(reason => reason);
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
