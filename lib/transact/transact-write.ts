import { checkOptions } from '../errors/known-options';
import { InvalidStateError } from '../errors/usage-errors';
import { checkToken } from './commit';
import { commitWrites } from './commit-writes';
import { TRANSACT_WRITE_OPTIONS, type TransactionReceipt, type TransactWriteOptions } from './options';
import { clientOf } from './transaction-client';
import { WriteQueue } from './write-queue';

/**
 * Up to 100 writes that all happen or none, for code that cannot be a block. {@link transact} can also read.
 *
 * @example
 * const tx = new TransactWrite();
 * tx.update(Account, { id: 'a' }, a => [a.balance.add(-100)], { condition: a => a.balance.gte(100) });
 * tx.update(Account, { id: 'b' }, a => [a.balance.add(100)]);
 * const receipt = await tx.commit(); // one TransactWriteItems
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export class TransactWrite extends WriteQueue {
  private committed = false;

  constructor(private readonly options: TransactWriteOptions = {}) {
    super();
    checkOptions('', 'TransactWrite', options, TRANSACT_WRITE_OPTIONS);
  }

  /**
   * Sends the writes once. After a conflict with another transaction, or a throttle, it tries again, `maxAttempts` times in all.
   * After an error of the SDK (a timeout, a server error) the outcome is not known: you may commit the same writes again under the same
   * `clientRequestToken`, and they apply once.
   *
   * @throws TransactionCanceledError a condition was false; `reasons` in the order of the calls
   * @throws TransactionConflictError each attempt met a conflict
   * @throws ValidationError over 100 operations, over 4 MB, two operations on one item, a token reused with other content
   * @throws InvalidStateError nothing was queued, or the transaction was committed before
   */
  async commit(): Promise<TransactionReceipt> {
    const { options } = this;
    this.assertOpen();
    const writes = this.queued();
    if (writes.length === 0) throw new InvalidStateError('The transaction has nothing to commit: queue a write first');
    checkToken(options);
    const client = clientOf(writes, options.client);
    this.committed = true;
    return commitWrites(writes, client, options);
  }

  /** @internal */
  protected assertOpen(): void {
    if (this.committed) throw new InvalidStateError('The transaction was committed: make a new TransactWrite for more');
  }
}
