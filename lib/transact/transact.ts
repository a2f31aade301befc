import { AsyncLocalStorage } from 'node:async_hooks';
import { isMet } from '../entity/expectation';
import { InvalidStateError } from '../errors/usage-errors';
import { Rerun } from './cancellation';
import { commit } from './commit';
import type { TransactionReceipt, TransactOptions } from './options';
import { prepare } from './prepare';
import { type BlockRead, type ReadSet, readExpectation } from './read-set';
import { withReruns } from './rerun';
import { readTogether } from './transact-get';
import { Transaction } from './transaction';
import { clientOf } from './transaction-client';
import type { QueuedWrite } from './write-queue';

const running = new AsyncLocalStorage<true>();

/**
 * Runs a block as one serializable transaction: read, decide, write; all of it or nothing.
 *
 * Nothing is sent before the block resolves but its reads. At commit each item that was read must still be so, and when one is
 * not, the block runs again on what is stored then: so it must have no effects of its own. What it throws goes to the caller,
 * and nothing is written.
 *
 * @example
 * await transact(async tx => {
 *   const from = await tx.getOrFail(Account, { id: 'a' });
 *   const to = await tx.getOrFail(Account, { id: 'b' });
 *   if (from.balance < 100) throw new InsufficientFunds();
 *   from.balance -= 100;
 *   to.balance += 100;
 *   tx.save(from);
 *   tx.save(to);
 * });
 * // 2 GetItem, then TransactWriteItems { TransactItems: [{ Put }, { Put }], ClientRequestToken }, each Put on condition that
 * // its item is as it was read
 * @returns what the block returns
 * @throws TransactionConflictError others were faster in each of `maxAttempts` runs
 * @throws TransactionCanceledError a condition of the caller's was false; `reasons` in the order of the calls
 * @throws ValidationError over 100 operations, over 4 MB, two operations on one item, a token reused with other content
 * @throws InvalidStateError a read that was not awaited, `tx` used after the block, a block in a block
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export async function transact<R>(
  block: (tx: Transaction) => R | Promise<R>,
  options: TransactOptions = {},
): Promise<R> {
  if (running.getStore()) {
    throw new InvalidStateError('A transaction cannot be started in the block of another: use the tx of the outer one');
  }
  const { result, receipt } = await withReruns(options, attempt => run(block, options, attempt));
  options.onCommit?.(receipt);
  return result;
}

async function run<R>(
  block: (tx: Transaction) => R | Promise<R>,
  options: TransactOptions,
  attempt: number,
): Promise<{ result: R; receipt: TransactionReceipt }> {
  const tx = new Transaction(options);
  let result: R;
  try {
    result = await running.run(true, async () => block(tx));
  } catch (error) {
    tx.abandon();
    throw error;
  }
  const { writes, reads } = tx.end();
  const checked = options.isolation === 'none' ? undefined : reads;
  const receipt =
    writes.length > 0 ? await commitBlock(writes, checked, options, attempt) : await confirm(checked, options, attempt);
  return { result, receipt };
}

async function commitBlock(
  writes: readonly QueuedWrite[],
  reads: ReadSet | undefined,
  options: TransactOptions,
  attempt: number,
): Promise<TransactionReceipt> {
  const classes = [...writes, ...(reads?.all() ?? [])].map(({ metadata }) => metadata);
  const client = clientOf(classes, options.client);
  const prepared = await prepare(writes, reads, client, options.signal);
  if (prepared.writes.length === 0) return confirm(reads, options, attempt);
  return commit(prepared, client, options, attempt);
}

/** A block that wrote nothing: two or more reads are one snapshot only if they are so together, which one TransactGetItems tells. */
async function confirm(
  reads: ReadSet | undefined,
  options: TransactOptions,
  attempts: number,
): Promise<TransactionReceipt> {
  const all = reads?.all() ?? [];
  if (all.length > 1) await confirmSnapshot(all, options);
  return { clientRequestToken: undefined, attempts, consumedCapacity: undefined, itemCollectionMetrics: undefined };
}

async function confirmSnapshot(reads: readonly BlockRead[], options: TransactOptions): Promise<void> {
  const items = await readTogether(reads, options);
  const changed = reads.some((read, i) => !isMet(readExpectation(read), items[i]));
  if (changed) throw new Rerun([], undefined);
}
