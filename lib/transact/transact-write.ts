import { InvalidStateError } from '../errors/usage-errors';
import { commit } from './commit';
import type { TransactionReceipt, TransactWriteOptions } from './options';
import { prepare } from './prepare';
import { withReruns } from './rerun';
import { clientOf } from './transaction-client';
import { WriteQueue } from './write-queue';

/**
 * Up to 100 writes that all happen or none, for code that cannot be a block; {@link transact} reads, too.
 *
 * @example
 * const tx = new TransactWrite();
 * tx.update(Account, { id: 'a' }, a => [a.balance.add(-100)], { condition: a => a.balance.gte(100) });
 * tx.update(Account, { id: 'b' }, a => [a.balance.add(100)]);
 * const receipt = await tx.commit(); // one TransactWriteItems
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export class TransactWrite extends WriteQueue {
  private committing = false;

  constructor(private readonly options: TransactWriteOptions = {}) {
    super();
  }

  /**
   * Sends the writes, once: a conflict with another transaction, or a throttle, is tried again up to `maxAttempts` times.
   *
   * @throws TransactionCanceledError a condition was false; `reasons` in the order of the calls
   * @throws TransactionConflictError
   * @throws InvalidStateError nothing was queued, or the transaction was committed before
   */
  async commit(): Promise<TransactionReceipt> {
    this.assertOpen();
    if (this.writes.length === 0)
      throw new InvalidStateError('The transaction has nothing to commit: queue a write first');
    const client = clientOf(
      this.writes.map(({ metadata }) => metadata),
      this.options.client,
    );
    this.committing = true;
    try {
      const prepared = await prepare(this.writes, undefined, client, this.options.signal);
      return await withReruns(this.options, attempt => commit(prepared, client, this.options, attempt));
    } catch (error) {
      // Nothing was written, so the same transaction may be corrected and committed again.
      this.committing = false;
      throw error;
    }
  }

  protected assertOpen(): void {
    if (this.committing)
      throw new InvalidStateError('The transaction was committed: make a new TransactWrite for more');
  }
}
